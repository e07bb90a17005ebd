// The size and the resolution of the canvas: other ratios of pixels, zoom, and sizes beyond what a bitmap holds.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { needs } from "../harness/engines/index.mjs";
import { startServer } from "../harness/server.mjs";

/** The documented example with a point each 10 s for a quarter of an hour. */
const EXAMPLE = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));
EXAMPLE.points = Array.from({ length: 91 }, (_, n) => ({ t: new Date(Date.UTC(2026, 3, 14, 10, 0, 10 * n)).toISOString(), step: n, files: { completed: n, failed: 0 }, items: {} }));
const JOB = { status: "COMPLETED" };

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
});
beforeEach(async () => {
  await browser.devtools?.("Emulation.clearDeviceMetricsOverride");
  await browser.open(`${server.url}/blank.html`);
  await browser.run((traces, job) => { addChart("c", {}, { traces, job }); }, EXAMPLE, JOB);
  await browser.until("the chart", () => document.getElementById("c").snapshot?.points > 0);
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

/** As the device toolbar of the developer tools does it. @param {number} ratio */
const emulate = (ratio) =>
  browser.devtools("Emulation.setDeviceMetricsOverride", { width: 800, height: 900, deviceScaleFactor: ratio, mobile: false });

/** Bitmap pixels per CSS pixel, both ways. */
const sharpness = () => {
  const canvas = document.getElementById("c").shadowRoot.querySelector("canvas");
  return [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight].map((ratio) => Math.round(ratio * 50) / 50);
};

/** @param {number} ratio */
const becomes = (ratio) =>
  browser.until(`a ratio of ${ratio}`, `(ratio) => (${sharpness})().every((one) => one === ratio)`, ratio);

test("an emulated ratio of pixels is drawn as a real one, also when it changes", needs("devtools"), async () => {
  for (const ratio of [2, 1, 3, 1.5]) {
    await emulate(ratio);
    assert.equal(await browser.run(() => devicePixelRatio), ratio);
    await becomes(ratio);
  }
});

test("under an emulated ratio the crosshair is where the mouse is", needs("devtools"), async () => {
  await emulate(2);
  await becomes(2);
  const seen = await browser.run(async () => {
    const root = document.getElementById("c").shadowRoot;
    const canvas = root.querySelector("canvas");
    const { left, top, width } = canvas.getBoundingClientRect();
    const shown = [];
    for (const share of [0.3, 0.6, 0.9]) {
      const clientX = left + share * width;
      canvas.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY: top + 20 }));
      let line = root.querySelector(".crosshair");
      for (; !line || line.hidden; line = root.querySelector(".crosshair")) await new Promise(requestAnimationFrame);
      shown.push(Math.round(line.getBoundingClientRect().left - clientX));
    }
    return shown;
  });
  // The crosshair is at the last point before the mouse; there are 90.
  for (const distance of seen) assert.ok(distance <= 1 && distance > -640 / 60, `${seen}`);
});

test("CSS zoom and transforms keep the crosshair under the mouse", async () => {
  for (const style of [{ zoom: "2" }, { transform: "scale(0.5)" }]) {
    const distance = await browser.run(async (style) => {
      const chart = document.getElementById("c");
      Object.assign(chart.style, { zoom: "", transform: "", ...style });
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const canvas = chart.shadowRoot.querySelector("canvas");
      const { left, top, width } = canvas.getBoundingClientRect();
      const clientX = left + 0.6 * width;
      canvas.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY: top + 20 }));
      let line = chart.shadowRoot.querySelector(".crosshair");
      for (; !line || line.hidden; line = chart.shadowRoot.querySelector(".crosshair")) await new Promise(requestAnimationFrame);
      return (line.getBoundingClientRect().left - clientX) / width;
    }, style);
    assert.ok(distance <= 0.005 && distance > -1 / 60, `${JSON.stringify(style)}: ${distance}`);
  }
  // Safari does not tell how an element is zoomed: the canvas is enlarged there.
  const isKnown = await browser.run(() => "currentCSSZoom" in Element.prototype);
  await browser.run(() => { Object.assign(document.getElementById("c").style, { zoom: "2", transform: "" }); });
  if (isKnown) await becomes(2);
});

test("a chart beyond what a bitmap holds keeps its geometry with a lower resolution", async () => {
  const seen = await browser.run(async (traces, job) => {
    const { load, JobProgressChart } = await import("/package/www/chart.js");
    await load();
    const canvas = document.createElement("canvas");
    const chart = new JobProgressChart(canvas, undefined);
    chart.setTraces(traces);
    chart.setJob(job);
    const sizes = [];
    for (const [width, height, ratio] of [[10_000, 400, 2], [400, 10_000, 2], [10_000, 9_000, 1], [30_000, 30_000, 3], [800, 400, 1e9]]) {
      chart.resize(width, height, ratio);
      chart.flush();
      const { left, right } = chart.axis();
      sizes.push({
        bitmap: canvas.width <= 16_384 && canvas.height <= 16_384 && canvas.width * canvas.height <= 2 ** 26 + 2 ** 15,
        shape: Math.abs(canvas.width / canvas.height / (width / height) - 1) < 0.01,
        axis: left < 100 && right > width - 100 && right <= width,
        points: [left, right].map((x) => chart.pointAt(x)?.index),
      });
    }
    chart.free();
    return sizes;
  }, EXAMPLE, JOB);
  for (const size of seen) assert.deepEqual(size, { bitmap: true, shape: true, axis: true, points: [0, 90] });
});

test("a very wide element has an axis to its end, and an image", needs("devtools"), async () => {
  await emulate(2);
  await browser.run(() => { document.getElementById("c").style.inlineSize = "10000px"; });
  await becomes(Math.round((16_384 / 10_000) * 50) / 50);
  const seen = await browser.run(async () => {
    const chart = document.getElementById("c");
    const { width, height } = await createImageBitmap(await chart.toBlob());
    chart.cursor = Date.parse("2099-01-01");
    const line = () => chart.shadowRoot.querySelector(".crosshair");
    while (!line() || line().hidden) await new Promise(requestAnimationFrame);
    return { x: line().getBoundingClientRect().left, width, height };
  });
  assert.ok(seen.x > 9_500, `${seen.x}`);
  assert.ok(seen.width <= 16_384 && seen.width > 16_000 && seen.height > 500, `${seen.width} × ${seen.height}`);
});
