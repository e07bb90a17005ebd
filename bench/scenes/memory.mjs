// Memory that is still in use after ten thousand updates.

/** @typedef {import("../run.mjs").Context} Context */

const SIZE = [100, 1];
const PER_FRAME = 10;
const CHUNK = 500;

/** @param {Context} context */
export async function run(context) {
  const { browser, peers, quick } = context;
  const updates = quick ? 1000 : 10_000;
  await browser.run((/** @type {number[]} */ size) => /** @type {any} */ (window).bench.prepare(size), SIZE);
  const flood = async (/** @type {number} */ count) => {
    for (let done = 0; done < count; done += CHUNK) {
      await browser.run((/** @type {any[]} */ ...values) => /** @type {any} */ (window).bench.flood(...values), Math.min(CHUNK, count), PER_FRAME);
    }
    await browser.devtools("HeapProfiler.collectGarbage");
    await browser.devtools("HeapProfiler.collectGarbage");
    const { metrics } = await browser.devtools("Performance.getMetrics");
    const value = (/** @type {string} */ wanted) => metrics.find((/** @type {any} */ { name }) => name === wanted)?.value;
    const wasm = await browser.run(() => /** @type {any} */ (window).bench.memory());
    return { heap: value("JSHeapUsedSize") / 1024, wasm: wasm / 1024, nodes: value("Nodes"), listeners: value("JSEventListeners") };
  };
  /** @type {Record<string, Record<string, number>[]>} */ const samples = {};
  for (const peer of peers) {
    if (peer === "nothing") continue;
    await browser.run((/** @type {string} */ peer) => /** @type {any} */ (window).bench.open(peer), peer);
    const before = await flood(100);
    const after = await flood(updates);
    await browser.run(() => /** @type {any} */ (window).bench.close());
    samples[peer] = [Object.fromEntries(Object.keys(before).map((key) => [key, after[key] - before[key]]))];
  }
  const table = { scene: "memory", size: `100 × 1, ${updates} updates`, samples };
  context.report(table);
  return [table];
}
