// A chart's first request: sent before the engine can, where the engine would send it at once.
import { ask, tracesUrl } from "../shared/prefetch.js";
import { loaded } from "../shared/engine.js";

/** @typedef {import("./element.js").JobProgressChartElement} ChartElement */

/**
 * What the engine will ask first.
 * @param {ChartElement} chart
 * @returns {import("../shared/prefetch.js").Question}
 */
export function questionOf({ apiBase, jobId, buckets, headers, credentials }) {
  return { url: tracesUrl(apiBase, jobId ?? "", buckets), headers, credentials: credentials ?? "same-origin" };
}

/** @param {ChartElement} chart */
export async function askFirst(chart) {
  // The page's scripts may still have to set the headers.
  await parsed();
  const asks = chart.isConnected && chart.jobId && !chart.traces && !chart.paused && chart.loading === "eager";
  if (asks && !loaded && !document.hidden && navigator.onLine) ask(questionOf(chart));
}

/** The page is parsed, and the scripts that belong to it have run. */
async function parsed() {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  if (navigation?.domContentLoadedEventStart === 0) {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
}
