// Bad answers: the error event, the last good chart stays, and whether polling goes on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

const EXAMPLE = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));

/** The documented example as an answer about a job, changed by a function. A change has a date: else it is none. */
const traces = (job, change = (_) => {}, latest = "2026-04-14T10:16:00Z") => {
  const copy = structuredClone(EXAMPLE);
  Object.assign(copy, { job_id: job, latest_event_at: latest });
  change(copy);
  return JSON.stringify(copy);
};

async function* twentyMegabytes() {
  yield '{"job_id":"large","points":[';
  for (let sent = 0; sent < 20; sent += 1) yield " ".repeat(1 << 20);
  yield "]}";
}

/** Per job: the bad answer, the error's code, words of its message, and whether polling goes on. */
const CASES = {
  truncated: [{ body: traces("truncated").slice(0, 300) }, "bad-response", "cut off", true],
  empty: [{ body: "" }, "bad-response", "cut off", true],
  html: [{ headers: { "content-type": "text/html" }, body: "<!doctype html><title>Oops</title>" }, "bad-response", "page of HTML", true],
  types: [{ body: traces("types", (t) => { t.points = "none"; }) }, "bad-response", "list of points", true],
  nan: [{ body: traces("nan").replace('"completed":8', '"completed":NaN') }, "bad-response", "expected", true],
  negative: [{ body: traces("negative", (t) => { t.points[2].files.failed = -1; }) }, "bad-response", "from 0 to 2^53", true],
  unsorted: [{ body: traces("unsorted", (t) => { t.points.reverse(); }) }, "bad-response", "order of time", true],
  large: [() => ({ body: twentyMegabytes() }), "too-large", "16 MB", true],
  other: [{ body: traces("job_of_somebody_else") }, "bad-response", "another job", true],
  markup: [{ status: 500, body: JSON.stringify({ detail: "<img src=x onerror=alert(1)>" }) }, "server", "<img src=x", true],
  unasked304: [{ status: 304 }, null, null, true],
  server: [{ status: 503, body: "down" }, "server", "503", true],
  cut: [{ cut: true }, "network", "can't be reached", true],
  busy: [{ status: 429 }, "rate-limited", "fewer requests", true],
  unauthorized: [{ status: 401, body: '{"detail":"no"}' }, "unauthorized", "key", false],
  forbidden: [{ status: 403 }, "forbidden", "may not", false],
  gone: [{ status: 404 }, "not-found", "no such job", false],
  invalid: [{ status: 422 }, "bad-request", "422", false],
};

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
  const scripts = Object.fromEntries(Object.entries(CASES).map(([job, [bad]]) => [job, [{ body: traces(job, undefined, EXAMPLE.latest_event_at) }, bad]]));
  faults = await startFaults(server.url, scripts);
  await browser.open(`${faults.url}/blank.html`);
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

test("every bad answer is an error event, and the last good chart stays", async () => {
  await browser.run((jobs) => {
    document.body.className = "dense";
    for (const job of jobs) addChart(job, { "job-id": job, interval: "1" });
  }, Object.keys(CASES));
  // Many charts are painted one after another: by the time the last one is, the first may have had their bad answers.
  await browser.until("the first pictures", (jobs) => jobs.every((job) => document.getElementById(job).shadowRoot.querySelector(".legend li")), Object.keys(CASES));
  const picture = (job) => browser.run(async (job) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return document.getElementById(job).shadowRoot.querySelector("canvas").toDataURL();
  }, job);
  const good = await picture("unasked304");
  assert.ok(good.length > 2000);

  for (const [job, [, code, words, goesOn]] of Object.entries(CASES)) {
    if (code === null) {
      await browser.until(`a 304 for ${job}`, (job) => watched.events[job].some(([, answer]) => answer === "not-modified"), job);
      continue;
    }
    const event = await browser.until(`the error of ${job}`, (job) => watched.events[job].find(([type]) => type === "error"), job);
    assert.equal(event[1], code, job);
    assert.ok(event[2].includes(words), `${job}: ${event[2]}`);
    assert.equal(typeof event[3], goesOn ? "number" : "object", `${job} ${goesOn ? "goes on" : "stops"}`);
    await browser.until(`“${words}” on ${job}`, (job, words) => document.getElementById(job).shadowRoot.textContent.includes(words), job, words);
    assert.equal(await picture(job), good, `${job} keeps its picture`);
  }
  // Those that go on ask again; by then those that stop would have, too.
  for (const [job, [, , , goesOn]] of Object.entries(CASES)) {
    if (goesOn) await browser.driver.wait(async () => faults.requests(job).length >= 3, 60_000, `third request of ${job}`);
  }
  for (const [job, [, , , goesOn]] of Object.entries(CASES)) {
    if (!goesOn) assert.equal(faults.requests(job).length, 2, `${job} is left alone`);
  }
  assert.deepEqual(await browser.run(() => watched.problems), []);
  assert.equal(await browser.run(() => document.querySelectorAll("img").length), 0);
});

test("after a bad answer the next request has no validator", () => {
  const [first, second, third] = faults.requests("truncated").map(({ headers }) => headers["if-none-match"]);
  assert.deepEqual([first, second, third], [undefined, "2026-04-14T10:15:00Z", undefined]);
});

test("refresh() sends a request again after a permanent error", async () => {
  await browser.run(() => { document.getElementById("gone").refresh(); });
  await browser.driver.wait(async () => faults.requests("gone").length === 3, 60_000, "the request");
});

test("objects of the page that throw are taken as wrong, and the class goes on", async () => {
  const seen = await browser.run(async () => {
    const { load, JobProgressChart } = await import("/package/www/chart.js");
    await load();
    const chart = new JobProgressChart(document.createElement("canvas"), undefined);
    const thrower = { get() { throw new Error("no"); } };
    const list = Object.defineProperty(["one"], 0, thrower);
    const endless = { length: 2 ** 40 };
    const detached = new Uint8Array(8);
    structuredClone(detached, { transfer: [detached.buffer] });
    const calls = [
      () => chart.configure({ kinds: list }), () => chart.setHidden(list), () => chart.setMarkers(endless), () => chart.setItemTotals(endless),
      () => chart.setTraces(detached), () => chart.setJob(detached), () => chart.client.entries({ length: 2 ** 29 }),
      // Its address is read before it is freed.
      () => chart.pointAt({ valueOf: () => chart.free() }),
    ];
    const codes = calls
      .map((call) => {
        try {
          call();
          return null;
        } catch (error) {
          return error.code;
        }
      });
    const { isBroken } = await import("/package/pkg/job_progress_chart.js");
    // What unwinds the wasm would still hold it.
    chart.free();
    return [...codes, isBroken()];
  });
  assert.deepEqual(seen, ["engine", "engine", "engine", "engine", "bad-response", "bad-response", "engine", null, false]);
});
