// The engine fails to load, or stops: every element says so, and starts again with a fresh instance.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { movingJob } from "../harness/moving-job.mjs";
import { startServer } from "../harness/server.mjs";

const EXAMPLE = readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8");
const JOB = JSON.parse(EXAMPLE).job_id;

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;

/** In the page: keeps what is written as an error to the console. */
function watchConsole() {
  window.logged = [];
  const { error } = console;
  console.error = (...values) => {
    window.logged.push(values.map((value) => `${value?.code}: ${value?.message ?? value}`).join());
    error(...values);
  };
}

before(async () => {
  browser = await startBrowser(1, { scripts: [watchConsole] });
  server = await startServer();
});
beforeEach(async () => {
  await faults?.stop();
  faults = await startFaults(server.url, Object.fromEntries([JOB, "other", "control"].map((job) => [job, movingJob(job)])));
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
  // A chart in an iframe has an engine of its own, and polls as often as these would.
  await browser.run(async () => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.src = "blank.html";
    await new Promise((resolve) => frame.addEventListener("load", resolve));
    frame.contentWindow.addChart("control", { "job-id": "control", interval: "1" });
    frame.scrollIntoView();
  });
  const before = [JOB, "other"].map((job) => faults.requests(job).length);
  await browser.driver.wait(() => faults.requests("control").length >= 4, 60_000, "the other engine's requests");
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
  faults.block("job_progress_chart_bg.wasm");
  await browser.run((job) => {
    addChart("a", { "job-id": job });
    addChart("b", { "job-id": "other" });
  }, JOB);
  await browser.until("the errors", () => ["a", "b"].every((id) => watched.events[id].some(([type, code]) => type === "error" && code === "engine")));
  const [, , message] = await browser.run(() => watched.events.a.find(([type]) => type === "error"));
  assert.match(message, /^The chart engine could not be loaded: .+/);
  assert.deepEqual(await browser.run(() => logged), [`engine: ${message}`]);
  assert.ok((await browser.run(() => document.getElementById("a").shadowRoot.textContent)).includes(message));
  faults.block();
  await browser.run(() => { document.getElementById("a").refresh(); });
  await browser.until("the data", () => document.getElementById("a").snapshot?.points > 0);
});

test("where there is no canvas it fails, and can be loaded when there is one", async () => {
  const seen = await browser.run(async () => {
    const { load } = await import("/package/www/chart.js");
    const { CanvasRenderingContext2D } = globalThis;
    delete globalThis.CanvasRenderingContext2D;
    const without = await load().then(() => "loaded", ({ message }) => message);
    globalThis.CanvasRenderingContext2D = CanvasRenderingContext2D;
    return [without, await load().then(() => "loaded", ({ message }) => message)];
  });
  assert.match(seen[0], /it needs a browser with a canvas/);
  assert.equal(seen[1], "loaded");
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

test("calls on a freed object are refused, as often as they come, and nothing else notices", async () => {
  await start();
  const seen = await browser.run(async (traces) => {
    const { load, JobClient, JobProgressChart } = await import("/package/www/chart.js");
    const glue = await import("/package/pkg/job_progress_chart.js");
    await load();
    const chart = new JobProgressChart(document.createElement("canvas"), undefined);
    const freed = [new JobProgressChart(document.createElement("canvas"), undefined), new JobClient(undefined), chart.client];
    for (const object of freed) object.free();
    const codes = new Set();
    for (let n = 0; n < 40_000; n += 1) {
      try {
        freed[n % 3].snapshot();
      } catch (error) {
        codes.add(error.code);
      }
    }
    const names = (object, Class) => Object.getOwnPropertyNames(Class.prototype).filter((name) => !/^(constructor|free|__.*)$/.test(name)).filter((name) => {
      try {
        object[name];
        object[name] = undefined;
        return true;
      } catch (error) {
        return error.code !== "engine";
      }
    });
    const open = [...names(freed[0], glue.JobProgressChart), ...names(freed[1], glue.JobClient)];
    for (const object of freed) object.free();
    freed[0][Symbol.dispose]?.();
    chart.setTraces(traces);
    chart.resize(300, 200, 1);
    chart.flush();
    const point = chart.pointAt(chart.axis().right)?.index;
    chart.free();
    return { codes: [...codes], open, point, isBroken: glue.isBroken() };
  }, JSON.parse(EXAMPLE));
  assert.deepEqual(seen, { codes: ["engine"], open: [], point: 2, isBroken: false });
  await browser.run(() => { document.getElementById("a").refresh(); });
  await browser.until("polls", () => watched.events.a.filter(([type]) => type === "poll").length >= 3);
  assert.deepEqual(await failures(), [0, 0, 0]);
});

test("a chart can be freed by its own callback, and after the engine was replaced", async () => {
  await start();
  const during = await browser.run(async (traces) => {
    const { JobProgressChart } = await import("/package/www/chart.js");
    const chart = new JobProgressChart(document.createElement("canvas"), undefined);
    const calls = [];
    chart.onchange = (type) => {
      calls.push(type);
      chart.free();
    };
    chart.setTraces(traces);
    window.old = new JobProgressChart(document.createElement("canvas"), undefined);
    try {
      return [calls, chart.snapshot()];
    } catch ({ message }) {
      return [calls, message];
    }
  }, JSON.parse(EXAMPLE));
  assert.deepEqual(during, [["progress"], "This object was freed; create a new one"]);
  assert.deepEqual(await browser.run(() => watched.problems), []);
  await trap();
  await browser.until("the errors", () => ["a", "b"].every((id) => watched.events[id].some(([type, code]) => type === "error" && code === "engine")));
  const seen = await browser.run(async (traces) => {
    const { JobProgressChart } = await import("/package/www/chart.js");
    const chart = new JobProgressChart(document.createElement("canvas"), undefined);
    chart.setTraces(traces);
    old.free();
    const next = new JobProgressChart(document.createElement("canvas"), undefined);
    next.setTraces(traces);
    const { completed } = chart.snapshot();
    chart.free();
    return [completed, next.snapshot().completed];
  }, JSON.parse(EXAMPLE));
  assert.deepEqual(seen, [8, 8]);
});

test("before the engine is loaded, the classes say so", async () => {
  const message = await browser.run(async () => {
    const { JobClient } = await import("/package/www/chart.js");
    try {
      return String(new JobClient(undefined));
    } catch ({ code, message }) {
      return [code, message];
    }
  });
  assert.deepEqual(message, ["engine", "The chart engine is not loaded yet"]);
});
