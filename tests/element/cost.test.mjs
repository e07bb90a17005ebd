// What an answer costs, in calls that can be counted on any machine; how long they take is measured in bench/.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { random, traces } from "../../www/demo/gallery-jobs.js";
import { startBrowser } from "../harness/browser.mjs";
import { startServer } from "../harness/server.mjs";

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

const [POINTS, KINDS] = [1000, 8];
/** Completed, failed, and per kind two. */
const LINES = 2 + 2 * KINDS;
const [WIDTH, HEIGHT] = [800, 400];

/** 1000 points of 8 kinds; another seed is another answer. */
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

/** Runs in the page before its scripts: counts the calls of canvases and of whatever the wasm calls. */
function countCalls() {
  /** @type {Record<string, number>} */ let calls = {};
  const count = (name, by = 1) => (calls[name] = (calls[name] ?? 0) + by);
  window.takeCalls = () => {
    const taken = calls;
    calls = {};
    return taken;
  };
  const prototype = CanvasRenderingContext2D.prototype;
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof property.value === "function") {
      prototype[name] = function (...values) {
        count(`canvas ${name}`);
        return property.value.apply(this, values);
      };
    } else if (property.set) {
      Object.defineProperty(prototype, name, {
        ...property,
        set(value) {
          count(`canvas ${name} =`);
          property.set.call(this, value);
        },
      });
    }
  }
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    let memory;
    const { set } = Uint8Array.prototype;
    Uint8Array.prototype.set = function (from, at) {
      if (memory && this.buffer === memory.buffer) count("bytes in", from.length);
      set.call(this, from, at);
    };
    const counted = Object.fromEntries(Object.entries(imports).map(([module, values]) => [module, Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value !== "function" ? value : (...values) => {
        count("border");
        return value(...values);
      }]))]));
    const result = await instantiateStreaming.call(WebAssembly, source, counted);
    memory = result.instance.exports.memory;
    return result;
  };
}

before(async () => {
  browser = await startBrowser(2);
  server = await startServer();
  await browser.inject(countCalls);
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

test("an update has one path per line, sets each style once and measures nothing", async () => {
  const { calls } = await update(answer(1), answer(2), answer(3));
  const of = (name) => calls[`canvas ${name}`] ?? 0;
  // A grid and a base line per panel, the marks of the times; two areas and the hatching.
  const paths = LINES + 2 * 2 + 1 + 3;
  assert.equal(of("beginPath"), paths);
  assert.equal(of("stroke") + of("fill"), paths);
  assert.equal(of("measureText"), 0, "labels of the same length are known");
  assert.ok(of("font =") <= 6, `${of("font =")} fonts`);
  assert.ok(of("textAlign =") <= 6, `${of("textAlign =")} alignments`);
  assert.ok(of("strokeStyle =") + of("fillStyle =") <= LINES + 16, `${of("strokeStyle =") + of("fillStyle =")} styles`);
  assert.equal(of("save") + of("clip") + of("getImageData"), 0);
});

test("a line has at most two corners per column of pixels, however many points it has", async () => {
  const corners = async (points) => {
    const many = traces(points, 9, (index) => ({ completed: index * 3, items: {} }));
    const { calls } = await update(many);
    return calls["canvas lineTo"] + calls["canvas moveTo"];
  };
  const most = 4 * 2 * WIDTH * 2;
  const [some, all] = [await corners(4000), await corners(16_000)];
  assert.ok(all <= most, `${all} corners`);
  assert.ok(all <= some * 1.2, `${some} corners of 4000 points, ${all} of 16,000`);
});

test("an answer's bytes go into the wasm once, and a figure of however many corners crosses its border once", async () => {
  const { calls, bytes } = await update(answer(1), answer(2));
  assert.ok(calls["bytes in"] >= bytes && calls["bytes in"] < bytes * 1.02, `${calls["bytes in"]} bytes in for ${bytes}`);
  assert.ok(calls["canvas lineTo"] > 10_000, `${calls["canvas lineTo"]} corners`);
  assert.ok(calls.border < 340, `${calls.border} calls`);
});

test("an update of the class forces no layout", async () => {
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
    window.fetch = (url, ...rest) => (String(url).includes("/traces") ? Promise.resolve(new Response(body)) :
      String(url).includes("/batch/jobs/") ? Promise.resolve(new Response("{}", { status: 404 })) : fetch(url, ...rest));
    const chart = addChart("c", { "job-id": "gallery", "interval": "3600" });
    const details = [];
    for (const type of ["poll", "progress"]) chart.addEventListener(type, ({ detail }) => details.push(detail));
    await new Promise((resolve) => chart.addEventListener("progress", resolve, { once: true }));
    return [details.length, details[0] === details[1]];
  }, JSON.stringify(answer(1)));
  assert.deepEqual([count, same], [2, true]);
});
