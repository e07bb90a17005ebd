// The first request is sent while the wasm loads, and is the only one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

const EXAMPLE = readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8");
const JOB = JSON.parse(EXAMPLE).job_id;

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;

/** In the page: the wasm comes when the test lets it. */
function holdWasm() {
  const { fetch } = window;
  let release;
  const loading = new Promise((resolve) => { release = resolve; });
  Object.assign(window, { release, sent: [] });
  window.fetch = async (input, init) => {
    const { href, pathname, search } = new URL(input.url ?? input, location.href);
    if (href.includes("_bg.wasm")) await loading;
    else window.sent.push(pathname + search);
    return fetch(input, init);
  };
}

before(async () => {
  browser = await startBrowser(1, { scripts: [holdWasm] });
  server = await startServer();
});
beforeEach(async () => {
  await faults?.stop();
  faults = await startFaults(server.url, { [JOB]: [{ body: EXAMPLE }], cut: [{ cut: true }], locked: [{ status: 401, body: "{}" }, { body: EXAMPLE.replaceAll(JOB, "locked") }], slow: [{ never: true }] });
  await browser.open(`${faults.url}/blank.html`);
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

/** Waits until the proxy has had n requests for a job's traces. */
const requested = (job, n) => browser.driver.wait(() => faults.requests(job).length >= n, 60_000, `${n} requests of ${job}`);
const event = (id, type) => browser.until(`${type} of ${id}`, (id, type) => watched.events[id].some(([name]) => name === type), id, type);

test("the traces are requested while the wasm loads, once for all charts with the same request", async () => {
  await browser.run((job) => {
    for (const id of ["a", "b"]) addChart(id, { "job-id": job, "api-base": "/v0.5/", interval: "60" });
  }, JOB);
  await requested(JOB, 1);
  assert.equal(await browser.run(() => document.getElementById("a").snapshot), null, "there is no engine yet");
  await browser.run(() => release());
  await Promise.all([event("a", "progress"), event("b", "progress")]);
  assert.equal(faults.requests(JOB).length, 1);
  assert.equal(faults.requests(JOB)[0].path, `/v0.5/batch/jobs/${JOB}/inputs/progress/traces?buckets=100`);
});

test("a job-id with a lone surrogate has the same URL as in the wasm", async () => {
  await browser.run(() => { addChart("a", { "job-id": "a\ud800" }); });
  await browser.run(() => release());
  await event("a", "error");
  assert.deepEqual(await browser.run(() => [sent.filter((url) => url.includes("traces")), watched.problems]), [["/v0.5/batch/jobs/a%EF%BF%BD/inputs/progress/traces?buckets=100"], []]);
});

test("it carries the page's headers", async () => {
  await browser.run((job) => {
    addChart("a", { "job-id": job, interval: "60" }, { headers: async () => ({ Authorization: "Bearer k" }) });
  }, JOB);
  await requested(JOB, 1);
  await browser.run(() => release());
  await event("a", "progress");
  assert.deepEqual(faults.requests(JOB).map(({ headers }) => headers.authorization), ["Bearer k"]);
});

test("with credentials that fetch does not know there is no request, and the reason is given", async () => {
  await browser.run((job) => { addChart("a", { "job-id": job }, { credentials: "some" }); }, JOB);
  // This one's request shows that the first would have been sent.
  await browser.run(() => { addChart("b", { "job-id": "cut" }); });
  await requested("cut", 1);
  await browser.run(() => release());
  await event("a", "error");
  const [, code, message] = (await browser.run(() => watched.events.a)).find(([type]) => type === "error");
  assert.deepEqual([code, /credentials/.test(message), faults.requests(JOB).length], ["engine", true, 0]);
});

test("after a change of configuration the first request is aborted, and another is sent", async () => {
  await browser.run(() => { addChart("a", { "job-id": "slow", interval: "60" }); });
  await requested("slow", 1);
  await browser.run((job) => {
    document.getElementById("a").jobId = job;
    release();
  }, JOB);
  await event("a", "progress");
  assert.deepEqual([faults.requests("slow").length, faults.requests(JOB).length], [1, 1]);
  assert.deepEqual((await browser.run(() => watched.events.a)).filter(([type]) => type === "error"), []);
});

test("its failure is reported as that of the first request", async () => {
  await browser.run(() => {
    addChart("cut", { "job-id": "cut", interval: "60" });
    addChart("locked", { "job-id": "locked", interval: "60" }, { headers: () => ({ Authorization: "Bearer k" }) });
    addChart("broken", { "job-id": "locked", interval: "60" }, { headers: () => { throw new Error("Bearer k"); } });
  });
  await Promise.all([requested("cut", 1), requested("locked", 1)]);
  await browser.run(() => release());
  await Promise.all([event("cut", "error"), event("broken", "error"), event("locked", "progress")]);
  const { events, problems } = await browser.run(() => watched);
  assert.equal(events.cut[1][1], "network");
  assert.equal(events.broken[1][1], "unauthorized");
  assert.deepEqual(problems, [], "no rejection is unhandled");
  assert.equal(faults.requests("locked").length, 2, "a headers function is called for a newer key");
});

test("lazy and paused charts, and those whose traces the page sets, prefetch nothing", async () => {
  await browser.run((job, traces) => {
    addChart("lazy", { "job-id": job, loading: "lazy", interval: "60" });
    addChart("paused", { "job-id": job, paused: "" });
    addChart("set", { "job-id": job }, { traces });
    addChart("none");
    release();
  }, JOB, JSON.parse(EXAMPLE));
  await event("set", "progress");
  await event("lazy", "progress");
  assert.equal(faults.requests(JOB).length, 1, "that of the lazy one, in view");
});

/** Waits until the client has aborted all requests for a job. */
const aborted = (job) => browser.driver.wait(() => faults.requests(job).every(({ closed }) => closed), 60_000, `the end of the requests of ${job}`);

test("what makes it useless aborts it before the engine is there", async () => {
  const changes = {
    traces: (id, traces) => { document.getElementById(id).traces = traces; },
    job: (id) => { document.getElementById(id).jobId = "other"; },
    base: (id) => { document.getElementById(id).apiBase = "http://["; },
    headers: (id) => { document.getElementById(id).headers = {}; },
    paused: (id) => { document.getElementById(id).paused = true; },
    removed: (id) => { document.getElementById(id).remove(); },
  };
  for (const [id, change] of Object.entries(changes)) {
    const sent = faults.requests("slow").length;
    await browser.run((id) => {
      addChart(id, { "job-id": "slow", interval: "60" });
      addChart(`${id}-too`, { "job-id": "slow", interval: "60" });
    }, id);
    await requested("slow", sent + 1);
    await browser.run(change, id, JSON.parse(EXAMPLE));
    await browser.run(() => new Promise((resolve) => setTimeout(resolve, 200)));
    assert.equal(faults.requests("slow").at(-1).closed, false, `${id}: another chart needs it`);
    await browser.run((id) => { document.getElementById(`${id}-too`).remove(); }, id);
    await aborted("slow");
  }
  assert.equal(await browser.run(() => document.getElementById("traces").snapshot), null, "there is no engine yet");
});

test("traces that are set before it is sent keep it from being sent", async () => {
  await browser.run((job, traces) => {
    addChart("a", { "job-id": job });
    queueMicrotask(() => { document.getElementById("a").traces = traces; });
    const headers = new Promise((resolve) => { window.giveHeaders = resolve; });
    addChart("b", { "job-id": job }, { headers: () => { window.wasAsked = true; return headers; } });
  }, JOB, JSON.parse(EXAMPLE));
  await browser.until("the call of headers", () => window.wasAsked);
  await browser.run((traces) => {
    document.getElementById("b").traces = traces;
    giveHeaders({});
    release();
  }, JSON.parse(EXAMPLE));
  await Promise.all([event("a", "progress"), event("b", "progress")]);
  assert.deepEqual([faults.requests(JOB).length, await browser.run(() => watched.problems)], [0, []]);
});

test("of many jobs in one task, only the last is requested", async () => {
  await browser.run(async (job) => {
    const chart = addChart("a", { "job-id": "slow", interval: "60" });
    for (let n = 0; n < 50; n += 1) {
      chart.jobId = n < 49 ? `job-${n}` : job;
      await null;
    }
  }, JOB);
  await requested(JOB, 1);
  await browser.run(() => release());
  await event("a", "progress");
  assert.deepEqual(await browser.run(() => sent.filter((url) => url.includes("/traces"))), [`/v0.5/batch/jobs/${JOB}/inputs/progress/traces?buckets=100`]);
});
