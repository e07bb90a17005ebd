// Polling of a job that runs on a real server, in a real browser: conditional requests, 304, and the end of the job.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

const JOB = "job_2abc3def4ghi5jkl6mno7pqr";
const FILES = 25;

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  browser = await startBrowser();
  // The jobs are over in some seconds. A browser's first page, and the first wasm, may take as long.
  const other = await startServer();
  await browser.open(`${other.url}/blank.html`);
  await browser.run(() => { addChart("first"); });
  await browser.until("the engine", () => document.getElementById("first").snapshot);
  await other.stop();
});
after(() => browser?.stop());

/** Shows the job from `origin` until it has ended and two 304s came, and gives what the page saw. */
async function watch(origin) {
  await browser.open(`${origin}/blank.html`);
  await browser.run((job) => { addChart("live", { "job-id": job, interval: "1", "time-zone": "UTC" }); }, JOB);
  await browser.until("the job's end", (files) => {
    const now = document.getElementById("live").snapshot;
    return now && now.completed + now.failed === files;
  }, FILES);
  // What is unchanged may also come as a 200: count what the server sent.
  const unchanged = () => server.log().filter(({ path, status }) => path.includes("/traces") && status === 304).length;
  await browser.driver.wait(async () => unchanged() >= 2, 60_000, "two 304s");
  await browser.until("the page to have them", () => watched.polls304 >= 2);
  return browser.run(async () => {
    const chart = document.getElementById("live");
    const snapshot = chart.snapshot;
    const traces = chart.traces;
    // What the last 304 had drawn would be drawn by now.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    chart.paused = true;
    const canvas = chart.shadowRoot.querySelector("canvas");
    const painted = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte);
    return { ...watched, snapshot, traces, painted, text: chart.shadowRoot.textContent };
  });
}

test("a job runs to its end on the page; unchanged answers cost nothing", async () => {
  server = await startServer(["--simulate", "--scenario", "mixed", "--speed", "100", "--seed", "7"]);
  try {
    const seen = await watch(server.url);
    assert.deepEqual(seen.problems, []);
    assert.equal(seen.drawnAfter304, 0, "nothing is drawn after a 304");
    assert.ok(seen.draws > 0 && seen.painted);
    assert.equal(seen.traces.job_id, JOB);
    assert.equal(seen.traces.latest_event_at, seen.snapshot.latestEventAt);
    const last = seen.traces.points.at(-1);
    assert.deepEqual([last.files.completed, last.files.failed], [seen.snapshot.completed, seen.snapshot.failed]);
    assert.ok(seen.text.includes(`${seen.snapshot.failed} failed`));
    assert.deepEqual(
      seen.snapshot.kinds.map(({ name }) => name).sort(), Object.keys(last.items).sort(),
    );
    const fresh = seen.events.live.filter(([type]) => type === "progress").length;
    assert.ok(fresh >= 2, "it was seen moving");
    assert.deepEqual(seen.events.live.filter(([type]) => type === "error"), []);

    const log = server.log().filter(({ path }) => path.includes("/traces"));
    assert.equal(log[0].if_none_match, null);
    const changes = seen.events.live.filter(([type]) => type === "statuschange").length;
    const reloads = log.slice(1).filter((entry) => entry.if_none_match === null).length;
    assert.ok(reloads < changes, "whole only where the job's status changed");
    for (const [at, entry] of log.entries()) {
      if (entry.if_none_match !== null) assert.equal(entry.if_none_match, log[at - 1].etag, "byte for byte what the server sent");
    }
    assert.ok(log.filter(({ status }) => status === 304).length >= 2);
  } finally {
    await server.stop();
  }
});

test("without a readable ETag, latest_event_at is sent byte for byte", async () => {
  server = await startServer(["--simulate", "--scenario", "mixed", "--speed", "300", "--seed", "8"]);
  const proxy = await startFaults(server.url, {}, ["etag"]);
  try {
    const seen = await watch(proxy.url);
    assert.deepEqual(seen.problems, []);
    assert.equal(seen.drawnAfter304, 0);
    const log = server.log().filter(({ path }) => path.includes("/traces"));
    assert.equal(log.at(-1).status, 304);
    assert.equal(log.at(-1).if_none_match, seen.snapshot.latestEventAt);
    assert.match(seen.snapshot.latestEventAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/, "microseconds are kept");
  } finally {
    await proxy.stop();
    await server.stop();
  }
});
