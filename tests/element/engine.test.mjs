// The engine fails to load, or stops: every element says so, and starts again with a fresh instance.
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

before(async () => {
  browser = await startBrowser();
  server = await startServer();
  await browser.devtools("Network.enable");
  await browser.inject(() => {
    window.logged = [];
    const { error } = console;
    console.error = (...values) => {
      window.logged.push(values.map((value) => `${value?.code}: ${value?.message ?? value}`).join());
      error(...values);
    };
  });
});
beforeEach(async () => {
  await browser.devtools("Network.setBlockedURLs", { urls: [] });
  await faults?.stop();
  faults = await startFaults(server.url, { [JOB]: [{ body: EXAMPLE }], other: [{ body: EXAMPLE.replaceAll(JOB, "other") }] });
  await browser.open(`${faults.url}/log.html`);
  await browser.until("the page", () => window.addChart && customElements.get("job-progress-log"));
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

/** The chart "a" of the job, another chart and a log, with data. */
async function start() {
  await browser.run((job) => {
    addChart("a", { "job-id": job, interval: "1" });
    addChart("b", { "job-id": "other", interval: "1" });
    addLog("l", { "job-id": job, interval: "1" });
  }, JOB);
  await browser.until("the data", () => ["a", "b"].every((id) => document.getElementById(id).snapshot?.points > 0 && document.getElementById(id).shadowRoot.querySelector(".legend li")));
  await browser.until("the log's client", () => document.getElementById("l").shadowRoot.querySelector(".status").textContent);
}

/** A call of the wasm traps: the chart that it is for lies beyond the memory. */
const trap = () => browser.run(async () => {
  const { default: init } = await import("/package/pkg/job_progress_chart.js");
  const wasm = await init();
  // An object as wasm-bindgen keeps it: two counts of references, a borrow flag, and the chart's address.
  const address = wasm.__wbindgen_malloc(16, 4);
  new Uint32Array(wasm.memory.buffer, address, 4).set([1, 1, 0, 0xffff_fff0]);
  setTimeout(() => wasm.jobprogresschart_flush(address + 8));
});

/** An exception of the canvas unwinds through the engine, once. */
const unwind = () => browser.run(() => {
  const { beginPath } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.beginPath = () => {
    CanvasRenderingContext2D.prototype.beginPath = beginPath;
    throw new Error("broken canvas");
  };
  document.getElementById("a").style.inlineSize = "500px";
});

const failures = () => browser.run(() => ["a", "b", "l"].map((id) => watched.events[id].filter(([type, code]) => type === "error" && code === "engine").length));
const texts = () => browser.run(() => ["a", "b", "l"].map((id) => document.getElementById(id).shadowRoot.textContent.includes("The chart engine stopped. Refresh to start it again")));

for (const [cause, stop] of /** @type {const} */ ([["a trap", trap], ["an exception that unwinds it", unwind]])) test(`${cause} puts every element into its error state, with one message, and nothing is requested any more`, async () => {
  await start();
  await stop();
  await browser.until("the errors", () => ["a", "b", "l"].every((id) => watched.events[id].some(([type, code]) => type === "error" && code === "engine")));
  assert.deepEqual(await failures(), [1, 1, 1]);
  assert.deepEqual(await texts(), [true, true, true]);
  assert.deepEqual(await browser.run(() => logged), ["engine: The chart engine stopped. Refresh to start it again"]);
  assert.equal(await browser.run(() => document.getElementById("a").snapshot), null);
  const before = [JOB, "other"].map((job) => faults.requests(job).length);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.deepEqual([JOB, "other"].map((job) => faults.requests(job).length), before);
  assert.equal(await browser.run(() => logged.length), 1);
});

test("refresh and new elements start a fresh engine", async () => {
  await start();
  await trap();
  await browser.until("the errors", () => ["a", "b", "l"].every((id) => watched.events[id].some(([type, code]) => type === "error" && code === "engine")));
  await browser.run((job) => {
    for (const id of ["a", "l"]) document.getElementById(id).refresh();
    addChart("c", { "job-id": job, interval: "1" });
  }, JOB);
  await browser.until("the data", () => ["a", "c"].every((id) => document.getElementById(id).snapshot?.points > 0 && document.getElementById(id).shadowRoot.querySelector(".legend li")));
  await browser.until("the log", () => !document.getElementById("l").shadowRoot.textContent.includes("engine stopped"));
  const painted = await browser.run(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return document.getElementById("a").shadowRoot.querySelector("canvas").toDataURL().length > 2000;
  });
  assert.ok(painted);
  assert.equal(await browser.run(() => document.getElementById("b").snapshot), null, "it waits for its own refresh");
  assert.deepEqual(await failures(), [1, 1, 1]);
});

test("what a listener throws does not stop the engine", async () => {
  await start();
  await browser.run(() => {
    document.getElementById("a").addEventListener("poll", () => { throw new Error("the page's own"); });
    document.getElementById("a").refresh();
  });
  // What scripts of WebDriver throw is reported without its message.
  await browser.until("it is reported", () => watched.problems.length > 0);
  const polls = await browser.run(() => watched.events.a.length);
  await browser.run(() => { document.getElementById("a").refresh(); });
  await browser.until("more polls", (polls) => watched.events.a.length > polls, polls);
  assert.deepEqual(await failures(), [0, 0, 0]);
  assert.deepEqual(await browser.run(() => logged), []);
});

test("an engine that can't be loaded is an error with its cause; refresh tries again", async () => {
  await browser.devtools("Network.setBlockedURLs", { urls: ["*job_progress_chart_bg.wasm"] });
  await browser.run((job) => {
    addChart("a", { "job-id": job });
    addChart("b", { "job-id": "other" });
  }, JOB);
  await browser.until("the errors", () => ["a", "b"].every((id) => watched.events[id].some(([type, code]) => type === "error" && code === "engine")));
  const [, , message] = await browser.run(() => watched.events.a.find(([type]) => type === "error"));
  assert.match(message, /^The chart engine could not be loaded: .+/);
  assert.deepEqual(await browser.run(() => logged), [`engine: ${message}`]);
  assert.ok((await browser.run(() => document.getElementById("a").shadowRoot.textContent)).includes(message));
  await browser.devtools("Network.setBlockedURLs", { urls: [] });
  await browser.run(() => { document.getElementById("a").refresh(); });
  await browser.until("the data", () => document.getElementById("a").snapshot?.points > 0);
});

test("load takes a module, bytes or a URL, and loads once", async () => {
  const seen = await browser.run(async () => {
    const { load, JobProgressChart } = await import("/package/www/chart.js");
    const wrong = await load({ wasm: "/blank.html" }).then(() => null, ({ code, cause, message }) => [code, cause !== undefined, message]);
    const bytes = await (await fetch("/package/pkg/job_progress_chart_bg.wasm")).arrayBuffer();
    await Promise.all([load({ wasm: bytes }), load()]);
    await load();
    const chart = new JobProgressChart(document.createElement("canvas"), undefined);
    const { phase } = chart.snapshot();
    chart.free();
    return { wrong: wrong.slice(0, 2), phase };
  });
  assert.deepEqual(seen, { wrong: ["engine", true], phase: "idle" });
});
