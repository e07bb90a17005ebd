// The tarball as a user gets it, installed into an empty project: without a bundler, and bundled by Vite.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { root } from "../../scripts/run.mjs";
import { startBrowser } from "../harness/browser.mjs";
import { ENGINE } from "../harness/engines/index.mjs";
import { pack } from "../harness/package.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";
import { until } from "../harness/wait.mjs";

const WASMS = ["job_progress_chart_bg.wasm", "job_progress_log_bg.wasm"];
const EXAMPLE = JSON.parse(readFileSync(join(root, "tests/fixtures/api/traces.json"), "utf8"));
const project = mkdtempSync(join(tmpdir(), "job-progress-package-"));
const vite = (/** @type {string[]} */ ...args) =>
  execFileSync(join(root, "tests/node_modules/.bin/vite"), args, { cwd: project, encoding: "utf8" });

/** @type {string[]} */ let files;
/** Changes of the README in the working tree. */ let readme = "";

before(() => {
  readme = execFileSync("git", ["diff", "--stat", "--", "README.md"], { cwd: root, encoding: "utf8" });
  let tarball;
  ({ tarball, files } = pack(project));
  cpSync(fileURLToPath(new URL("app", import.meta.url)), project, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", tarball], { cwd: project, stdio: "ignore" });
});
after(() => rmSync(project, { recursive: true, force: true }));

/**
 * Opens a page of a folder, and gives what a function returns there; that gets the example of the traces. Before the page's own scripts,
 * `prepare` runs.
 */
async function inPage(mounts, path, script, prepare = () => {}) {
  const browser = await startBrowser(1, { scripts: [prepare] });
  const server = await startServer([], mounts);
  try {
    await browser.open(server.url + path);
    return await browser.run(script, EXAMPLE);
  } finally {
    await browser.stop();
    await server.stop();
  }
}

test("the tarball contains what is needed, and nothing else", () => {
  const folders = ["types/", "www/"].flatMap((folder) => ["", "chart/", "log/", "shared/"].map((part) => folder + part));
  const isModule = (/** @type {string} */ path) => folders.includes(path.slice(0, path.lastIndexOf("/") + 1))
    && path.endsWith(path.startsWith("types/") ? ".d.ts" : ".js");
  assert.deepEqual(files.filter((path) => !isModule(path) && !/^pkg\/snippets\/.+\.js$/.test(path)).sort(), [
    "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "custom-elements.json", "dist/job-progress-chart.iife.js",
    "dist/vscode.css-custom-data.json", "dist/vscode.html-custom-data.json", "dist/web-types.json", "package.json",
    ...["chart", "log"].flatMap((name) => ["_bg.wasm", ".d.ts", ".js"].map((ending) => `pkg/job_progress_${name}${ending}`)),
    "types/inline/chart-wasm.d.ts", "types/inline/log-wasm.d.ts", "www/inline/chart-wasm.js", "www/inline/log-wasm.js",
  ].sort());
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)));
  assert.deepEqual(named.filter((path) => !files.includes(path.slice(2))), [], "every entry has its file");
  assert.ok(named.length > 15);
});

test("its README has no relative links", () => {
  const markdown = readFileSync(join(project, "node_modules/job-progress-chart/README.md"), "utf8");
  const targets = [...markdown.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
  assert.ok(targets.length > 5);
  assert.deepEqual(targets.filter((target) => !/^(https:|#)/.test(target)), []);
  assert.deepEqual(markdown.match(/<(?:img|a|source)[^>]* (?:src|href|srcset)="(?!https:)[^"]*"/g), null);
  assert.equal(execFileSync("git", ["diff", "--stat", "--", "README.md"], { cwd: root, encoding: "utf8" }), readme, "the repository's is as it was");
});

test("its wasms have no paths of the machine that built them", () => {
  for (const wasm of WASMS) {
    const text = readFileSync(join(root, "pkg", wasm), "latin1");
    assert.deepEqual(text.match(/(?<!rust)\/[\w.-]+\/[\w./-]*\.cargo/g), null);
    assert.match(text, /js-sys-[\d.]+\/src\//, "panics name their places");
  }
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

for (const [page, wasms] of /** @type {[string, number][]} */ ([["inline.html", 0], ["classic.html", 0], ["mixed.html", 1]])) {
  test(`${page} has one engine each for chart and log`, async () => {
    const seen = await inPage({ "/": project, "/modules": join(project, "node_modules") }, `/${page}`, async (traces) => {
      await customElements.whenDefined("job-progress-log");
      const chart = document.querySelector("job-progress-chart");
      const completed = await new Promise((resolve) => {
        chart.addEventListener("progress", ({ detail }) => resolve(detail.completed));
        chart.traces = traces;
      });
      while (window.instances < 2) await new Promise(requestAnimationFrame);
      return { completed, wasms: performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm")).length, instances: window.instances };
    }, () => {
      window.instances = 0;
      for (const name of ["instantiate", "instantiateStreaming"]) {
        const original = WebAssembly[name];
        WebAssembly[name] = (...args) => {
          window.instances += 1;
          return original.apply(WebAssembly, args);
        };
      }
    });
    assert.deepEqual(seen, { completed: 8, wasms, instances: 2 });
  });
}

test("it works in a Vite build, which carries each wasm once", async () => {
  vite("build", "--logLevel", "warn");
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

test("in a Vite build, too, a part that could not be loaded is loaded at the next try", async () => {
  // https://bugs.webkit.org/show_bug.cgi?id=270357
  if (ENGINE === "webkit") {
    writeFileSync(join(project, "vite.config.js"), "export default { build: { modulePreload: false } };");
    vite("build", "--logLevel", "warn");
  }
  const browser = await startBrowser();
  const server = await startServer([], { "/": join(project, "dist") });
  const faults = await startFaults(server.url);
  try {
    faults.block("/assets/crosshair");
    await browser.open(`${faults.url}/index.html`);
    await browser.run(async (traces) => {
      await customElements.whenDefined("job-progress-chart");
      document.querySelector("job-progress-chart").traces = traces;
    }, EXAMPLE);
    await browser.until("the chart", () => document.querySelector("job-progress-chart").snapshot?.points > 0);
    const setCursor = (index) => browser.run((index) => {
      const chart = document.querySelector("job-progress-chart");
      chart.cursor = Date.parse(chart.traces.points[index].t);
    }, index);
    let index = 0;
    // WebKitGTK sends a failed request up to six times: with more, a whole try has failed.
    await until("a failed try", async () => {
      await setCursor(index = 1 - index);
      return faults.blockedRequests() > 6;
    });
    faults.block();
    await until("the crosshair", async () => {
      await setCursor(index = 1 - index);
      return browser.run(() => document.querySelector("job-progress-chart").shadowRoot.querySelector(".crosshair") !== null);
    });
  } finally {
    await browser.stop();
    await faults.stop();
    await server.stop();
  }
});
