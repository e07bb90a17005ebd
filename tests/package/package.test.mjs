// The tarball as a user gets it, installed into an empty project: without a bundler, bundled by Vite, imported in Node, typed.
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
  execFileSync(join(root, { tsc: "node_modules/.bin", vite: "tests/node_modules/.bin" }[name] ?? "", name), args, { cwd: project, encoding: "utf8" });

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

/** Opens a page of a folder, and gives what a function returns there; that gets the example of the traces. */
async function inPage(mounts, path, script) {
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

test("the tarball contains what is needed at run time, and nothing else", () => {
  for (const wasm of WASMS) assert.ok(files.includes(`pkg/${wasm}`));
  assert.ok(files.includes("types/index.d.ts"));
  for (const path of ["www/log.js", "www/log/element.js", "types/log.d.ts"]) assert.ok(files.includes(path), path);
  assert.ok(files.includes("README.md"));
  const folders = "(chart|log|shared)/";
  const expected = new RegExp(`^(pkg/job_progress_(chart|log)[^/]*|pkg/snippets/.+\\.js|types/(${folders})?[^/]+\\.d\\.ts|www/(${folders})?[^/]+\\.js|package\\.json|README\\.md|LICENSE)$`);
  const rest = files.filter((path) => !expected.test(path));
  assert.deepEqual(rest, []);
  const urls = files.filter((path) => path.endsWith(".js"))
    .flatMap((path) => [...readFileSync(join(root, path), "utf8").matchAll(/new URL\(['"]([^'"]+\.wasm)['"], import\.meta\.url\)/g)])
    .map(([, wasm]) => wasm);
  assert.deepEqual(urls, WASMS, "one URL of each wasm, or bundlers ship it twice");
});

test("it works without a bundler, and loads neither the log nor what only input needs", async () => {
  const [completed, loaded] = await inPage({ "/": project, "/modules": join(project, "node_modules") }, "/bare.html", async (traces) => {
    await customElements.whenDefined("job-progress-chart");
    const chart = document.querySelector("job-progress-chart");
    return new Promise((resolve) => {
      chart.addEventListener("progress", ({ detail }) => resolve([detail.completed, performance.getEntriesByType("resource").map(({ name }) => name)]));
      chart.traces = traces;
    });
  });
  assert.equal(completed, 8);
  assert.ok(loaded.some((name) => name.endsWith("job_progress_chart_bg.wasm")));
  assert.deepEqual(loaded.filter((name) => /\/log\/|log\.js|entry-loader|entry-markers\.js|crosshair|table-rows|image|job_progress_log/.test(name)), []);
});

test("it works in a Vite build, which carries each wasm once", async () => {
  tool("vite", "build", "--logLevel", "warn");
  const assets = readdirSync(join(project, "dist/assets"));
  assert.equal(assets.filter((name) => name.endsWith(".wasm")).length, WASMS.length);
  const seen = await inPage({ "/": join(project, "dist") }, "/index.html", async (traces) => {
    const chart = document.querySelector("job-progress-chart");
    await customElements.whenDefined("job-progress-chart");
    const progress = new Promise((resolve) => chart.addEventListener("progress", ({ detail }) => resolve(detail.completed)));
    chart.traces = traces;
    const until = async (what, condition) => {
      const end = performance.now() + 30_000;
      while (!condition()) {
        if (performance.now() > end) throw new Error(`waited for ${what}`);
        await new Promise(requestAnimationFrame);
      }
    };
    await until("the chart of the page's own", () => window.chart);
    window.chart.setTraces(traces);
    const log = document.querySelector("job-progress-log").shadowRoot;
    await until("the log's notice", () => log.querySelector(".notice:not([hidden]) span")?.textContent === "There is no job to show");
    const completed = await progress;
    chart.cursor = Date.now();
    await until("the crosshair", () => chart.shadowRoot.querySelector(".crosshair:not([hidden])"));
    chart.shadowRoot.querySelector("details").open = true;
    await until("the table", () => chart.shadowRoot.querySelector("tbody tr"));
    return [completed, window.chart.snapshot().failed, (await chart.toBlob()).type];
  });
  assert.deepEqual(seen, [8, 1, "image/png"]);
});

test("it can be imported in Node, without a DOM", () => {
  const script = 'const m = await import("job-progress-chart"); await import("job-progress-chart/chart"); const l = await import("job-progress-chart/log"); console.log(typeof m.JobProgressChartElement, typeof l.JobProgressLogElement)';
  assert.equal(execFileSync("node", ["--input-type=module", "-e", script], { cwd: project, encoding: "utf8" }), "function function\n");
});

test("it is typed", () => {
  for (const resolution of ["nodenext", "bundler"]) {
    tool("tsc", "--noEmit", "--strict", "--target", "es2022", "--lib", "esnext,dom",
      "--module", resolution === "nodenext" ? "nodenext" : "esnext", "--moduleResolution", resolution, "types.ts");
  }
});
