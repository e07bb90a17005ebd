// The log of a job on a real server, in a real browser: what it shows, how it is filtered, and how it goes with its chart.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { logTools } from "../harness/entries.mjs";
import { startServer } from "../harness/server.mjs";
import { until } from "../harness/wait.mjs";

const JOB = "job_2abc3def4ghi5jkl6mno7pqr";
const FILES = 25;

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** All entries of the job, oldest first. @type {any[]} */ let all;

before(async () => {
  browser = await startBrowser(1, { scripts: [logTools] });
  server = await startServer(["--simulate", "--scenario", "mixed", "--speed", "400", "--seed", "7"]);
  const route = `${server.url}/v0.5/batch/jobs/${JOB}`;
  const { status } = await ended(route);
  assert.equal(status, "COMPLETED");
  const { entries, total } = await (await fetch(`${route}/progress?limit=1000`)).json();
  assert.equal(entries.length, total);
  all = entries;
});
beforeEach(async () => {
  await browser.open(`${server.url}/log.html`);
  await browser.until("the page", () => customElements.get("job-progress-log") && customElements.get("job-progress-chart"));
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

const ended = (route) => until("the end of the job", async () => {
  const response = await fetch(route);
  const job = response.ok ? await response.json() : {};
  return job.completed_at ? job : null;
});

/** The requests for entries since the first `from` of all. */
const asked = (from = 0) => server.log().slice(from).filter(({ path }) => path.includes("/progress?")).map(({ path }) => new URLSearchParams(path.split("?")[1]));
const seen = () => browser.run(async () => {
  await frames();
  return rows();
});
const loaded = () => browser.until("the rows", () => log()?.count !== null && part(".viewport") && rows().length > 0 && rows().every(({ absent }) => !absent));

/** Waits for all requests of a new log: the number of entries, those at the end, and whether there is more meanwhile. */
async function wholeStart(/** @type {number} */ start) {
  await loaded();
  await until("the end of loading", () => asked(start).length === 3);
}

test("it begins at its end, with all that an entry says", async () => {
  const before = server.log().length;
  await browser.run((job) => { addLog("l", { "job-id": job, "time-zone": "UTC" }); }, JOB);
  await loaded();
  const rows = await seen();
  assert.deepEqual(rows.map(({ text }) => text), all.slice(-rows.length).map(({ message }) => message));
  assert.deepEqual([rows.at(-1).place, rows.at(-1).size], [all.length, all.length]);
  assert.deepEqual(rows.map(({ kind, input }) => [kind, input]), all.slice(-rows.length).map(({ kind, input_id }) => [kind, input_id]));
  const last = await browser.run(() => {
    const row = [...log().shadowRoot.querySelectorAll(".row")].find((row) => row.ariaPosInSet === row.ariaSetSize);
    return { time: row.querySelector(".time").textContent, title: row.querySelector(".time").title, metrics: row.querySelector(".metrics").textContent, problems: watched.problems };
  });
  assert.equal(last.title, all.at(-1).created_at);
  assert.ok(last.time.endsWith(all.at(-1).created_at.slice(11, 19)), last.time);
  for (const [name, value] of Object.entries(all.at(-1).metrics)) {
    if (name !== "percent_complete") assert.ok(last.metrics.includes(`${name} ${value}`), last.metrics);
  }
  assert.deepEqual(last.problems, []);
  assert.deepEqual([...asked(before)[0].entries()], [["offset", "0"], ["limit", "100"]]);
  assert.ok(asked(before).length <= 3, "what is not looked at is not asked for");
});

test("bars are as long as the fraction, and the colour of a kind is the chart's", async () => {
  await browser.run((job) => {
    addChart("c", { "job-id": job });
    addLog("l", { for: "c" });
  }, JOB);
  await loaded();
  const found = await browser.until("the colours", () => {
    const chart = document.getElementById("c");
    if (!chart.snapshot?.kinds.length) return null;
    const colors = Object.fromEntries(chart.snapshot.kinds.map(({ name, color }) => [name, `swatch kind-${color}`]));
    const marks = [...log().shadowRoot.querySelectorAll(".row .kind")].map((kind) => [kind.textContent, kind.querySelector(".swatch").className]);
    const bars = [...log().shadowRoot.querySelectorAll(".row .main .metric")].map((metric) => {
      const [track, fill] = [metric.querySelector(".bar"), metric.querySelector(".bar i")].map((part) => part.getBoundingClientRect().width);
      return [Math.round((fill / track) * 100), Number.parseInt(metric.querySelector("b").textContent, 10)];
    });
    return marks.every(([kind, mark]) => mark === colors[kind]) && { marks: marks.length, bars };
  });
  assert.ok(found.marks > 10 && found.bars.length > 3);
  for (const [width, percent] of found.bars) assert.equal(width, percent);
});

test("any place can be scrolled to; what is there is asked for by whole pages", async () => {
  await browser.run((job) => { addLog("l", { "job-id": job }); }, JOB);
  await loaded();
  const before = server.log().length;
  await browser.run(() => { part(".viewport").scrollTop = 150 * 32; });
  await loaded();
  const [first] = await seen();
  assert.equal(first.place, 151);
  assert.equal(first.text, all[150].message);
  for (const query of asked(before)) assert.ok(Number(query.get("limit")) >= 90, String(query));
});

test("newest first is the same list turned round; what is read stays in sight", async () => {
  await browser.run((job) => { addLog("l", { "job-id": job, order: "newest-first" }); }, JOB);
  await loaded();
  const rows = await seen();
  assert.deepEqual(rows.map(({ text }) => text), all.slice(-rows.length).reverse().map(({ message }) => message));
  assert.deepEqual(rows.map(({ place }) => place), rows.map((_, at) => at + 1));
  await browser.run(() => { part(".viewport").scrollTop = 50 * 32; });
  await loaded();
  const [first] = await seen();
  await browser.run(() => {
    const order = part(".order");
    order.value = "oldest";
    order.dispatchEvent(new Event("change"));
  });
  assert.equal(await browser.run(() => log().order), "oldest-first");
  await loaded();
  const turned = await seen();
  assert.equal(turned.find(({ text, place }) => place === all.length - 50 && text === first.text)?.y, 0);
});

test("filters become the request's, are attributes, and can be taken back", async () => {
  const start = server.log().length;
  await browser.run((job) => { addLog("l", { "job-id": job }); }, JOB);
  await wholeStart(start);
  const kinds = await browser.until("the kinds", () => {
    const names = [...part("select").options].map(({ value }) => value);
    return names.length > 3 && names;
  });
  assert.deepEqual(kinds.slice(1).sort(), ["embedding", "inference", "preprocess"]);
  let before = server.log().length;
  await browser.run(() => {
    part("select").value = "embedding";
    part("select").dispatchEvent(new Event("change"));
  });
  const embedded = all.filter(({ kind }) => kind === "embedding");
  await browser.until("the filtered rows", (count) => log().count === count, embedded.length);
  await loaded();
  assert.ok((await seen()).every(({ kind }) => kind === "embedding"));
  assert.ok(asked(before).length >= 1 && asked(before).every((query) => query.get("kind") === "embedding"));
  assert.equal(await browser.run(() => log().getAttribute("kind")), "embedding");
  assert.match(await browser.run(() => said()), new RegExp(`^${embedded.length} entries match`));

  const { input_id: input } = embedded.at(-1);
  before = server.log().length;
  await browser.run((input) => {
    const field = part("input");
    field.value = input;
    field.dispatchEvent(new Event("change"));
  }, input);
  const both = embedded.filter(({ input_id }) => input_id === input);
  await browser.until("both filters", (count) => log().count === count, both.length);
  await loaded();
  assert.ok((await seen()).every((row) => row.input === input && row.kind === "embedding"));
  for (const query of asked(before)) assert.deepEqual([query.get("kind"), query.get("input_id")], ["embedding", input]);
  assert.equal(await browser.run(() => log().input), input);

  await browser.run(() => { log().input = "no such input"; });
  await browser.until("the words", () => notice() === "No entry matches");
  await browser.run(() => { part(".notice button").click(); });
  await browser.until("all of them", (count) => log().count === count, all.length);
  assert.deepEqual(await browser.run(() => [log().kind, log().input, log().getAttribute("kind")]), [null, null, null]);
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

test("a filter gets its own columns, also narrower ones", async () => {
  await browser.run((job) => { addLog("l", { "job-id": job }); }, JOB);
  await loaded();
  const widths = () => browser.run(() => {
    const list = [...log().shadowRoot.querySelectorAll("*")].find(({ style }) => style?.getPropertyValue("--_time"));
    return ["time", "kind", "input"].map((name) => list?.style.getPropertyValue(`--_${name}`) ?? "");
  });
  assert.ok((await widths()).every((width) => width !== ""));
  await browser.run(() => { log().kind = "no such kind"; });
  await browser.until("the words", () => notice() === "No entry matches");
  assert.deepEqual(await widths(), ["", "", ""]);
});

test("an entry and the chart's crosshair find each other", async () => {
  await browser.run((job) => {
    addChart("c", { "job-id": job });
    addLog("l", { for: "c" });
    document.getElementById("c").addEventListener("select", ({ detail }) => watched.events.c.push(["select", detail.time]));
  }, JOB);
  await browser.until("the chart", () => document.getElementById("c").snapshot?.points > 0);
  await loaded();
  await browser.run(() => { part(".viewport").scrollTop = 100 * 32; });
  await loaded();
  await browser.run(() => rows() && [...log().shadowRoot.querySelectorAll(".row")].find((row) => row.ariaPosInSet === "104").click());
  const [, id, time, row] = await browser.run(() => watched.events.l.find(([type]) => type === "select"));
  assert.deepEqual([id, time, row], [String(all[103].id), Date.parse(all[103].created_at), 103]);
  const at = await browser.run(() => [document.getElementById("c").cursor, document.getElementById("c").snapshot.points]);
  const { points } = await browser.run(() => document.getElementById("c").traces);
  assert.equal(new Date(at[0]).toISOString(), new Date(points.find(({ t }) => Date.parse(t) >= time).t).toISOString(), "the bucket of the entry");
  // And the other way round: a moment before the list's middle, which is not loaded.
  const wish = Date.parse(all[20].created_at) + 1;
  const found = all.findLastIndex(({ created_at }) => Date.parse(created_at) <= wish);
  await browser.run((time) => { document.getElementById("c").dispatchEvent(new CustomEvent("select", { detail: { time } })); }, wish);
  await browser.until("the entry", (row) => watched.events.l.at(-1)[3] === row, found);
  const shown = (await seen()).find(({ selected }) => selected);
  assert.equal(shown?.text, all[found].message);
  assert.ok(await browser.run((id) => part(".detail .facts").textContent.includes(`Entry ${id}`), String(all[found].id)));
});

test("the crosshair stays at the entry's time when buckets come to be others", async () => {
  await browser.run((job) => { addChart("c", { "job-id": job, buckets: "100" }); }, JOB);
  await browser.until("the chart", () => watched.events.c.some(([type]) => type === "progress"));
  const { created_at: time } = all[100];
  const [before, after] = await browser.run(async (time) => {
    const chart = document.getElementById("c");
    chart.cursor = time;
    await frames();
    const { cursor } = chart;
    const { points, ...rest } = chart.traces;
    chart.traces = { ...rest, bucket_seconds: 2 * rest.bucket_seconds, points: points.filter((_, at) => at % 2 === 0) };
    await frames();
    return [cursor, chart.cursor];
  }, Date.parse(time));
  const { points } = await browser.run(() => document.getElementById("c").traces);
  assert.ok(before >= Date.parse(time));
  assert.equal(after, Date.parse(points.find(({ t }) => Date.parse(t) >= Date.parse(time)).t));
});

test("the chart may come late, change its job, be replaced or go", async () => {
  await browser.run(() => { addLog("l", { for: "c" }); });
  await browser.until("no chart", () => part(".viewport") && notice() === "There is no chart with the id “c”");
  await browser.run((job) => { addChart("c", { "job-id": job }); }, JOB);
  await browser.until("the entries", (count) => log().count === count, all.length);
  await browser.run(() => { document.getElementById("c").jobId = "job_none"; });
  await browser.until("another job", () => log().count === null && notice() !== "" && notice() !== "Loading the entries");
  await browser.run((job) => {
    document.getElementById("c").remove();
    addChart("c", { "job-id": job });
  }, JOB);
  await browser.until("the entries again", (count) => log().count === count, all.length);
  await browser.run(() => { document.getElementById("c").id = "d"; });
  await browser.until("no chart again", () => notice() === "There is no chart with the id “c”");
  await browser.run(() => { log().htmlFor = null; });
  await browser.until("no job", () => notice() === "There is no job to show");
  await browser.run(() => { log().htmlFor = "d"; });
  await browser.until("the entries once more", (count) => log().count === count, all.length);
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

test("a log with a chart can be taken out, and may wait for a chart that never comes, without an error", async () => {
  const asks = await browser.run(async (job) => {
    addChart("c", { "job-id": job });
    addLog("l", { for: "c" }).remove();
    for (const name of ["p", "font-face", "not-defined"]) {
      const other = document.createElement(name);
      other.id = name;
      document.body.append(other);
      addLog(`l-${name}`, { for: name });
    }
    let asks = 0;
    const { whenDefined } = customElements;
    customElements.whenDefined = (name) => {
      asks += 1;
      return whenDefined.call(customElements, name);
    };
    for (let n = 0; n < 20; n += 1) {
      document.body.append(document.createElement("p"));
      await frames();
    }
    return asks;
  }, JOB);
  assert.equal(asks, 0, "it waits once, however often the page changes");
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

test("with a chart there is one poller, however many logs there are", async () => {
  const before = server.log().length;
  await browser.run((job) => {
    addChart("c", { "job-id": job, interval: "1" }, { headers: { "X-Test": "1" } });
    addLog("l", { for: "c" });
    addLog("m", { for: "c", kind: "inference" });
  }, JOB);
  await browser.until("two logs", () => document.getElementById("l").count > 0 && document.getElementById("m").count > 0);
  const traces = () => server.log().slice(before).filter(({ path }) => path.includes("/traces"));
  await browser.driver.wait(() => traces().length >= 3, 60_000, "three polls");
  // Each poller begins without a validator; once more when the status is known.
  const fresh = traces().filter((request) => request.if_none_match === null).length;
  assert.ok(fresh <= 2, `${fresh} requests without validator`);
});

test("a log that is moved keeps what it has; one that is taken out lets go of everything", async () => {
  const start = server.log().length;
  await browser.run((job) => { addLog("l", { "job-id": job }); }, JOB);
  await wholeStart(start);
  const before = server.log().length;
  await browser.run(() => {
    const target = document.body.appendChild(document.createElement("div"));
    target.append(log());
  });
  await browser.run(() => frames());
  assert.equal(await browser.run(() => log().count), all.length);
  assert.ok(asked(before).length <= 1, "only whether there is more meanwhile");
  await browser.run(() => {
    window.removed = log();
    removed.remove();
  });
  await browser.until("the element to free its entries", () => removed.count === null);
  await browser.run(() => { document.body.append(removed); });
  await browser.until("it to come back", (count) => log().count === count, all.length);
  assert.ok(all.length > 100 && FILES > 0);
  assert.deepEqual(await browser.run(() => watched.problems), []);
});
