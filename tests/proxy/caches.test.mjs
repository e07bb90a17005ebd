// Two proxies behind one cache, nginx or Varnish: 304 through the chain, few requests to the API for many viewers, and the true age when
// the API or the proxies fail.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import { test } from "node:test";

import { until } from "../harness/wait.mjs";
import { folder, freePort, send, start } from "./process.mjs";
import { startProxy } from "./proxies.mjs";
import { nginx, recipe } from "./recipe.mjs";
import { startUpstream, TRACES } from "./upstream.mjs";

const VIEWERS = 10_000;
const CONNECTIONS = 100;
/** The viewers come for at least so long, s: several responses become old meanwhile. */
const DURATION = 3;
/** How long nobody comes, s. */
const SILENCE = 8;
/** How long the API is dead, s. */
const OUTAGE = 10;
/** How far an age may be behind, s: a cache may keep a response for almost two seconds, and machines are slow. */
const LAG = 5;

/** @typedef {(t: import("node:test").TestContext, first: number, second: number, port: number) => Promise<unknown>} Launch */

/** @param {import("node:test").TestContext} t @param {Launch} launch */
async function check(t, launch) {
  const upstream = await startUpstream();
  t.after(() => upstream.stop());
  let confirmed = 0;
  // A response that is new in each second.
  upstream.answer = ({ headers }) => {
    confirmed = performance.now();
    const etag = `"${Math.floor(Date.now() / 1000)}"`;
    if (headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
    return { status: 200, headers: { etag, "content-type": "application/json" }, body: JSON.stringify({ latest_event_at: etag, points: [] }) };
  };
  const proxies = [await startProxy(t, upstream.url, ["--log-level", "warn"]), await startProxy(t, upstream.url, ["--log-level", "warn"])];
  const port = await freePort();
  await launch(t, proxies[0].port, proxies[1].port, port);

  const first = await send(port, TRACES);
  assert.equal(first.status, 200);
  assert.ok(first.headers.etag);

  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const before = upstream.requests.length;
  const begun = performance.now();
  /** @type {Record<number, number>} */
  const counts = {};
  let sent = 0;
  /** @type {string[]} */
  const validators = [];
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    while (sent < VIEWERS || performance.now() - begun < DURATION * 1000) {
      sent += 1;
      // Half of the viewers come for the first time.
      const validator = sent % 2 === 0 ? validators.at(-1) : undefined;
      const response = await send(port, TRACES, { agent, headers: validator ? { "if-none-match": validator } : {} });
      counts[response.status] = (counts[response.status] ?? 0) + 1;
      if (response.headers.etag) validators.push(response.headers.etag);
    }
  }));
  agent.destroy();
  const seconds = (performance.now() - begun) / 1000;
  const requests = upstream.requests.length - before;
  t.diagnostic(`${sent} viewers in ${seconds.toFixed(1)} s: ${JSON.stringify(counts)}, ${requests} requests to the API`);
  assert.equal((counts[200] ?? 0) + (counts[304] ?? 0), sent);
  assert.ok((counts[304] ?? 0) > sent / 10, "304 survives the chain");
  assert.ok(requests <= seconds + 2, `${requests} requests in ${seconds} s`);

  const look = async () => {
    const { status, headers } = await send(port, TRACES);
    const since = (performance.now() - confirmed) / 1000;
    if (status === 200) assert.ok(Number(headers.age) >= since - LAG, `age ${headers.age} after ${since} s`);
    return { status, since };
  };
  await new Promise((resolve) => setTimeout(resolve, SILENCE * 1000));
  assert.equal((await look()).status, 200);

  for (const proxy of proxies) assert.equal((await send(proxy.port, TRACES)).status, 200);
  await upstream.stop();
  await until("the time without the API", async () => {
    const { status, since } = await look();
    assert.equal(status, 200);
    return since > OUTAGE;
  });
  await Promise.all(proxies.map((proxy) => proxy.output.stop()));
  await until("an error", async () => (await look()).status >= 500);
  assert.ok((await look()).status >= 500);
}

/** Responses for tokens are for nobody else. @param {import("node:test").TestContext} t @param {Launch} launch */
async function checkTokens(t, launch) {
  const upstream = await startUpstream();
  t.after(() => upstream.stop());
  const place = folder();
  const hash = createHash("sha256").update("of-the-viewer").digest("hex");
  writeFileSync(join(place, "viewers.toml"), `[[viewer]]\nname = "a"\ntoken-sha256 = "${hash}"\njobs = ["*"]\n`);
  const options = ["--log-level", "warn", "--viewers", join(place, "viewers.toml")];
  const proxies = [await startProxy(t, upstream.url, options), await startProxy(t, upstream.url, options)];
  const port = await freePort();
  await launch(t, proxies[0].port, proxies[1].port, port);
  for (let i = 0; i < 3; i += 1) {
    assert.equal((await send(port, TRACES, { headers: { authorization: "Bearer of-the-viewer" } })).status, 200);
    assert.equal((await send(port, TRACES)).status, 401);
    assert.equal((await send(port, TRACES, { headers: { authorization: "Bearer of-another" } })).status, 401);
  }
}

/** @type {Launch} */
async function startNginx(t, first, second, port) {
  const place = folder();
  const text = recipe("nginx-cache.conf", {
    "10.0.0.1:8080": `127.0.0.1:${first}`, "10.0.0.2:8080": `127.0.0.1:${second}`, "listen 80;": `listen 127.0.0.1:${port};`,
    "/var/cache/nginx/jobs": join(place, "cache"),
  });
  writeFileSync(join(place, "nginx.conf"), nginx(text, place));
  await start(t, "nginx", ["-c", join(place, "nginx.conf"), "-p", place], port);
}

/** @type {Launch} */
async function startVarnish(t, first, second, port) {
  const place = folder();
  const text = recipe("varnish.vcl", {
    'first { .host = "10.0.0.1"; .port = "8080"': `first { .host = "127.0.0.1"; .port = "${first}"`,
    'second { .host = "10.0.0.2"; .port = "8080"': `second { .host = "127.0.0.1"; .port = "${second}"`,
  });
  writeFileSync(join(place, "varnish.vcl"), text);
  await start(t, "varnishd", [
    "-F", "-j", "none", "-a", `127.0.0.1:${port}`, "-f", join(place, "varnish.vcl"), "-n", join(place, "work"), "-s", "malloc,32m",
  ], port);
}

test("nginx with proxy_cache", (t) => check(t, startNginx));
test("Varnish", (t) => check(t, startVarnish));
test("nginx with proxy_cache, and tokens of viewers", (t) => checkTokens(t, startNginx));
test("Varnish and tokens of viewers", (t) => checkTokens(t, startVarnish));
