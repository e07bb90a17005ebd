// Runs every sample of HTML, JS and CSS in the documents, in a page that has what the sample's text assumes.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";
import { FILES, samples } from "./markdown.mjs";

const ALL = FILES.flatMap(samples);
const JOB = "job_2abc3def4ghi5jkl6mno7pqr";
const IMPORTS = { "job-progress-chart": "/package/www/index.js", "job-progress-chart/chart": "/package/www/chart.js", "job-progress-chart/log": "/package/www/log.js" };
/** What samples take from the page around them. */
const PRELUDE = `<script>
  addEventListener("error", ({ message }) => (window.problems ??= []).push(message));
  addEventListener("unhandledrejection", ({ reason }) => (window.problems ??= []).push(String(reason)));
  const token = async () => "abc";
</script>`;

const pages = mkdtempSync(join(tmpdir(), "job-progress-samples-"));
/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** Takes the policy away: samples have inline scripts. @type {Awaited<ReturnType<typeof startFaults>>} */ let proxy;

before(async () => {
  // The job has data already: while it waits to run, charts poll less and less often.
  server = await startServer(["--simulate", "--scenario", "mixed", "--head-start", "300"], { "/": pages, "/package/www": "www", "/package/pkg": "pkg", "/assets": "pkg" });
  proxy = await startFaults(server.url, {}, ["content-security-policy"]);
  browser = await startBrowser();
});
after(async () => {
  await browser?.stop();
  await proxy?.stop();
  await server?.stop();
  rmSync(pages, { recursive: true, force: true });
});

/** Opens a page with this body. */
async function open(body) {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sample</title><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>${PRELUDE}${body}`;
  writeFileSync(join(pages, "sample.html"), page);
  await browser.open(`${proxy.url}/sample.html`);
}

const noProblems = async () => assert.deepEqual(await browser.run(() => window.problems ?? []), []);

for (const { file, line, code } of ALL.filter(({ language }) => language === "html")) {
  test(`${file}:${line} (HTML)`, async () => {
    await open(code);
    await browser.until("the elements to show the job", () => {
      const elements = [...document.querySelectorAll("job-progress-chart, job-progress-log")];
      return elements.every((element) => element.localName === "job-progress-log" ? element.count !== null : element.snapshot?.points > 0)
        && (elements.length > 0 || document.querySelector("canvas"));
    });
    await noProblems();
  });
}

for (const { file, line, code } of ALL.filter(({ language }) => language === "js")) {
  test(`${file}:${line} (JS)`, async () => {
    await open(`<canvas id="canvas" width="800" height="400"></canvas><job-progress-chart job-id="${JOB}"></job-progress-chart>
      <script type="module">${code}\nwindow.hasRun = true;</script>`);
    await browser.until("the end of the script", () => window.hasRun || window.problems);
    await noProblems();
  });
}

for (const { file, line, code } of ALL.filter(({ language }) => language === "css")) {
  test(`${file}:${line} (CSS)`, async () => {
    await open(`<style>${code}</style><job-progress-chart></job-progress-chart><job-progress-log></job-progress-log>`);
    const [rules, declared, unmatched] = await browser.run(() => {
      const rules = [...document.styleSheets[0].cssRules];
      return [rules.length, rules.every(({ style }) => style.length > 0),
        rules.map(({ selectorText }) => selectorText.replace(/::part\([^)]+\)$/, "")).filter((selector) => !document.querySelector(selector))];
    });
    assert.equal(rules, code.match(/\{/g)?.length);
    assert.ok(declared);
    assert.deepEqual(unmatched, []);
  });
}

test("the policy in docs/csp.md is the one that the server sends", async () => {
  const [policy] = samples("docs/csp.md");
  const response = await fetch(`${server.url}/sample.html`);
  assert.equal(policy.code.trim(), `Content-Security-Policy: ${response.headers.get("content-security-policy")}`);
});
