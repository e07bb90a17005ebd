// Modules that are loaded when the user first needs them: no input is lost meanwhile, and a load that fails is tried again.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { job, ordinary } from "../../www/demo/gallery-jobs.js";
import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

const LAZY = ["crosshair.js", "table-rows.js", "image.js"];

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
  faults = await startFaults(server.url);
});
beforeEach(async () => {
  faults.block();
  await browser.open(`${faults.url}/blank.html`);
  await browser.until("the page", () => window.addChart && customElements.get("job-progress-chart"));
  await browser.run((traces, job) => {
    window.part = (selector) => document.getElementById("c").shadowRoot.querySelector(selector);
    addChart("c", { "time-zone": "UTC" }, { traces, job });
  }, ordinary(1), job("COMPLETED"));
  await browser.until("the picture", () => document.getElementById("c").snapshot?.points === 100 && watched.draws > 0);
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

const loaded = () => browser.run((names) => performance.getEntriesByType("resource").map(({ name }) => name.split("/").at(-1))
  .filter((name) => names.includes(name)), LAZY);
const crosshair = () => browser.until("the crosshair", () => part(".crosshair")?.hidden === false);

test("a chart without input loads none of them", async () => {
  assert.deepEqual(await loaded(), []);
  await browser.run(() => { document.getElementById("c").cursor = Date.now(); });
  await crosshair();
  assert.deepEqual(await loaded(), ["crosshair.js"]);
});

test("a crosshair that is there before the first frame is shown with it", async () => {
  await browser.run(async (traces) => {
    // No frame is painted until the crosshair has been placed.
    const { requestAnimationFrame } = window;
    const callbacks = [];
    window.requestAnimationFrame = (callback) => callbacks.push(callback);
    const chart = document.createElement("job-progress-chart");
    chart.id = "d";
    const progress = new Promise((resolve) => chart.addEventListener("progress", resolve, { once: true }));
    chart.traces = traces;
    document.body.append(chart);
    await progress;
    chart.cursor = Date.parse(traces.points[50].t);
    while (!chart.shadowRoot.querySelector(".crosshair") || callbacks.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    window.requestAnimationFrame = requestAnimationFrame;
    for (const callback of callbacks) callback(performance.now());
  }, ordinary(1));
  await browser.until("the crosshair", () => document.getElementById("d").shadowRoot.querySelector(".crosshair")?.hidden === false);
});

test("keys that are pressed before the crosshair is loaded take effect, each", async () => {
  const { scrolls, now } = await browser.run(() => {
    const canvas = part("canvas");
    canvas.focus();
    const keys = [["ArrowLeft"], ["ArrowLeft"], ["ArrowLeft"], ["ArrowUp", true], ["Enter"], ["a"]];
    window.selected = [];
    document.getElementById("c").addEventListener("select", ({ detail }) => selected.push(detail.time));
    // Gives false where the default is prevented.
    const scrolls = keys.map(([key, shiftKey = false]) => canvas.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, cancelable: true })));
    return { scrolls, now: canvas.getAttribute("aria-valuenow") };
  });
  assert.deepEqual([scrolls, now], [[false, false, false, false, true, true], "99"]);
  await crosshair();
  const state = await browser.run(() => [part("canvas").getAttribute("aria-valuenow"), part(".reset").hidden, selected.length,
    selected[0] === document.getElementById("c").cursor]);
  assert.deepEqual(state, ["97", false, 1, true]);
});

test("a drag that ends before the crosshair is loaded zooms", async () => {
  await browser.run(() => {
    const canvas = part("canvas");
    const { left, top, width } = canvas.getBoundingClientRect();
    const at = (type, share) => canvas.dispatchEvent(
      new PointerEvent(type, { clientX: left + width * share, clientY: top + 50, pointerType: "pen", pointerId: 77, button: 0 }));
    for (const [type, share] of [["pointerdown", 0.3], ["pointermove", 0.4], ["pointermove", 0.7], ["pointerup", 0.7]]) at(type, share);
  });
  await crosshair();
  assert.equal(await browser.run(() => part(".reset").hidden), false);
});

test("without the network all else works, and the load is tried again", async () => {
  faults.block(...LAZY);
  const hover = (share) => browser.run((share) => {
    const { left, top, width } = part("canvas").getBoundingClientRect();
    part("canvas").dispatchEvent(new PointerEvent("pointermove", { clientX: left + width * share, clientY: top + 50, pointerType: "mouse" }));
  }, share);
  await hover(0.5);
  const state = await browser.run(async () => {
    const chart = document.getElementById("c");
    chart.cursor = 0;
    part("details").open = true;
    const refused = await chart.toBlob().then(() => null, ({ name }) => name);
    // The chart's own imports of these have failed before.
    await Promise.allSettled(["crosshair.js", "table-rows.js"].map((name) => import(`/package/www/chart/${name}`)));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return [refused, part(".crosshair"), part("tbody"), part(".legend b").textContent, part("canvas").getAttribute("aria-valuenow"), watched.problems];
  });
  assert.deepEqual(state, ["TypeError", null, null, "0", "0", []]);
  faults.block();
  await hover(0.5);
  await crosshair();
  assert.notEqual(await browser.run(() => part("canvas").getAttribute("aria-valuenow")), "0");
  await browser.run(() => {
    part("details").open = false;
    part("details").open = true;
  });
  await browser.until("the rows", () => part("tbody tr"));
  assert.equal(await browser.run(async () => (await document.getElementById("c").toBlob()).type), "image/png");
});
