// What an update costs, in calls that can be counted on any machine. How long they take is measured in bench/.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { random, traces } from "../../www/demo/gallery-jobs.js";
import { startBrowser } from "../harness/browser.mjs";
import { needs } from "../harness/engines/index.mjs";
import { startServer } from "../harness/server.mjs";

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

const [POINTS, KINDS] = [1000, 8];
const [WIDTH, HEIGHT] = [800, 400];

/** An answer of 1000 points and 8 kinds, different for each seed. */
function answer(seed) {
  const next = random(seed);
  const counts = Array.from({ length: KINDS }, () => [0, 0]);
  let [completed, failed] = [0, 0];
  return traces(POINTS, 9, () => {
    completed += Math.floor(next() * 3);
    if (next() < 0.1) failed += 1;
    for (const count of counts) {
      count[0] += Math.floor(next() * 20);
      if (next() < 0.2) count[1] += 1;
    }
    return { completed, failed, items: Object.fromEntries(counts.map((count, kind) => [`kind-${kind}`, [...count]])) };
  });
}

/**
 * Runs in the page before its scripts. Counts the calls of canvases, and the bytes that are copied into the memory of a wasm, however
 * that is loaded.
 */
function countCalls() {
  /** @type {Record<string, number>} */ let calls = {};
  const count = (name, by = 1) => (calls[name] = (calls[name] ?? 0) + by);
  window.takeCalls = () => {
    const taken = calls;
    calls = {};
    return taken;
  };
  const prototype = CanvasRenderingContext2D.prototype;
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof value !== "function") continue;
    prototype[name] = function (...values) {
      count(name);
      return value.apply(this, values);
    };
  }
  const memories = new Set();
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...values) => {
      const result = await original.apply(WebAssembly, values);
      memories.add((result.instance ?? result).exports.memory);
      return result;
    };
  }
  const { set } = Uint8Array.prototype;
  Uint8Array.prototype.set = function (from, at) {
    if ([...memories].some((memory) => memory.buffer === this.buffer)) count("bytes copied", from.length);
    set.call(this, from, at);
  };
}

before(async () => {
  browser = await startBrowser(2, { scripts: [countCalls] });
  server = await startServer();
});
beforeEach(async () => {
  await browser.open(`${server.url}/blank.html`);
  await browser.until("the page", () => window.addChart && customElements.get("job-progress-chart"));
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

/** Draws answers with the class and gives the calls of the last one, and the length of its bytes. */
const update = (...answers) => browser.run(async (answers, width, height) => {
  const { load, JobProgressChart } = await import("/package/www/chart.js");
  await load();
  const canvas = document.body.appendChild(document.createElement("canvas"));
  const chart = new JobProgressChart(canvas, { timeZone: "UTC" });
  chart.resize(width, height, devicePixelRatio);
  let bytes = new Uint8Array();
  for (const answer of answers) {
    takeCalls();
    bytes = new TextEncoder().encode(JSON.stringify(answer));
    chart.setTraces(bytes);
    chart.flush();
  }
  return { calls: takeCalls(), bytes: bytes.length };
}, answers, WIDTH, HEIGHT);

test("a line has at most two corners per column of pixels, however many points it has", async () => {
  const corners = async (points) => {
    const many = traces(points, 9, (index) => ({ completed: index * 3, items: {} }));
    const { calls } = await update(many);
    return calls.lineTo + calls.moveTo;
  };
  const columns = WIDTH * 2;
  // The line is an outline and has an area below it; the rest is for the axes.
  const most = 4 * 2 * columns;
  const [some, all] = [await corners(4000), await corners(16_000)];
  assert.ok(all <= most, `${all} corners`);
  assert.ok(all <= some * 1.2, `${some} corners of 4000 points, ${all} of 16,000`);
});

test("an answer's bytes are copied into the wasm once", async () => {
  const { calls, bytes } = await update(answer(1), answer(2));
  const copied = calls["bytes copied"];
  assert.ok(copied >= bytes && copied < bytes * 1.05, `${copied} bytes copied of ${bytes}`);
});

test("an update of the class forces no layout", needs("devtools"), async () => {
  await browser.devtools("Performance.enable");
  const layouts = async () => {
    const { metrics } = await browser.devtools("Performance.getMetrics");
    return metrics.find(({ name }) => name === "LayoutCount").value;
  };
  await update(answer(1));
  const before = await layouts();
  // Only the new canvas itself is laid out.
  await update(answer(1), answer(2), answer(3), answer(4));
  assert.ok((await layouts()) - before <= 1);
});

test("all events of an answer bring one snapshot", async () => {
  const [count, same] = await browser.run(async (body) => {
    const { fetch } = window;
    window.fetch = (input, init) => {
      const url = input.url ?? String(input);
      if (url.includes("/traces")) return Promise.resolve(new Response(body));
      if (url.includes("/batch/jobs/")) return Promise.resolve(new Response("{}", { status: 404 }));
      return fetch(input, init);
    };
    const chart = addChart("c", { "job-id": "gallery", "interval": "3600" });
    const details = [];
    for (const type of ["poll", "progress"]) chart.addEventListener(type, ({ detail }) => details.push(detail));
    await new Promise((resolve) => chart.addEventListener("progress", resolve, { once: true }));
    return [details.length, details[0] === details[1]];
  }, JSON.stringify(answer(1)));
  assert.deepEqual([count, same], [2, true]);
});

test("an eager chart requests the job before its first frame, so that it is drawn once", async () => {
  const isRequested = await browser.run(async (body) => {
    const { fetch } = window;
    let isRequested = false;
    window.fetch = (input, init) => {
      const url = input.url ?? String(input);
      if (url.includes("/traces")) return Promise.resolve(new Response(body));
      if (!url.includes("/batch/jobs/")) return fetch(input, init);
      isRequested = true;
      return Promise.resolve(new Response(JSON.stringify({ id: "gallery", status: "RUNNING" })));
    };
    const { load } = await import("/package/www/chart.js");
    await load();
    const chart = addChart("c", { "job-id": "gallery", "interval": "3600" });
    await new Promise((resolve) => chart.addEventListener("progress", () => requestAnimationFrame(resolve), { once: true }));
    return isRequested;
  }, JSON.stringify(answer(1)));
  assert.equal(isRequested, true);
});
