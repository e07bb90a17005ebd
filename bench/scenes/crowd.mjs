// A hundred charts at once, all in the viewport, each polled every second.
import { measure, start } from "../metrics.mjs";

/** @typedef {import("../run.mjs").Context} Context */

const CHARTS = 100;
const SIZE = [100, 1];
/** Short buckets: the component polls no sooner than a bucket can move by a pixel. */
const BUCKET_MS = 4000;
/** Time until all charts have drawn their first answer. */
const SETTLE_MS = 4000;
const WATCH_MS = 10_000;

/** @param {Context} context */
export async function run(context) {
  const { browser, peers, url, load, quick } = context;
  await browser.devtools("Emulation.setDeviceMetricsOverride", { width: 3000, height: 3000, deviceScaleFactor: 2, mobile: false });
  /** @type {Record<string, Record<string, number>[]>} */ const samples = Object.fromEntries(peers.map((peer) => [peer, []]));
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    for (const peer of peers) {
      if (peer === "nothing" || peer === "ours, class" || peer === "by hand, decoded") continue;
      await browser.open(url);
      await start(browser);
      await load();
      await browser.run((/** @type {any[]} */ ...values) => /** @type {any} */ (window).bench.prepare(...values), SIZE, BUCKET_MS);
      const answered = () => browser.run(() => /** @type {any} */ (window).bench.requests()["traces 200"]);
      const watch = (/** @type {number} */ ms) => browser.run((/** @type {number} */ ms) => /** @type {any} */ (window).bench.watch(ms), ms);
      await browser.run((/** @type {any[]} */ ...values) => /** @type {any} */ (window).bench.crowd(...values), peer, CHARTS);
      const first = await watch(SETTLE_MS);
      /** @type {number[]} */ let tasks = [];
      const seconds = WATCH_MS / 1000;
      const before = await answered();
      const { main } = await measure(browser, seconds, async () => (tasks = await watch(WATCH_MS)));
      const most = (/** @type {number[]} */ times) => Math.max(0, ...times);
      samples[peer].push({ main, updates: ((await answered()) - before) / seconds, long: tasks.length / seconds, longest: most(tasks), firstLongest: most(first) });
    }
  }
  await browser.devtools("Emulation.clearDeviceMetricsOverride");
  await browser.open(url);
  await start(browser);
  await load();
  const table = { scene: "100 charts", size: "100 × 1", samples: Object.fromEntries(Object.entries(samples).filter(([, of]) => of.length > 0)) };
  context.report(table);
  return [table];
}
