// `wasm-pack build --target web` in a fresh copy of the repository, and nothing else, makes a wasm that draws a job on a page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../../scripts/run.mjs";
import { startBrowser } from "../harness/browser.mjs";
import { startServer } from "../harness/server.mjs";

/** Always the same folder, so that the crates are compiled again only where they have changed. */
const copy = join(root, "target/fresh-build");
const JOB = "job_2clean3def4ghi5jkl6mno7";
/** The chart's default colour of completed files. */
const COMPLETED = [0x0b, 0x6b, 0xb8, 255];

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  rmSync(copy, { recursive: true, force: true });
  const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
  for (const path of tracked.filter((path) => existsSync(join(root, path)))) {
    cpSync(join(root, path), join(copy, path), { preserveTimestamps: true });
  }
  execFileSync("wasm-pack", ["build", "--target", "web"], {
    cwd: copy,
    env: { ...process.env, PATH: [join(root, "target/tools/bin"), process.env.PATH].join(delimiter), CARGO_TARGET_DIR: join(root, "target") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  server = await startServer(["--simulate", "--scenario", "clean", "--speed", "2000", "--seed", "5"], {
    "/": join(copy, "tests/package/fresh-build"), "/pkg": join(copy, "pkg"),
  });
  browser = await startBrowser();
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

test("a page of a few lines draws a job with it", async () => {
  await browser.open(`${server.url}/page.html?job=${JOB}`);
  await browser.until("the area of completed files", (color) => {
    const canvas = document.getElementById("chart");
    if (canvas.width !== 600 || canvas.height !== 300) return false;
    const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, 600, 300).data.buffer);
    const [wanted] = new Uint32Array(Uint8Array.from(color).buffer);
    return pixels.filter((pixel) => pixel === wanted).length > 100;
  }, COMPLETED);
  assert.ok(server.log().some(({ path, status }) => path.includes(`/${JOB}/inputs/progress/traces`) && status === 200));
});
