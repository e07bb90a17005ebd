// The whole chain: the demo page in a browser → the proxy → an API with faults, which is a real server behind a script.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";
import { until } from "../harness/wait.mjs";
import { freePort, root, start } from "./process.mjs";
import { startProxy } from "./proxies.mjs";
import { KEY, startUpstream } from "./upstream.mjs";

const JOB = "job_2abc3def4ghi5jkl6mno7pqr";
const DEMO = ["--mount", "/=www/demo", "--mount", "/job-progress-chart/www=www", "--mount", "/job-progress-chart/pkg=pkg"];
const ERROR = { status: 500, body: '{"errors": [{"code": "internal_error", "message": "Boom"}]}' };

/** @type {Awaited<ReturnType<typeof startServer>>} */
let api;
/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser;

before(async () => {
  // A job with data that gets nothing new while the tests run.
  api = await startServer(["--simulate", "--scenario", "mixed", "--scenario", "single", "--head-start", "300", "--speed", "0.001"], {});
  browser = await startBrowser();
  await browser.devtools("Network.enable");
});
after(async () => {
  await browser?.stop();
  await api?.stop();
});

/** A proxy to an API whose answers can be replaced. */
async function chain(t, options = []) {
  const scripts = {};
  const faults = await startFaults(api.url, scripts);
  t.after(() => faults.stop());
  const proxy = await startProxy(t, faults.url, [...DEMO, ...options]);
  return { faults, scripts, proxy };
}

const shown = () => browser.until("the chart", () => document.getElementById("chart")?.snapshot?.completed > 0);
/** From now on the chart polls each second until an error: by itself it would wait for a minute, because the data stand still. */
const keepPolling = () => browser.run(() => {
  const chart = document.getElementById("chart");
  setInterval(() => { if (!chart.snapshot.error) chart.refresh(); }, 1000);
});

test("the jobs of the account are listed, found and opened by their address", async (t) => {
  const { proxy } = await chain(t);
  await browser.open(`${proxy.url}/?job=${JOB}`);
  await shown();
  await browser.until("the log", () => document.querySelector("job-progress-log")?.count > 0);
  assert.equal(await browser.run(() => document.getElementById("chart").jobId), JOB);
  await browser.until("the list", () => document.querySelectorAll("#jobs a").length === 2);
  assert.match(await browser.run(() => document.querySelector("#jobs a[aria-current]").textContent), /Factory floor/);

  await browser.run(() => {
    const { q } = document.getElementById("filters").elements;
    q.value = "recording";
    q.dispatchEvent(new Event("input", { bubbles: true }));
  });
  assert.equal(await browser.run(() => document.getElementById("summary").textContent), "1 of 2 jobs matches.");
  await browser.run(() => document.querySelector("#jobs a").click());
  const other = await browser.run(() => new URL(location.href).searchParams.get("job"));
  assert.notEqual(other, JOB);
  await browser.until("the other job", (id) => document.getElementById("chart").snapshot.name === "One long recording" && document.getElementById("chart").jobId === id, other);
  await browser.run(() => history.back());
  await browser.until("the first job again", (id) => document.getElementById("chart").jobId === id, JOB);

  await browser.open(`${proxy.url}/?status=FAILED`);
  await browser.until("the filtered list", () => document.getElementById("summary").textContent === "0 of 2 jobs match.");
});

test("304 goes through the chain, and the key stays out of the browser", async (t) => {
  const { faults, proxy } = await chain(t);
  await browser.open(`${proxy.url}/?job=${JOB}`);
  await shown();
  await keepPolling();
  await browser.until("a 304", () => document.getElementById("chart").snapshot.answer === "not-modified");
  const requests = await until("a revalidation", () => {
    const all = faults.requests(JOB);
    return all.some(({ headers }) => headers["if-none-match"]) && all;
  });
  for (const { headers } of requests) assert.equal(headers.authorization, `Bearer ${KEY}`);

  // All that the page has: its document, its storage, and its responses with their headers.
  const all = await browser.run(async () => {
    const paths = performance.getEntriesByType("resource").map(({ name }) => name);
    const texts = await Promise.all([...new Set(paths)].map(async (url) => {
      const response = await fetch(url);
      return `${url} ${JSON.stringify([...response.headers])} ${await response.text()}`;
    }));
    return [document.documentElement.outerHTML, document.cookie, JSON.stringify({ ...localStorage, ...sessionStorage }), location.href, ...texts].join("\n");
  });
  assert.match(all, /inputs\/progress\/traces/);
  assert.ok(!all.includes(KEY));
  assert.ok(!proxy.output.text.includes(KEY));
  assert.match(proxy.output.text, /"route":"traces"/);
});

test("many viewers, one request", async (t) => {
  const { faults, proxy } = await chain(t, ["--fresh", "3600"]);
  await browser.open(`${proxy.url}/?job=${JOB}`);
  await shown();
  await browser.open(`${proxy.url}/?job=${JOB}&again`);
  await shown();
  await keepPolling();
  await browser.until("a poll", () => document.getElementById("chart").snapshot.answer === "not-modified");
  // Two pages and their polls. A viewer without a copy gets no body older than 10 s: on a slow machine the second page needs another one.
  assert.ok(faults.requests(JOB).length <= 2, `${faults.requests(JOB).length} requests`);
});

test("while the API fails the chart goes on and is shown as stale, until the API is back", async (t) => {
  const { scripts, proxy } = await chain(t);
  await browser.open(`${proxy.url}/?job=${JOB}`);
  await shown();
  const good = await browser.run(() => document.getElementById("chart").snapshot.completed);
  scripts[JOB] = { traces: [ERROR], job: [ERROR], counts: [ERROR], progress: [ERROR] };
  await keepPolling();
  await browser.until("stale data", () => document.getElementById("chart").snapshot.stale);
  const { completed, error } = await browser.run(() => document.getElementById("chart").snapshot);
  assert.deepEqual([completed, error], [good, null], "there is an answer, an old one");
  delete scripts[JOB];
  await browser.until("recovery", () => !document.getElementById("chart").snapshot.stale);
});

test("then the chart says what is wrong", async (t) => {
  const { scripts, proxy } = await chain(t, ["--stale", "0"]);
  await browser.open(`${proxy.url}/?job=${JOB}`);
  await shown();
  scripts[JOB] = { traces: [ERROR] };
  await keepPolling();
  await browser.until("the error", () => document.getElementById("chart").snapshot.error?.code === "server");
  assert.match(await browser.run(() => document.getElementById("chart").snapshot.error.message), /Boom/);
});

test("the chart sees Retry-After", async (t) => {
  const { faults, scripts, proxy } = await chain(t, ["--stale", "0"]);
  await browser.open(`${proxy.url}/?job=${JOB}`);
  await shown();
  scripts[JOB] = { traces: [{ status: 429, headers: { "retry-after": "600" }, body: '{"errors": [{"code": "slow", "message": "Slow down"}]}' }] };
  await keepPolling();
  await browser.until("the pause", () => document.getElementById("chart").snapshot.error?.retryInMs > 500_000);
  assert.equal(await browser.run(() => document.getElementById("chart").snapshot.error.code), "rate-limited");
  const before = faults.requests(JOB).length;
  await browser.open(`${proxy.url}/?job=${JOB}&again`);
  await browser.until("the pause for another viewer", () => document.getElementById("chart").snapshot?.error?.code === "rate-limited");
  assert.equal(faults.requests(JOB).length, before, "it holds for all");
});

test("a refused key is said in words", async (t) => {
  const upstream = await startUpstream();
  t.after(() => upstream.stop());
  upstream.answer = () => ({ status: 401, headers: { "content-type": "application/json" }, body: '{"detail": "Not authenticated"}' });
  const proxy = await startProxy(t, upstream.url, DEMO);
  await browser.open(`${proxy.url}/`);
  await browser.until("the message", () => /check ATAI_API_KEY.*does not accept the proxy's key/.test(document.getElementById("summary").textContent));
});

test("the recorded job of the demo is replayed", async (t) => {
  const port = await freePort();
  await start(t, join(root, "target/server/job-progress-server"), [
    "replay", "www/demo/recorded-job.jsonl", "--speed", "60", "--listen", `127.0.0.1:${port}`, ...DEMO,
  ], port);
  await browser.open(`http://127.0.0.1:${port}/`);
  await browser.until("the end of the job", () => document.getElementById("chart").snapshot?.status === "COMPLETED");
  await browser.until("its log", () => document.querySelector("job-progress-log").count > 100);
});
