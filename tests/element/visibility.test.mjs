// When a chart polls, and for whom: feeds that charts share, tabs in the background, charts out of view, devices without network.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { needs } from "../harness/engines/index.mjs";
import { startFaults } from "../harness/faults.mjs";
import { movingJob } from "../harness/moving-job.mjs";
import { startServer } from "../harness/server.mjs";
import { LOCAL_HOST } from "../harness/window.mjs";

const EXAMPLE = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
});
beforeEach(async () => {
  await faults?.stop();
  faults = await startFaults(server.url, {
    one: movingJob("one"),
    other: movingJob("other"),
    control: movingJob("control"),
    slow: { traces: [{ never: true }] },
  });
  await browser.open(`${faults.url}/blank.html`);
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

const total = (job) => ["traces", "job", "counts"].reduce((sum, route) => sum + faults.requests(job, route).length, 0);
const polls = (id, n) => browser.until(`${n} polls of ${id}`, (id, n) => watched.events[id].filter(([type]) => type === "poll").length >= n, id, n);
const requested = (job, n) => browser.driver.wait(() => total(job) >= n, 60_000, `${n} requests for ${job}`);

/**
 * Waits until a chart that polls each second, of the job "control", has sent further requests: by then another chart would have, too.
 * @param {number} n - the first of them may have been under way; each job has two routes
 */
const pass = (n = 3) => requested("control", total("control") + n);

test("ten charts of a job send what one sends, and each gets all events", async () => {
  await browser.run(() => {
    document.body.className = "dense";
    for (let n = 0; n < 10; n += 1) addChart(`c${n}`, { "job-id": "one", interval: n === 3 ? "1" : "30" });
    addChart("other", { "job-id": "other", interval: "1" });
  });
  await Promise.all([polls("c9", 6), polls("other", 6)]);
  const events = await browser.run(() => watched.events);
  for (let n = 1; n < 10; n += 1) assert.deepEqual(events[`c${n}`], events.c0);
  assert.ok(total("one") < 2 * total("other"), `${total("one")} and ${total("other")}`);
});

test("a chart that is added later gets at once what the others have", async () => {
  await browser.run(() => { addChart("first", { "job-id": "one", interval: "60" }); });
  await browser.until("the status", () => document.getElementById("first").snapshot?.status);
  const before = total("one");
  await browser.run(() => { addChart("late", { "job-id": "one", interval: "60" }); });
  await browser.until("the late chart", () => watched.events.late.length >= 3);
  const late = await browser.run(() => [watched.events.late, document.getElementById("late").snapshot]);
  assert.deepEqual(late[0], [["poll", "fresh"], ["progress", "fresh"], ["statuschange", "RUNNING"]]);
  assert.deepEqual([late[1].name, late[1].completed, late[1].total], ["Night run", 8, 10]);
  assert.equal(total("one"), before);
});

test("other headers are another feed; the last chart that leaves ends its feed", async () => {
  await browser.run(() => {
    const headers = { Authorization: "Bearer a" };
    addChart("a", { "job-id": "slow" }, { headers });
    addChart("b", { "job-id": "slow" }, { headers });
    addChart("c", { "job-id": "slow" }, { headers: { Authorization: "Bearer a" } });
  });
  await requested("slow", 2);
  await browser.run(() => {
    document.getElementById("a").remove();
    document.getElementById("c").remove();
  });
  const aborted = () => faults.requests("slow").filter(({ closed }) => closed).length;
  await browser.driver.wait(() => aborted() === 1, 60_000, "the end of the second feed");
  assert.equal(await browser.run(() => document.getElementById("b").snapshot.phase), "loading", "it still waits for its answer");
  await browser.run(() => {
    document.getElementById("b").remove();
    addChart("d", { "job-id": "slow" });
  });
  await requested("slow", 3);
  await browser.driver.wait(() => aborted() === 2, 60_000, "the end of the first feed");
  assert.deepEqual(await browser.run(() => [watched.events.a, watched.events.b, watched.events.c, watched.problems]), [[], [], [], []]);
});

test("a hidden tab sends no request, and polls once when it comes back", needs("tabs"), async () => {
  await browser.run(() => {
    window.visits = [];
    document.addEventListener("visibilitychange", () => visits.push(document.visibilityState));
    addChart("c", { "job-id": "one", interval: "1" });
  });
  await polls("c", 3);
  const page = await browser.driver.getWindowHandle();
  await browser.driver.switchTo().newWindow("tab");
  await browser.open(`${faults.url}/blank.html`);
  await browser.until("the page", () => window.addChart);
  await browser.run(() => { addChart("control", { "job-id": "control", interval: "1" }); });
  // Requests that were under way end.
  await pass();
  const hidden = total("one");
  await pass();
  assert.equal(total("one"), hidden, "nothing while it is hidden");
  await browser.driver.close();
  await browser.driver.switchTo().window(page);
  await requested("one", hidden + 1);
  assert.deepEqual(await browser.run(() => visits), ["hidden", "visible"]);
});

test("out of view an eager chart gets the first answer of every job that it is given, and no more", async () => {
  await browser.run(() => {
    const control = addChart("control", { "job-id": "control", interval: "1" });
    Object.assign(control.style, { position: "fixed", top: "0", left: "0", blockSize: "150px" });
    document.body.appendChild(document.createElement("div")).style.blockSize = "5000px";
    addChart("eager", { "job-id": "one", interval: "1" });
  });
  await requested("one", 1);
  await pass();
  await browser.run(() => { document.getElementById("eager").jobId = "other"; });
  await requested("other", 1);
  await pass();
  assert.deepEqual([faults.requests("one").length, faults.requests("other").length], [1, 1]);
});

test("out of view a chart sends no request after the first answer; a lazy chart sends none before it is seen", async () => {
  await browser.run(() => {
    const control = addChart("control", { "job-id": "control", interval: "1" });
    // It stays in view, wherever the page is scrolled to.
    Object.assign(control.style, { position: "fixed", top: "0", left: "0", blockSize: "150px" });
    const spacer = document.body.appendChild(document.createElement("div"));
    spacer.style.blockSize = "5000px";
    addChart("eager", { "job-id": "one", interval: "1" });
    addChart("lazy", { "job-id": "other", interval: "1", loading: "lazy" });
  });
  await polls("eager", 1);
  await pass();
  assert.deepEqual([faults.requests("one").length, total("other")], [1, 0], "one answer for the eager one");
  await browser.run(() => document.getElementById("lazy").scrollIntoView());
  await Promise.all([polls("eager", 3), polls("lazy", 2)]);
  await browser.run(() => scrollTo(0, 0));
  await pass();
  const away = [total("one"), total("other")];
  await pass();
  assert.deepEqual([total("one"), total("other")], away);
});

test("offline is shown, and the chart goes on by itself when the network is back", needs("offline"), async () => {
  await browser.open(`http://${LOCAL_HOST}:${faults.port}/blank.html`);
  await browser.until("the page", () => window.addChart);
  await browser.run(() => { addChart("c", { "job-id": "one", interval: "1" }); });
  await polls("c", 3);
  await browser.setOffline(true);
  const error = await browser.until("the error", () => watched.events.c.find(([type]) => type === "error"));
  assert.equal(error[1], "network");
  await browser.until("the words", () => document.getElementById("c").shadowRoot.textContent.includes("offline"));
  const before = total("one");
  // Offline, no chart can be the control: the longest back-off of the first failure passes instead.
  await browser.run((ms) => new Promise((resolve) => setTimeout(resolve, ms)), 2000);
  assert.equal(total("one"), before);
  await browser.setOffline(false);
  await requested("one", before + 2);
  await browser.until("the error to go", () => document.getElementById("c").snapshot.error === null);
});

test("a finished job is finished once, with its last data", async () => {
  const end = { id: "end", status: "COMPLETED", completed_at: "2026-04-14T10:15:00Z", input_progress: null };
  await faults.stop();
  faults = await startFaults(server.url, {
    control: movingJob("control"),
    end: {
      traces: [
        { body: JSON.stringify({ ...EXAMPLE, job_id: "end" }) }, { status: 304 },
        { body: JSON.stringify({ ...EXAMPLE, job_id: "end" }) }, { status: 304 },
      ],
      // It ends with the second poll, however long that takes.
      job: [() => ({ body: JSON.stringify({ ...end, status: faults.requests("end").length < 2 ? "RUNNING" : "COMPLETED" }) })],
    },
  });
  await browser.open(`${faults.url}/blank.html`);
  await browser.run(() => {
    addChart("c", { "job-id": "end", interval: "1" });
    addChart("control", { "job-id": "control", interval: "1" });
  });
  await browser.driver.wait(() => faults.requests("end").length === 5, 60_000, "two polls after the end");
  await pass();
  assert.equal(faults.requests("end").length, 5, "then nothing");
  assert.deepEqual(faults.requests("end").map(({ headers }) => headers["if-none-match"] ?? null), [
    null, EXAMPLE.latest_event_at, null, EXAMPLE.latest_event_at, EXAMPLE.latest_event_at,
  ]);
  const events = await browser.run(() => watched.events.c);
  const others = events.filter(([type]) => type !== "poll");
  assert.deepEqual(others, [
    ["progress", "fresh"], ["statuschange", "RUNNING"], ["statuschange", "COMPLETED"], ["progress", "fresh"], ["finish", "COMPLETED"],
  ]);
  const snapshot = await browser.run(() => document.getElementById("c").snapshot);
  assert.deepEqual([snapshot.phase, snapshot.endedAt, snapshot.stale], ["completed", Date.parse(end.completed_at), false]);
});
