// Processor time of the page's main thread, by the browser's own counters.

/** @typedef {Awaited<ReturnType<typeof import("../tests/harness/browser.mjs").startBrowser>>} Browser */

/** The counters in ms: all work of the main thread, and the parts that are style and layout. */
const NAMES = { main: "ThreadTime", style: "RecalcStyleDuration", layout: "LayoutDuration" };

/** Counts style and layout in processor time, too, which other processes do not change. @param {Browser} browser */
export async function start(browser) {
  await browser.devtools("Performance.enable", { timeDomain: "threadTicks" });
}

/** @param {Browser} browser */
async function read(browser) {
  const { metrics } = await browser.devtools("Performance.getMetrics");
  const values = Object.fromEntries(metrics.map((/** @type {any} */ { name, value }) => [name, value]));
  return { ...Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, values[name] * 1000])), layouts: values.LayoutCount };
}

/**
 * The main thread's time for some work, per unit of it; garbage is collected before.
 * @param {Browser} browser
 * @param {number} count - units of work
 * @param {() => Promise<unknown>} work
 * @returns {Promise<Record<string, number>>}
 */
export async function measure(browser, count, work) {
  await browser.devtools("HeapProfiler.collectGarbage");
  const before = await read(browser);
  await work();
  const after = await read(browser);
  return Object.fromEntries(Object.keys(before).map((key) => [key, (after[key] - before[key]) / count]));
}
