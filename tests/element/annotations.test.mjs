// What progress entries add to a chart: marks on the time axis, messages in the readout, the number of items.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startServer } from "../harness/server.mjs";

const SINGLE = "job_2single3def4ghi5jkl6mno7";
const MIXED = "job_2abc3def4ghi5jkl6mno7pqr";

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  browser = await startBrowser();
  // Both have run for a while, and go on at the pace of the clock.
  server = await startServer(["--simulate", "--scenario", "single", "--scenario", "mixed", "--head-start", "150", "--seed", "1"]);
});
beforeEach(() => browser.open(`${server.url}/blank.html`));
after(async () => {
  await browser?.stop();
  await server?.stop();
});

/** The first entry of MIXED about inference. */
const firstEntry = async () => (await (await fetch(`${server.url}/v0.5/batch/jobs/${MIXED}/progress?limit=1&kind=inference`)).json()).entries[0];

/** What the chart "c" tells at the time of an entry. The newest bucket would not do: often there is no entry in it. */
const notesAt = ({ created_at: time }) => browser.until("its notes", (time) => {
  const chart = document.getElementById("c");
  chart.cursor = time;
  const notes = [...chart.shadowRoot.querySelectorAll(".marker-entry")].map((note) => note.textContent);
  const value = chart.shadowRoot.querySelector("canvas").getAttribute("aria-valuetext");
  return notes.length > 0 ? { notes, value, moment: chart.cursor } : null;
}, Date.parse(time));

const requests = (job) => server.log().filter(({ path }) => path.includes(`/${job}/progress?`)).map(({ path }) => path.split("?")[1]);

test("of a single file, the newest entries tell how many items there are, and when they will be done", async () => {
  await browser.run((job) => { addChart("c", { "job-id": job, interval: "1" }); }, SINGLE);
  const snapshot = await browser.until("the end foreseen", () => {
    const { snapshot } = document.getElementById("c");
    return snapshot?.itemTotal && snapshot.eta ? snapshot : null;
  });
  const entries = (await (await fetch(`${server.url}/v0.5/batch/jobs/${SINGLE}/progress?limit=1000`)).json()).entries;
  assert.equal(snapshot.itemTotal, entries.at(-1).metrics.items_total);
  const items = snapshot.kinds.reduce((sum, { success, failed }) => sum + success + failed, 0);
  assert.ok(Math.abs(snapshot.percent - (items / snapshot.itemTotal) * 100) < 1e-9);
  assert.equal(snapshot.total, 1);
  const header = await browser.until("the header", () => {
    const text = document.getElementById("c").shadowRoot.querySelector(".header").textContent;
    return / of [\d,]+ items/.test(text) && /left/.test(text) ? text : null;
  });
  assert.match(header, /\d+%/);
});

test("a job of several files asks for no entries, and loads nothing that reads them", async () => {
  await browser.run((job) => { addChart("c", { "job-id": job, interval: "1" }); }, MIXED);
  await browser.until("three polls", () => watched.events.c.filter(([type]) => type === "poll").length >= 3);
  assert.deepEqual(requests(MIXED), []);
  const loaded = await browser.run(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /job_progress_log|log-engine|entry-markers\.js|entry-loader/.test(name)));
  assert.deepEqual(loaded, []);
});

test("marks: a readout tells the messages of its bucket; without the attribute they go", async () => {
  await browser.run((job) => { addChart("c", { "job-id": job, interval: "1", markers: "inference preprocess" }); }, MIXED);
  const entry = await firstEntry();
  const { notes, value, moment } = await notesAt(entry);
  assert.ok(moment >= Date.parse(entry.created_at), "the bucket that it is in");
  assert.ok(notes.includes(entry.message || "inference"), notes.join());
  assert.ok(value.includes(notes[0]), value);
  assert.ok(requests(MIXED).every((query) => /kind=(inference|preprocess)/.test(query)), "only the kinds that are marked");

  await browser.run(() => document.getElementById("c").removeAttribute("markers"));
  await browser.until("no notes", () => document.getElementById("c").shadowRoot.querySelectorAll(".marker-entry").length === 0);
  const pass = async () => {
    const polls = await browser.run(() => watched.events.c.length);
    await browser.until("more polls", (polls) => watched.events.c.length > polls + 3, polls);
  };
  // What was under way ends.
  await pass();
  const before = requests(MIXED).length;
  await pass();
  assert.equal(requests(MIXED).length, before, "nothing more is asked");
});

test("of another API, the marks are its own", async () => {
  await browser.run((job) => { addChart("c", { "job-id": job, markers: "" }); }, MIXED);
  const entry = await firstEntry();
  await notesAt(entry);
  const before = requests(MIXED).length;
  await browser.run(() => { document.getElementById("c").apiBase = `${location.origin}/v0.5`; });
  await browser.driver.wait(() => requests(MIXED).slice(before).includes("offset=0&limit=100"), 60_000, "the entries anew");
  await notesAt(entry);
});

test("an attribute that changes asks for no entries", async () => {
  // News ask for entries, too: the next ones come in a minute.
  await browser.run((job) => { addChart("c", { "job-id": job, markers: "", interval: "60" }); }, MIXED);
  await notesAt(await firstEntry());
  const pass = () => new Promise((resolve) => setTimeout(resolve, 1000));
  let before = -1;
  // What is under way ends.
  while (before !== requests(MIXED).length) {
    before = requests(MIXED).length;
    await pass();
  }
  for (const view of ["files", "items", "both"]) await browser.run((view) => { document.getElementById("c").view = view; }, view);
  await pass();
  assert.equal(requests(MIXED).length, before);
});

test("a click and Enter select a point; the cursor is where the page sets it", async () => {
  await browser.run((job) => {
    const chart = addChart("c", { "job-id": job, interval: "60" });
    window.selected = [];
    chart.addEventListener("select", ({ detail }) => selected.push(detail.time));
  }, MIXED);
  await browser.until("the chart", () => document.getElementById("c").snapshot?.points > 0);
  const times = await browser.run(() => document.getElementById("c").traces.points.map(({ t }) => Date.parse(t)));
  const seen = await browser.run(async (middle) => {
    const chart = document.getElementById("c");
    const canvas = chart.shadowRoot.querySelector("canvas");
    chart.cursor = middle;
    const set = chart.cursor;
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    chart.cursor = null;
    const gone = chart.cursor;
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    chart.cursor = 0;
    const first = chart.cursor;
    chart.cursor = 1e15;
    return { set, gone, first, last: chart.cursor, selected };
  }, times[40] - 1);
  assert.deepEqual(seen, { set: times[40], gone: null, first: times[0], last: times.at(-1), selected: [times[40]] });

  await browser.until("the crosshair", () => document.getElementById("c").shadowRoot.querySelector(".crosshair"));
  const canvas = await browser.driver.executeScript(`return document.getElementById("c").shadowRoot.querySelector("canvas")`);
  const actions = () => browser.driver.actions({ async: true });
  await actions().move({ origin: canvas, x: 50, y: 0 }).click().perform();
  const clicked = await browser.run(() => [selected.at(-1), document.getElementById("c").cursor, selected.length]);
  assert.equal(clicked[0], clicked[1]);
  assert.equal(clicked[2], 2);
  await actions().move({ origin: canvas, x: -50, y: 0 }).press().move({ origin: canvas, x: 50, y: 0 }).release().perform();
  assert.equal(await browser.run(() => selected.length), 2, "a drag selects nothing");
});
