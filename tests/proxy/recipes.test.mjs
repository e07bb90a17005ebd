// The recipes in docs/recipes, each run by its own program in front of an API that answers by script. Only the addresses and the
// port in them are replaced.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { folder, freePort, root, send, start } from "./process.mjs";
import { nginx, recipe } from "./recipe.mjs";
import { JOB, KEY, startUpstream, TRACES, traces } from "./upstream.mjs";

const ENV = { ATAI_API_KEY: KEY, NEXT_TELEMETRY_DISABLED: "1" };
const bin = (/** @type {string} */ name) => join(root, "tests/proxy/node_modules/.bin", name);

/** What every recipe must do. @param {number} port @param {Awaited<ReturnType<typeof startUpstream>>} upstream */
async function check(port, upstream) {
  const responses = [];
  const get = async (/** @type {string} */ path, options = {}) => {
    const response = await send(port, path, options);
    responses.push(JSON.stringify(response));
    return response;
  };
  const own = { authorization: "Bearer of-the-viewer", cookie: "session=of-the-viewer" };
  const first = await get(`${TRACES}?buckets=50`, { headers: own });
  assert.equal(first.status, 200);
  assert.equal(first.headers.etag, '"a-tag"');
  assert.equal(JSON.parse(first.body).job_id, JOB);
  const seen = upstream.requests.at(-1);
  assert.equal(seen?.url, `${TRACES}?buckets=50`);
  assert.equal(seen?.headers.authorization, `Bearer ${KEY}`);
  assert.ok(!JSON.stringify(seen?.headers).includes("of-the-viewer"));

  const unchanged = await get(TRACES, { headers: { "if-none-match": '"a-tag"' } });
  assert.deepEqual([unchanged.status, unchanged.body, unchanged.headers.etag], [304, "", '"a-tag"']);
  assert.equal(upstream.requests.at(-1)?.headers["if-none-match"], '"a-tag"');
  await get(TRACES, { headers: { "if-none-match": "2026-04-14T10:15:00Z" } });
  assert.equal(upstream.requests.at(-1)?.headers["if-none-match"], "2026-04-14T10:15:00Z", "as it came, without quotes");

  for (const path of ["", `/${JOB}`, `/${JOB}/inputs/progress/counts`, `/${JOB}/progress?kind=a%26b&offset=5`]) {
    assert.equal((await get(`/v0.5/batch/jobs${path}`)).status, 200, path);
    assert.equal(upstream.requests.at(-1)?.url, `/v0.5/batch/jobs${path}`);
  }

  upstream.answer = () => ({ status: 429, headers: { "retry-after": "7", "content-type": "application/json" }, body: '{"errors": []}' });
  const limited = await get(TRACES);
  assert.deepEqual([limited.status, limited.headers["retry-after"], limited.body], [429, "7", '{"errors": []}']);
  upstream.answer = () => ({ status: 302, headers: { location: `${upstream.url}/elsewhere`, "set-cookie": "a=b" } });
  const redirect = await get(TRACES);
  assert.deepEqual([redirect.headers.location, redirect.headers["set-cookie"]], [undefined, undefined]);
  upstream.answer = traces;

  const before = upstream.requests.length;
  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    const { status } = await get(TRACES, { method });
    assert.ok(status >= 400, `${method}: ${status}`);
  }
  for (const path of [
    "/v0.5/files", "/v0.5/batch/jobs/job_a/cancel", "/v0.5/batch/jobs/job_a/inputs/progress", "/v0.5/batch/jobs/", "/v0.5/batch/jobs/job_a/",
    "/v0.5/batch/jobs/../../files", "/v0.5/batch/jobs/%2e%2e/files", "/v0.5/batch/jobs/job_a%2f..%2f..%2ffiles", "/v0.5/batch/jobs/a.b",
    "/v0.5/batch/jobs/job_a%0d%0ax:1", "/v0.5/batch/jobs/job_a;x", "/v0.5/batch/jobs/a b".replace(" ", "%20"), "/v0.6/batch/jobs", "/batch/jobs",
  ]) await get(path).catch(() => {});
  assert.equal(upstream.requests.length, before, `passed on: ${JSON.stringify(upstream.requests.slice(before))}`);
  // Some programs tidy these up and find a route in them; the API must get that route only.
  for (const path of ["/v0.5/files/../batch/jobs/job_a", "/v0.5//batch/jobs", "//v0.5/batch/jobs", "http://evil.example/v0.5/batch/jobs/job_a"]) {
    await get(path).catch(() => {});
  }
  for (const { url, headers } of upstream.requests) {
    assert.match(url ?? "", /^\/v0\.5\/batch\/jobs(\/[\w-]+(\/inputs\/progress\/(traces|counts)|\/progress)?)?(\?[^#]*)?$/);
    assert.equal(headers.authorization, `Bearer ${KEY}`);
    assert.equal(headers.cookie, undefined);
  }
  assert.ok(responses.every((response) => !response.includes(KEY)), "the key is in no response");
}

/**
 * @param {string} name
 * @param {(t: import("node:test").TestContext, upstream: string, port: number) => Promise<unknown>} launch
 */
function run(name, launch) {
  test(name, async (t) => {
    const upstream = await startUpstream();
    t.after(() => upstream.stop());
    const port = await freePort();
    await launch(t, upstream.url, port);
    await check(port, upstream);
  });
}

run("nginx", async (t, upstream, port) => {
  const place = folder();
  writeFileSync(join(place, "key.conf"), `proxy_set_header Authorization "Bearer ${KEY}";\n`);
  const text = recipe("nginx.conf", {
    "server api.u1.archetypeai.app:443": `server ${upstream.slice("http://".length)}`,
    "https://archetype": "http://archetype", "127.0.0.1:8080": `127.0.0.1:${port}`,
    "/etc/nginx/archetype-key.conf": join(place, "key.conf"), "/var/www/jobs": place,
  });
  writeFileSync(join(place, "nginx.conf"), nginx(text, place));
  await start(t, "nginx", ["-c", join(place, "nginx.conf"), "-p", place], port);
});

run("Caddy", async (t, upstream, port) => {
  const place = folder();
  const text = recipe("Caddyfile", {
    "https://api.u1.archetypeai.app": upstream, "localhost:8080": `localhost:${port}`, "/var/www/jobs": place,
  });
  writeFileSync(join(place, "Caddyfile"), `{\n\tadmin off\n}\n${text}`);
  await start(t, "caddy", ["run", "--config", join(place, "Caddyfile")], port, { env: { ...ENV, HOME: place } });
});

run("Vite's dev server", async (t, upstream, port) => {
  const place = folder();
  writeFileSync(join(place, "index.html"), "<p>A page");
  writeFileSync(join(place, "vite.config.js"), recipe("vite.config.js", { "https://api.u1.archetypeai.app": upstream }));
  await start(t, process.execPath, [join(root, "tests/node_modules/vite/bin/vite.js"), "--port", String(port), "--host", "127.0.0.1", "--strictPort"], port, { cwd: place, env: ENV });
});

run("a Next route handler", async (t, upstream, port) => {
  const place = folder();
  const routes = join(place, "app/v0.5/batch/jobs/[[...path]]");
  mkdirSync(routes, { recursive: true });
  writeFileSync(join(place, "package.json"), "{}");
  writeFileSync(join(place, "app/layout.js"), "export default ({ children }) => <html><body>{children}</body></html>;\n");
  writeFileSync(join(place, "app/page.js"), "export default () => <p>A page</p>;\n");
  writeFileSync(join(place, "next.config.mjs"), `export default { turbopack: { root: ${JSON.stringify(root)} } };\n`);
  writeFileSync(join(routes, "route.js"), recipe("next-route.js", { "https://api.u1.archetypeai.app": upstream }));
  await start(t, bin("next"), ["dev", "--port", String(port), "--hostname", "127.0.0.1"], port, { cwd: place, env: ENV });
});

run("Express", async (t, upstream, port) => {
  const place = folder();
  writeFileSync(join(place, "express.mjs"), recipe("express.mjs", { "https://api.u1.archetypeai.app": upstream, "8080": String(port) }));
  await start(t, process.execPath, ["express.mjs"], port, { cwd: place, env: ENV });
});

run("FastAPI", async (t, upstream, port) => {
  const place = folder();
  writeFileSync(join(place, "fastapi_app.py"), recipe("fastapi_app.py", { "https://api.u1.archetypeai.app": upstream }));
  const python = join(root, "target/tools/python/bin/python");
  await start(t, python, ["-m", "uvicorn", "fastapi_app:app", "--host", "127.0.0.1", "--port", String(port)], port, { cwd: place, env: { ...ENV, no_proxy: "127.0.0.1" } });
});
