// Data that no good server sends: nothing of it leaves its place, goes on without end, or keeps the rest from being shown.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

const EXAMPLE = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));
const KEY = "sk-5f1d9c3b7e";
/** A character that browsers need seconds for. */
const MARKS = `a${"\u0301".repeat(50_000)}`;
const HEBREW = "ריצת לילה (1)";

/** The documented example about a job, with these items in its last point. */
const traces = (job, items = EXAMPLE.points.at(-1).items) => {
  const copy = structuredClone(EXAMPLE);
  copy.job_id = job;
  copy.points.at(-1).items = items;
  return { body: JSON.stringify(copy) };
};
/** A file each minute for an hour: enough for an estimate. */
const steady = (job) => {
  const points = Array.from({ length: 60 }, (_, n) => ({ t: new Date(Date.UTC(2026, 3, 14, 10, n)).toISOString(), files: { completed: n, failed: 0 } }));
  return { body: JSON.stringify({ job_id: job, bucket_seconds: 60, latest_event_at: "2026-04-14T10:59:00Z", points }) };
};
const running = (id, more = {}) => ({ body: JSON.stringify({ id, status: "RUNNING", ...more }) });
const entry = (id, more) => ({ id, kind: "inference", step: id, message: "", metrics: {}, payload: {}, input_id: null, index: null, created_at: `2026-04-14T10:0${id % 10}:00Z`, ...more });
const page = (job, total, offset, limit, entries) => ({ body: JSON.stringify({ job_id: job, total, offset, limit, entries }) });
const forever = (answer) => [answer];

/** A list that seems to end ever farther away, in pages of one entry. */
const endless = forever((_, query) => {
  const offset = Number(query.get("offset"));
  return page("endless", offset + 2, offset, 1, [entry(offset)]);
});

const ENTRIES = [
  entry(1, { message: MARKS, kind: MARKS, metrics: { [MARKS]: MARKS }, input_id: MARKS }),
  entry(2, { message: `Bad key ${KEY}`, kind: `kind ${KEY}`, metrics: { [KEY]: KEY }, payload: { key: KEY }, input_id: KEY }),
  entry(3, { message: HEBREW, kind: HEBREW, input_id: HEBREW }),
];

const SCRIPTS = {
  names: { traces: forever(traces("names", { [MARKS]: { success: 1, failed: 1 }, [HEBREW]: { success: 2, failed: 0 } })), job: forever(running("names", { name: MARKS })) },
  hebrew: { traces: forever(traces("hebrew")), job: forever({ body: JSON.stringify({ id: "hebrew", status: "FAILED", name: HEBREW, error: HEBREW }) }) },
  refused: { traces: forever({ status: 400, body: JSON.stringify({ detail: `${HEBREW}\u202e${"x".repeat(30_000)}` }) }) },
  sentinel: { traces: forever(steady("sentinel")), job: forever(running("sentinel", { input_progress: { pending: Number.MAX_SAFE_INTEGER, processing: 0, completed: 59, failed: 0 } })) },
  log: { traces: forever(traces("log")), job: forever(running("log")), progress: forever((_, query) => page("log", 3, 0, Number(query.get("limit")), ENTRIES)) },
  endless: { traces: forever(traces("endless")), job: forever(running("endless")), progress: endless },
  good: { traces: forever(traces("good")), job: forever(running("good")) },
};

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;
/** Another origin, which allows everything: what it was asked. @type {import("node:http").IncomingMessage[]} */ const elsewhere = [];
const attacker = createServer((request, response) => {
  elsewhere.push(request);
  response.writeHead(request.method === "OPTIONS" ? 204 : 200, { "access-control-allow-origin": request.headers.origin ?? "*", "access-control-allow-headers": "x-api-key, if-none-match", "content-type": "application/json" });
  response.end(request.method === "OPTIONS" ? undefined : traces("moved").body);
});

before(async () => {
  browser = await startBrowser();
  server = await startServer();
  await new Promise((resolve) => attacker.listen(0, "127.0.0.1", () => resolve(undefined)));
  const location = `http://127.0.0.1:${/** @type {any} */ (attacker.address()).port}/`;
  const moved = { traces: forever({ status: 302, headers: { location } }), job: forever({ status: 302, headers: { location } }) };
  faults = await startFaults(server.url, { ...SCRIPTS, moved }, ["content-security-policy"]);
});
beforeEach(() => browser.open(`${faults.url}/log.html`));
after(async () => {
  await browser?.stop();
  await faults?.stop();
  attacker.close();
  attacker.closeAllConnections();
  await server?.stop();
});

/** What is wrong with the page. */
const problems = () => browser.run(() => watched.problems);

/** All texts of an element's shadow root, with those of attributes. */
const texts = (id) => browser.run((id) => {
  const { shadowRoot } = document.getElementById(id);
  const attributes = [...shadowRoot.querySelectorAll("*")].flatMap((element) => [...element.attributes].map(({ value }) => value));
  const walker = document.createTreeWalker(shadowRoot, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode.data);
  return [...attributes, ...nodes];
}, id);

const chartOf = async (id, properties = {}) => {
  await browser.run((id, properties) => { addChart(id, { "job-id": id, interval: "1" }, properties); }, id, properties);
  await browser.until(`the status of ${id}`, (id) => document.getElementById(id).snapshot?.status, id);
};

test("an id that would leave its path is a configuration error, and nothing is requested", async () => {
  const before = server.log().length;
  for (const [add, id] of [["addChart", "a-chart"], ["addLog", "a-log"]]) {
    for (const job of ["..", "."]) {
      await browser.run((add, id, job) => {
        document.getElementById(id)?.remove();
        window[add](id, { "job-id": job });
      }, add, id, job);
      const error = await browser.until("the error", (id) => watched.events[id]?.find(([type]) => type === "error"), id);
      assert.equal(error[1], "engine");
      assert.match(error[2], /jobId/);
      await browser.until("the message", (id, message) => document.getElementById(id).shadowRoot.textContent.includes(message), id, error[2]);
    }
    await browser.run((id) => document.getElementById(id).setAttribute("job-id", "good"), id);
    await browser.until("the chart", (id) => !document.getElementById(id).shadowRoot.textContent.includes("jobId"), id);
  }
  await browser.until("the data", () => document.getElementById("a-chart").snapshot?.points === 3);
  // From a job to an id that is none.
  await browser.run(() => document.getElementById("a-chart").setAttribute("job-id", ".."));
  await browser.until("no data", () => document.getElementById("a-chart").snapshot?.points === 0);
  assert.equal(await browser.run(() => document.getElementById("a-chart").shadowRoot.querySelector(".state").textContent), "Error");
  assert.deepEqual(server.log().slice(before).map(({ path }) => path).filter((path) => path.includes("/batch") && !path.includes("/jobs/good")), []);
  assert.deepEqual(await problems(), []);
});

test("an api-base that no request can be sent to is a configuration error until it is corrected", async () => {
  for (const [add, id] of [["addChart", "based"], ["addLog", "based-log"]]) {
    for (const base of ["http://[", "javascript:1", "https://user:password@localhost/v0.5", "/v0.5?a=1", "/v0.5#a"]) {
      await browser.run((add, id, base) => {
        document.getElementById(id)?.remove();
        window[add](id, { "job-id": "good", "api-base": base });
      }, add, id, base);
      const error = await browser.until("the error", (id) => watched.events[id].find(([type]) => type === "error"), id);
      assert.deepEqual([error[1], error[3]], ["engine", null], base);
      assert.match(error[2], /apiBase must be/);
      await browser.until("the message", (id, message) => document.getElementById(id).shadowRoot.textContent.includes(message), id, error[2]);
    }
    const before = faults.requests("good").length;
    await browser.run((id) => document.getElementById(id).setAttribute("api-base", "/v0.5"), id);
    await browser.driver.wait(() => faults.requests("good").length > before, 60_000, "the request");
    await browser.until("no message", (id) => !document.getElementById(id).shadowRoot.textContent.includes("apiBase"), id);
    await browser.run((id) => document.getElementById(id).remove(), id);
  }
  assert.deepEqual(await problems(), []);
});

test("other options that are not valid are named, too", async () => {
  await browser.run(() => { addChart("odd", { "job-id": "good" }, { credentials: 5 }); });
  const error = await browser.until("the error", () => watched.events.odd.find(([type]) => type === "error"));
  assert.deepEqual([error[1], error[2].includes("credentials")], ["engine", true], error[2]);
  assert.deepEqual(await problems(), []);
});

test("headers of the page don't follow a redirect to another origin", async () => {
  await browser.run((key) => { addChart("moved", { "job-id": "moved", interval: "1" }, { headers: { "X-Api-Key": key } }); }, KEY);
  const error = await browser.until("the error", () => watched.events.moved.find(([type]) => type === "error"));
  assert.deepEqual([error[1], error[2].includes("redirects")], ["network", true], error[2]);
  assert.equal(elsewhere.length, 0, JSON.stringify(elsewhere.map(({ method, headers }) => [method, headers])));
  await browser.run(() => document.getElementById("moved").headers = null);
  await browser.until("the data", () => document.getElementById("moved").snapshot?.points === 3);
  assert.ok(elsewhere.length > 0, "without headers it is followed");
  assert.ok(elsewhere.every(({ headers }) => !JSON.stringify(headers).includes(KEY)));
});

test("long names are shown in part, and stay whole in the data", async () => {
  await chartOf("names");
  await browser.run(() => { document.getElementById("names").shadowRoot.querySelector("details").open = true; });
  await browser.until("the table", () => document.getElementById("names").shadowRoot.querySelector("tbody tr"));
  const longest = Math.max(...(await texts("names")).map((text) => text.length));
  assert.ok(longest < 2000, `${longest} characters`);
  const [snapshot, kinds, csv] = await browser.run((marks) => {
    const chart = document.getElementById("names");
    return [JSON.stringify(chart.snapshot), Object.keys(chart.traces.points.at(-1).items), chart.toCSV().includes(`${marks} success`)];
  }, MARKS);
  assert.ok(snapshot.length < 5000, `${snapshot.length} characters`);
  assert.ok(kinds.includes(MARKS) && csv);
  // Its key works like any other.
  const key = JSON.parse(snapshot).kinds.map(({ key }) => key).find((key) => key.startsWith("kind:a"));
  assert.ok(key.length < 220, key);
  await browser.run(() => [...document.getElementById("names").shadowRoot.querySelectorAll(".legend button")].find(({ textContent }) => textContent.includes("…")).click());
  assert.equal(await browser.run(() => document.getElementById("names").shadowRoot.querySelectorAll(".legend [aria-pressed=false]").length), 1);
  assert.deepEqual(await problems(), []);
});

test("texts from right to left are isolated from the sentences around them", async () => {
  await chartOf("hebrew");
  await browser.until("the footer", (name) => document.getElementById("hebrew").shadowRoot.querySelector(".status").textContent.includes(name), HEBREW);
  const isolated = `\u2068${HEBREW}\u2069`;
  const [name, summary, footer] = await browser.run(() => {
    const { shadowRoot } = document.getElementById("hebrew");
    return [".name", "#summary", ".status"].map((selector) => shadowRoot.querySelector(selector).textContent);
  });
  assert.equal(name, HEBREW);
  assert.ok(summary.includes(isolated), summary);
  assert.ok(footer.startsWith(isolated), footer);
  await browser.run(() => { addChart("refused", { "job-id": "refused" }); });
  const [, , message] = await browser.until("the error", () => watched.events.refused.find(([type]) => type === "error"));
  assert.ok(message.length < 700 && message.includes(`“\u2068${HEBREW}\ufffdxxx`) && message.includes("x…\u2069”"), message);
});

test("a number that stands for “unknown” is shown beside the rest", async () => {
  await chartOf("sentinel");
  await browser.until("the header", () => document.getElementById("sentinel").shadowRoot.querySelector(".header").textContent.includes("Running"));
  const text = await browser.run(() => document.getElementById("sentinel").shadowRoot.querySelector(".header").textContent);
  assert.ok(text.includes("Running") && text.includes("59 of 9,007,199,254,741,050 files") && text.includes("1 file/min"), text);
  await browser.until("the legend and the footer", () => ["Completed", "Updated"].every((word) => document.getElementById("sentinel").shadowRoot.textContent.includes(word)));
  assert.equal(await browser.run(() => document.getElementById("sentinel").snapshot.eta), null);
  assert.deepEqual(await problems(), []);
});

test("a time that no date can hold keeps nothing from being shown", async () => {
  const shown = await browser.run(async () => {
    const { Localizer } = await import("/package/www/shared/localizer.js");
    const localizer = new Localizer("en", "UTC", {});
    return [9e15, -9e15, Infinity, NaN].map((ms) => localizer.formatTime(ms, { seconds: true, referenceTime: 0 }));
  });
  assert.deepEqual(shown, ["", "", "", ""]);
});

test("a log's texts are bounded and without the key; what is copied is whole", async () => {
  await browser.run((key) => { addLog("log", { "job-id": "log" }, { headers: { Authorization: `Bearer ${key}` } }); }, KEY);
  await browser.until("the rows", () => document.getElementById("log").shadowRoot.querySelectorAll(".row").length === 3);
  for (const row of [0, 1, 2]) {
    await browser.run((row) => document.getElementById("log").shadowRoot.querySelectorAll(".row")[row].click(), row);
    await browser.until("the detail", (row) => document.getElementById("log").shadowRoot.querySelectorAll(".row")[row].getAttribute("aria-current"), row);
    const all = await texts("log");
    assert.ok(all.every((text) => !text.includes(KEY)), all.find((text) => text.includes(KEY)));
    assert.ok(all.every((text) => text.length <= 10_001), String(Math.max(...all.map((text) => text.length))));
    const title = await browser.run(() => document.getElementById("log").shadowRoot.querySelector(".detail h3").textContent);
    if (row === 1) assert.ok(title.startsWith("kind … · "), title);
    if (row === 2) assert.ok(title.startsWith(`\u2068${HEBREW}\u2069 · `), title);
  }
  const [, second] = await browser.run(() => [...document.getElementById("log").shadowRoot.querySelectorAll(".row .message")].map(({ textContent }) => textContent));
  assert.equal(second, "Bad key …");
  assert.deepEqual(await problems(), []);
});

test("a list that never ends is not asked without end", async () => {
  await browser.run(() => { addLog("endless", { "job-id": "endless", interval: "60" }); });
  await browser.until("the rows", () => document.getElementById("endless").shadowRoot.querySelector(".row"));
  // Two seconds without a request: it has come to its end.
  let count = -1;
  for (let quiet = 0; quiet < 4;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = faults.requests("endless", "progress").length;
    quiet = now === count ? quiet + 1 : 0;
    count = now;
    assert.ok(count < 100, `${count} requests`);
  }
  assert.ok(count >= 2);
});
