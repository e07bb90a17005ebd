// From the navigation to the first pixels of data, from the real server, the page's fetch of the data included.
import { startBrowser } from "../../tests/harness/browser.mjs";
import { startServer } from "../../tests/harness/server.mjs";
import { built, COLD } from "../build.mjs";

/** @typedef {import("../run.mjs").Context} Context */

const MB = 1e6 / 8;
/** Chromium's own preset "Fast 3G" (called "Slow 4G" since 2024). */
const FAST_3G = { latency: 562.5, downloadThroughput: 1.6 * 0.9 * MB, uploadThroughput: 0.75 * 0.9 * MB };
const UNLIMITED = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
const CONDITIONS = [
  { name: "as it is", cpu: 1, network: UNLIMITED },
  { name: "processor 4 × slower", cpu: 4, network: UNLIMITED },
  { name: "Fast 3G", cpu: 1, network: FAST_3G },
  { name: "Fast 3G, processor 4 × slower", cpu: 4, network: FAST_3G },
];
const NAMES = { ours: "ours", uplot: "uPlot", chartjs: "Chart.js", echarts: "ECharts", lightweight: "lightweight-charts" };

/** Runs in the page before its scripts. Sets `firstPixels` to the end of the frame in which a line was first drawn. */
function watchFirstPixels() {
  let drawn = false;
  let inFrame = false;
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) => request((time) => {
    inFrame = true;
    try {
      callback(time);
    } finally {
      inFrame = false;
    }
  });
  const afterTask = () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (/** @type {any} */ (window).firstPixels = performance.now());
    port2.postMessage(null);
  };
  const { stroke } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.stroke = function (...path) {
    if (!drawn) {
      drawn = true;
      if (inFrame) afterTask();
      else request(afterTask);
    }
    return stroke.apply(this, /** @type {any} */ (path));
  };
}

/** @param {Context} context */
export async function run(context) {
  const server = await startServer(["--simulate", "--scenario", "mixed", "--speed", "100000"], { "/": built });
  const browser = await startBrowser(2, { scripts: [watchFirstPixels] });
  const tables = [];
  try {
    const jobs = () => fetch(`${server.url}/v0.5/batch/jobs`).then((response) => response.json());
    /** @type {any} */ let job;
    for (let tries = 0; tries < 200 && job?.status !== "COMPLETED"; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      [job] = (await jobs()).jobs;
    }
    if (job?.status !== "COMPLETED") throw new Error("the simulated job did not end");
    const peers = COLD.filter((peer) => context.peers.includes(NAMES[peer]));
    await browser.devtools("Network.enable");
    await browser.devtools("Network.setCacheDisabled", { cacheDisabled: true });
    for (const { name, cpu, network } of context.quick ? CONDITIONS.slice(0, 1) : CONDITIONS) {
      /** @type {Record<string, Record<string, number>[]>} */ const samples = Object.fromEntries(peers.map((peer) => [NAMES[peer], []]));
      await browser.devtools("Network.emulateNetworkConditions", { offline: false, ...network });
      await browser.devtools("Emulation.setCPUThrottlingRate", { rate: cpu });
      for (let round = -1; round < context.rounds; round += 1) {
        for (const peer of peers) {
          await browser.open("about:blank");
          await browser.devtools("Network.clearBrowserCache");
          await browser.open(`${server.url}/cold/${peer}.html?job=${job.id}`);
          const first = await browser.until(`the first pixels of ${peer}`, () => /** @type {any} */ (window).firstPixels);
          const kilobytes = await browser.run(() =>
            performance.getEntriesByType("resource").filter(({ name }) => /\.(js|css|wasm)$/.test(name))
              .reduce((sum, entry) => sum + /** @type {PerformanceResourceTiming} */ (entry).encodedBodySize, 0) / 1000);
          if (round >= 0) samples[NAMES[peer]].push({ first, kilobytes });
        }
      }
      tables.push({ scene: "cold start", size: name, samples });
      context.report(tables.at(-1));
    }
  } finally {
    await browser.stop();
    await server.stop();
  }
  return tables;
}
