// Time of the page's main thread, as the browser itself counts it.

/** @typedef {Awaited<ReturnType<typeof import("../tests/harness/browser.mjs").startBrowser>>} Browser */

/** What is told, ms: all that the main thread did, and what of that went into style and layout. */
const NAMES = { main: "ThreadTime", style: "RecalcStyleDuration", layout: "LayoutDuration" };

/** Style and layout are counted in processor time, too: what other processes do doesn't matter. @param {Browser} browser */
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
 * What the main thread did during some work, per piece of it; waste is collected before.
 * @param {Browser} browser
 * @param {number} count - pieces of work
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
