// The README's own steps in an empty folder, and pages that load the package more than once.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";

import { root, samples } from "../docs/markdown.mjs";
import { startBrowser } from "../harness/browser.mjs";
import { pack } from "../harness/package.mjs";
import { startServer } from "../harness/server.mjs";

const README = samples("README.md");
const folder = mkdtempSync(join(tmpdir(), "job-progress-first-steps-"));
const options = { cwd: folder, encoding: /** @type {const} */ ("utf8"), stdio: /** @type {const} */ ("pipe") };

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;

before(async () => {
  const { tarball } = pack(folder);
  const command = README.find(({ code }) => code.startsWith("npm install "))?.code.trim() ?? "";
  assert.equal(command, `npm install ./${basename(tarball)}`);
  const [program, ...args] = command.split(" ");
  execFileSync(program, args, options);
  browser = await startBrowser();
});
after(async () => {
  await browser?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Serves folders beside a simulated job that has data already, and opens a page. */
async function withServer(mounts, path, use) {
  const server = await startServer(["--simulate", "--scenario", "mixed", "--head-start", "300"], mounts);
  try {
    await browser.open(server.url + path);
    await use();
  } finally {
    await server.stop();
  }
}

const drawn = () => browser.until("the job", () => [...document.querySelectorAll("job-progress-chart")]
  .every((chart) => chart.snapshot?.points > 0 && chart.shadowRoot.querySelector("canvas").width > 0));

test("the first sample in a bundler, after the README's `npm install`", async () => {
  const page = README.find(({ language }) => language === "html")?.code ?? "";
  writeFileSync(join(folder, "index.html"), `<!doctype html><html lang="en"><meta charset="utf-8"><title>Job</title>\n${page}`);
  execFileSync(join(root, "tests/node_modules/.bin/vite"), ["build", "--logLevel", "warn"], options);
  await withServer({ "/": join(folder, "dist") }, "/index.html", drawn);
});

test("two copies, two versions and a module that is evaluated again share one page", async () => {
  const copies = ["one", "two"].map((name) => join(folder, name));
  for (const copy of copies) cpSync(join(folder, "node_modules/job-progress-chart"), copy, { recursive: true });
  const manifest = join(copies[1], "package.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"version": "0.1.0"', '"version": "0.2.0"'));
  writeFileSync(join(folder, "copies.html"), '<!doctype html><html lang="en"><meta charset="utf-8"><title>Copies</title><script src="copies.js"></script><script type="module" src="one/www/index.js"></script>');
  writeFileSync(join(folder, "copies.js"), `
    window.problems = [];
    addEventListener("error", ({ message }) => problems.push(message));
    addEventListener("unhandledrejection", ({ reason }) => problems.push(String(reason)));
    const { error } = console;
    console.error = (...values) => { problems.push(values.join(" ")); error(...values); };
  `);
  await withServer({ "/": folder }, "/copies.html", async () => {
    await browser.run(async (job) => {
      const [one, two] = [await import("/one/www/index.js"), await import("/two/www/index.js")];
      if (one.JobProgressChartElement === two.JobProgressChartElement) throw new Error("the copies are the same");
      await import("/one/www/index.js?again");
      await import("/two/www/log.js");
      const { load, JobProgressChart } = await import("/two/www/chart.js");
      await load();
      for (const at of [0, 1]) document.body.append(Object.assign(document.createElement("job-progress-chart"), { id: `chart${at}`, jobId: job }));
      document.body.append(Object.assign(document.createElement("job-progress-log"), { htmlFor: "chart0" }));
      const canvas = document.body.appendChild(document.createElement("canvas"));
      window.chart = new JobProgressChart(canvas, { jobId: job });
      window.chart.resize(400, 200, 1);
      window.chart.start();
    }, "job_2abc3def4ghi5jkl6mno7pqr");
    await drawn();
    await browser.until("the chart of the other copy", () => window.chart.axis());
    await browser.until("the log of the other copy", () => document.querySelector("job-progress-log").count !== null);
    assert.deepEqual(await browser.run(() => window.problems), []);
  });
});
