// The tarball as a user gets it: installed into an empty project, bare, bundled, on a server and typed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { startBrowser } from "../harness/browser.mjs";
import { startServer } from "../harness/server.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const WASMS = ["job_progress_chart_bg.wasm", "job_progress_log_bg.wasm"];
const EXAMPLE = JSON.parse(readFileSync(join(root, "tests/fixtures/api/traces.json"), "utf8"));
const project = mkdtempSync(join(tmpdir(), "job-progress-package-"));
const tool = (/** @type {string} */ name, /** @type {string[]} */ ...args) =>
  execFileSync(join(root, "node_modules/.bin", name), args, { cwd: project, encoding: "utf8" });

/** @type {string[]} */ let files;

before(() => {
  const [{ filename, files: packed }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--pack-destination", project], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  files = packed.map((/** @type {{path: string}} */ { path }) => path);
  cpSync(fileURLToPath(new URL("app", import.meta.url)), project, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", join(project, filename)], { cwd: project, stdio: "ignore" });
});
after(() => rmSync(project, { recursive: true, force: true }));

/** Serves a folder and gives what a chart on its page does with the example. */
async function draws(mounts, path, script) {
  const browser = await startBrowser();
  const server = await startServer([], mounts);
  try {
    await browser.open(server.url + path);
    return await browser.run(script, EXAMPLE);
  } finally {
    await browser.stop();
    await server.stop();
  }
}

test("the tarball holds what runs, and nothing else", () => {
  for (const wasm of WASMS) assert.ok(files.includes(`pkg/${wasm}`));
  assert.ok(files.includes("types/index.d.ts"));
  for (const path of ["www/log.js", "www/log/element.js", "types/log.d.ts"]) assert.ok(files.includes(path), path);
  assert.ok(files.includes("README.md"));
  const rest = files.filter((path) => !/^(pkg\/job_progress_(chart|log)[^/]*|pkg\/web\/[^/]+\.(js|d\.ts)|types\/(log\/)?[^/]+\.d\.ts|www\/(log\/)?[^/]+\.js|package\.json|README\.md|LICENSE)$/.test(path));
  assert.deepEqual(rest, []);
  const urls = files.filter((path) => path.endsWith(".js"))
    .flatMap((path) => [...readFileSync(join(root, path), "utf8").matchAll(/new URL\(['"]([^'"]+\.wasm)['"], import\.meta\.url\)/g)])
    .map(([, wasm]) => wasm);
  assert.deepEqual(urls, WASMS, "one URL of each wasm, or bundlers ship it twice");
});

test("it works from a bare module script, which loads nothing of the log, nor what only a reader asks for", async () => {
  const [completed, loaded] = await draws({ "/": project, "/modules": join(project, "node_modules") }, "/bare.html", async (traces) => {
    await customElements.whenDefined("job-progress-chart");
    const chart = document.querySelector("job-progress-chart");
    return new Promise((resolve) => {
      chart.addEventListener("progress", ({ detail }) => resolve([detail.completed, performance.getEntriesByType("resource").map(({ name }) => name)]));
      chart.traces = traces;
    });
  });
  assert.equal(completed, 8);
  assert.ok(loaded.some((name) => name.endsWith("job_progress_chart_bg.wasm")));
  assert.deepEqual(loaded.filter((name) => /log|entries|annotations|crosshair|rows|image/.test(name)), []);
});

test("it works in a Vite build, which carries each wasm once", async () => {
  tool("vite", "build", "--logLevel", "warn");
  const assets = readdirSync(join(project, "dist/assets"));
  assert.equal(assets.filter((name) => name.endsWith(".wasm")).length, WASMS.length);
  const seen = await draws({ "/": join(project, "dist") }, "/index.html", async (traces) => {
    const chart = document.querySelector("job-progress-chart");
    await customElements.whenDefined("job-progress-chart");
    const heard = new Promise((resolve) => chart.addEventListener("progress", ({ detail }) => resolve(detail.completed)));
    chart.traces = traces;
    while (!window.chart) await new Promise(requestAnimationFrame);
    window.chart.setTraces(traces);
    const log = document.querySelector("job-progress-log");
    while (log.shadowRoot?.querySelector(".notice")?.textContent !== "There is no job to showShow all entries") await new Promise(requestAnimationFrame);
    const completed = await heard;
    chart.cursor = Date.now();
    while (!chart.shadowRoot.querySelector(".crosshair:not([hidden])")) await new Promise(requestAnimationFrame);
    chart.shadowRoot.querySelector("details").open = true;
    while (!chart.shadowRoot.querySelector("tbody tr")) await new Promise(requestAnimationFrame);
    return [completed, window.chart.snapshot().failed, (await chart.toBlob()).type];
  });
  assert.deepEqual(seen, [8, 1, "image/png"]);
});

test("it can be imported where there is no DOM", () => {
  const script = 'const m = await import("job-progress-chart"); await import("job-progress-chart/chart"); const l = await import("job-progress-chart/log"); console.log(typeof m.JobProgressChartElement, typeof l.JobProgressLogElement)';
  assert.equal(execFileSync("node", ["--input-type=module", "-e", script], { cwd: project, encoding: "utf8" }), "function function\n");
});

test("it is typed", () => {
  for (const resolution of ["nodenext", "bundler"]) {
    tool("tsc", "--noEmit", "--strict", "--target", "es2022", "--lib", "esnext,dom",
      "--module", resolution === "nodenext" ? "nodenext" : "esnext", "--moduleResolution", resolution, "types.ts");
  }
});
