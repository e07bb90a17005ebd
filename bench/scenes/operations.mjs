// Scenes that repeat one operation with one chart: first draw, update, unchanged, resize, hover.
import { sizeName } from "../jobs.mjs";
import { measure } from "../metrics.mjs";

/** @typedef {import("../run.mjs").Context} Context */

/** @param {Context} context @param {string} peer @param {string} operation @param {number} count */
const repeat = ({ browser }, peer, operation, count) =>
  browser.run((/** @type {any[]} */ ...values) => /** @type {any} */ (window).bench.repeat(...values), peer, operation, count);

/** @param {Context} context @param {string} peer */
const open = ({ browser }, peer) => browser.run((/** @type {string} */ peer) => /** @type {any} */ (window).bench.open(peer), peer);

/** @param {Context} context */
const close = ({ browser }) => browser.run(() => /** @type {any} */ (window).bench.close());

/** Moves a pointer from left to right, by the browser's own input. @param {Context} context @param {number} count */
async function move({ browser }, count) {
  const { left, top, width, height } = await browser.run(() => /** @type {any} */ (window).bench.place());
  for (let at = 0; at < count; at += 1) {
    await browser.devtools("Input.dispatchMouseEvent", {
      type: "mouseMoved", x: left + width * (0.15 + (0.6 * at) / count), y: top + height * 0.4, pointerType: "mouse",
    });
  }
}

/**
 * Measures each operation alone on the page, since a frame paints all canvases of a page.
 * @param {Context} context
 * @param {number} count
 * @param {() => Promise<unknown>} work
 */
async function measureEach(context, count, work) {
  const samples = [];
  for (let at = 0; at < count; at += 1) {
    samples.push(await measure(context.browser, 1, work));
    await close(context);
  }
  return Object.fromEntries(Object.keys(samples[0]).map((key) => [key, samples.reduce((sum, sample) => sum + sample[key], 0) / count]));
}

/**
 * @typedef {object} Operation
 * @property {number} count - number of operations in one sample
 * @property {boolean} opened - whether the chart is mounted before
 * @property {string[]} [only] - the peers that take part
 */

/** @type {Record<string, Operation>} */
export const OPERATIONS = {
  // Bytes become a new chart.
  "first draw": { count: 5, opened: false },
  // Other bytes for the same chart.
  update: { count: 15, opened: true },
  // A poll that is answered 304.
  unchanged: { count: 40, opened: true, only: ["nothing", "ours"] },
  hover: {
    count: 30, opened: true,
    only: ["nothing", "ours", "uPlot", "Chart.js", "ECharts", "lightweight-charts"],
  },
  resize: { count: 10, opened: true },
};

/**
 * One scene at all sizes.
 * @param {Context} context
 * @param {string} name
 */
export async function run(context, name) {
  const { peers, rounds, sizes } = context;
  const { count, opened, only } = OPERATIONS[name];
  const taking = peers.filter((peer) => !only || only.includes(peer));
  const tables = [];
  for (const size of sizes) {
    const length = await context.browser.run((/** @type {number[]} */ size) => /** @type {any} */ (window).bench.prepare(size), size);
    /** @type {Record<string, Record<string, number>[]>} */
    const samples = Object.fromEntries(taking.map((peer) => [peer, []]));
    for (let round = -1; round < rounds; round += 1) {
      for (const [at] of taking.entries()) {
        // Each peer is the first of a round in turn.
        const peer = taking[(at + round + taking.length) % taking.length];
        if (opened || round < 0) await open(context, peer);
        if (round < 0 && !opened) await close(context);
        const sample = opened ?
          await measure(context.browser, count, () => (name === "hover" ? move(context, count) : repeat(context, peer, name, count))) :
          await measureEach(context, count, () => repeat(context, peer, name, 1));
        if ((name === "update" || name === "first draw") && peer !== "nothing") {
          sample.raster = await context.browser.run(
            (/** @type {any[]} */ ...values) => /** @type {any} */ (window).bench.raster(...values), peer, name, 5);
        }
        await close(context);
        // The first round only warms up.
        if (round >= 0) samples[peer].push(sample);
      }
    }
    tables.push({ scene: name, size: sizeName(size), bytes: length, samples });
    context.report(tables.at(-1));
  }
  return tables;
}
