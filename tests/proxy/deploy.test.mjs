// The files in deploy/: what of them can run without systemd and Docker.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { folder, freePort, root, send, start } from "./process.mjs";
import { KEY, startUpstream, TRACES } from "./upstream.mjs";

const PROGRAM = join(root, "target/server/job-progress-server");
const read = (/** @type {string} */ name) => readFileSync(join(root, "deploy", name), "utf8");

test("the systemd unit is valid, and its command starts with the example's configuration", async (t) => {
  const place = folder();
  const upstream = await startUpstream();
  t.after(() => upstream.stop());
  writeFileSync(join(place, "key"), `${KEY}\n`);
  const port = await freePort();
  const config = read("proxy.toml").replace("https://api.u1.archetypeai.app/v0.5", `${upstream.url}/v0.5`).replace("127.0.0.1:8080", `127.0.0.1:${port}`);
  writeFileSync(join(place, "proxy.toml"), config);
  const unit = read("job-progress-proxy.service").replaceAll("/usr/local/bin/job-progress-server", PROGRAM);
  writeFileSync(join(place, "job-progress-proxy.service"), unit);
  const verified = spawnSync("systemd-analyze", ["verify", join(place, "job-progress-proxy.service")], { encoding: "utf8" });
  if (verified.error) t.diagnostic("systemd-analyze is missing: the unit is not verified");
  else assert.deepEqual([verified.status, verified.stderr], [0, ""]);

  const command = unit.match(/^ExecStart=(.+)$/m)?.[1].replace("/etc/job-progress", place).replace("${CREDENTIALS_DIRECTORY}", place);
  const [program, ...args] = command?.split(" ") ?? [];
  await start(t, program, args, port);
  assert.equal((await send(port, TRACES)).status, 200);
  assert.equal(upstream.requests[0].headers.authorization, `Bearer ${KEY}`);
  for (const path of ["/healthz", "/readyz", "/metrics"]) assert.equal((await send(port, path)).status, 200, path);
});

test("the container's command starts", async (t) => {
  const place = folder();
  const upstream = await startUpstream();
  t.after(() => upstream.stop());
  mkdirSync(join(place, "secrets"));
  writeFileSync(join(place, "secrets/key"), KEY);
  const port = await freePort();
  const entry = JSON.parse(read("Dockerfile").match(/^ENTRYPOINT (.+)$/m)?.[1] ?? "[]");
  const args = entry.slice(1).map((/** @type {string} */ word) => word.replace("/run/secrets", join(place, "secrets")).replace("0.0.0.0:8080", `127.0.0.1:${port}`));
  await start(t, PROGRAM, [...args, "--upstream", `${upstream.url}/v0.5`], port);
  assert.equal((await send(port, TRACES)).status, 200);
});
