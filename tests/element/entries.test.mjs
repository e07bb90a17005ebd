// Progress entries ride on a job's feed: asked by their query, one request at a time, only while somebody looks.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startServer } from "../harness/server.mjs";

const JOB = "job_2clean3def4ghi5jkl6mno7";

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  browser = await startBrowser();
  // The job is at its end when the first test begins, or soon after.
  server = await startServer(["--simulate", "--scenario", "clean", "--speed", "2000", "--seed", "5"]);
});
beforeEach(async () => {
  await browser.open(`${server.url}/blank.html`);
  await browser.run(async () => {
    const { load, JobProgressChart } = await import("/package/www/chart.js");
    await load();
    window.text = async (promise) => {
      const bytes = await promise;
      return bytes && JSON.parse(new TextDecoder().decode(bytes));
    };
    /** A chart without a canvas that polls a job. */
    window.follow = (jobId) => {
      const chart = new JobProgressChart(undefined, { jobId, interval: 1 });
      chart.start();
      return chart;
    };
  });
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

const asked = (job = JOB) => server.log().filter(({ path }) => path.includes(`/${job}/progress`)).map(({ path }) => path.split("?")[1]);

test("a chart without a canvas follows a job and gives its entries, also after the end", async () => {
  const seen = await browser.run(async (job) => {
    const chart = follow(job);
    const ended = new Promise((resolve) => { chart.onchange = (type) => type === "finish" && resolve(); });
    const first = await text(chart.entries("offset=0&limit=2"));
    await ended;
    // Two 304s after the end the feed rests.
    while (chart.snapshot().answer !== "not-modified") await new Promise((resolve) => setTimeout(resolve, 100));
    const last = await text(chart.entries(`offset=${first.total > 3 ? 3 : 0}&limit=1&kind=embedding`));
    const { phase, completed } = chart.snapshot();
    chart.free();
    return { first, last, phase, completed };
  }, JOB);
  assert.deepEqual([seen.phase, seen.completed], ["completed", 40]);
  assert.deepEqual([seen.first.job_id, seen.first.offset, seen.first.limit], [JOB, 0, 2]);
  assert.equal(seen.last.limit, 1);
  assert.ok(seen.last.total > 100);
  assert.equal(asked()[0], "offset=0&limit=2");
});

test("charts of one feed that want the same share a request; others come one after another", async () => {
  const before = asked().length;
  const pages = await browser.run(async (job) => {
    const charts = [follow(job), follow(job)];
    const wanted = [charts[0].entries("limit=1"), charts[1].entries("limit=1"), charts[0].entries("limit=2")];
    const limits = (await Promise.all(wanted.map(text))).map(({ limit }) => limit);
    for (const chart of charts) chart.free();
    return limits;
  }, JOB);
  assert.deepEqual(pages, [1, 1, 2]);
  assert.deepEqual(asked().slice(before), ["limit=1", "limit=2"]);
});

test("while nobody looks nothing is asked; whoever leaves waits no longer", async () => {
  const before = asked().length;
  const seen = await browser.run(async (job) => {
    const chart = follow(job);
    await text(chart.entries("limit=1"));
    chart.setVisible(false);
    let answered = false;
    const waiting = chart.entries("limit=3").finally(() => { answered = true; });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const early = answered;
    chart.setVisible(true);
    const { limit } = await text(waiting);
    chart.setVisible(false);
    const left = chart.entries("limit=4");
    chart.stop();
    const nothing = [await left, await chart.entries("limit=5")];
    chart.free();
    return { early, limit, nothing: nothing.map(String) };
  }, JOB);
  assert.deepEqual(seen, { early: false, limit: 3, nothing: ["undefined", "undefined"] });
  assert.deepEqual(asked().slice(before), ["limit=1", "limit=3"]);
});

test("a failure says what it is; asking again waits for the back-off", async () => {
  const seen = await browser.run(async (job) => {
    const chart = follow(job);
    const told = (promise) => promise.then(() => null, ({ code, status, message, retryInMs }) => ({ code, status, message, retryInMs }));
    const refused = await told(chart.entries("limit=0"));
    const start = performance.now();
    const again = await told(chart.entries("limit=0"));
    const waited = performance.now() - start;
    chart.refresh();
    const good = (await text(chart.entries("limit=1"))).limit;
    const { error } = chart.snapshot();
    chart.free();
    const gone = follow("job_2nobody");
    const missing = await told(gone.entries("limit=1"));
    const later = await told(gone.entries("limit=1"));
    gone.free();
    return { refused, again, waited, good, error, missing, later };
  }, JOB);
  assert.deepEqual([seen.refused.code, seen.refused.status, seen.refused.retryInMs], ["bad-request", 422, null]);
  assert.ok(seen.refused.message.includes("limit"), seen.refused.message);
  assert.equal(seen.again.code, "bad-request");
  assert.ok(seen.waited >= 900, `${seen.waited} ms`);
  assert.equal(seen.good, 1);
  assert.equal(seen.error, null, "it says nothing of the traces");
  assert.deepEqual([seen.missing.code, seen.missing.status, seen.missing.retryInMs], ["not-found", 404, null]);
  assert.deepEqual(seen.later, seen.missing);
  assert.deepEqual(asked("job_2nobody"), [], "what ended the polling ends this, too");
});

test("entries that are resumed while the chart that was asked is stopped and started ask again", async () => {
  const rows = await browser.run(async (job) => {
    const { Entries, loadEntries } = await import("/package/www/shared/entries.js");
    await loadEntries();
    const chart = follow(job);
    await text(chart.entries("limit=1"));
    // Nothing is answered before the chart is stopped.
    chart.setVisible(false);
    let told;
    const changed = new Promise((resolve) => { told = resolve; });
    const entries = new Entries(chart, { jobId: job, changed: told, failed: told });
    entries.look(0, 10);
    await new Promise((resolve) => setTimeout(resolve));
    chart.stop();
    chart.setVisible(true);
    chart.start();
    entries.resume();
    await changed;
    const rows = entries.log.rows(0, 10).length;
    entries.close();
    chart.free();
    return rows;
  }, JOB);
  assert.equal(rows, 10);
});
