// Sends the first request for a job's traces while the engine is loading, so that both load in parallel.
import { chartEngine } from "./chart-engine.js";
import { isApiBase, isCredentialsMode, isJobId, newRequest, tracesUrl } from "./request.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */

/**
 * Requests with the same key are shared. Headers are compared by identity, as in the engine.
 * @typedef {object} PrefetchKey
 * @property {string} url
 * @property {ChartHeaders | null} headers
 * @property {RequestCredentials} credentials
 */

/**
 * A request in flight, for the engine; `request` rejects if the page's headers fail.
 * @typedef {{url: string, request: Promise<Request>, response: Promise<Response>, abort: AbortController}} Prefetched
 */

/**
 * A request, and the charts that need it.
 * @typedef {PrefetchKey & Prefetched & {owners: Set<PrefetchOwner>}} Entry
 */

/**
 * The properties of a chart element that its first request depends on.
 * @typedef {object} PrefetchOwner
 * @property {boolean} isConnected
 * @property {unknown} traces - if set, there is no request
 * @property {boolean} paused
 * @property {"eager" | "lazy"} loading
 * @property {string} apiBase
 * @property {string | null} jobId
 * @property {number} buckets
 * @property {ChartHeaders | null} headers
 * @property {RequestCredentials | null} credentials
 */

/** Charts with the same key share an entry, as they share polling later. @type {Set<Entry>} */
const entries = new Set();

/**
 * @param {PrefetchOwner} owner
 * @returns {PrefetchKey}
 */
function keyOf({ apiBase, jobId, buckets, headers, credentials }) {
  return { url: tracesUrl(apiBase, jobId ?? "", buckets), headers, credentials: credentials ?? "same-origin" };
}

/**
 * @param {PrefetchKey} a
 * @param {PrefetchKey} b
 */
function sameKey(a, b) {
  return a.url === b.url && a.headers === b.headers && a.credentials === b.credentials;
}

/** @param {PrefetchKey} key */
function find(key) {
  return [...entries].find((entry) => sameKey(entry, key));
}

/**
 * Whether the engine would send a chart's first request at once.
 * @param {PrefetchOwner} owner
 */
function isWanted({ isConnected, traces, paused, loading, apiBase, jobId, credentials }) {
  const isValid = jobId && isJobId(jobId) && isApiBase(apiBase) && isCredentialsMode(credentials ?? "same-origin");
  return isConnected && !traces && !paused && loading === "eager" && isValid;
}

/**
 * Sends a chart's first request, if the engine would do so at once. Waits until the page's scripts have run, because they may set
 * headers.
 * @param {PrefetchOwner} owner
 */
export async function prefetch(owner) {
  await parsed();
  if (!isWanted(owner) || chartEngine.isLoaded || document.hidden || !navigator.onLine) return;
  const key = keyOf(owner);
  const known = find(key);
  if (known) known.owners.add(owner);
  else entries.add({ ...key, ...send(key), owners: new Set([owner]) });
}

/**
 * @param {PrefetchKey} key
 * @returns {Prefetched}
 */
function send({ url, headers, credentials }) {
  const abort = new AbortController();
  const request = newRequest(url, headers, credentials, abort.signal);
  const response = request.then((request) => fetch(request));
  // The engine handles failures; without it they must not be reported as unhandled.
  response.catch(() => {});
  return { url, request, response, abort };
}

/**
 * Takes the request that was sent for a chart; the first chart with its key gets it.
 * @param {PrefetchOwner} owner
 * @returns {Prefetched | undefined}
 */
export function claim(owner) {
  const entry = find(keyOf(owner));
  if (entry) entries.delete(entry);
  return entry;
}

/**
 * Called when a chart has changed: aborts a request that neither it nor another chart needs any more.
 * @param {PrefetchOwner} owner
 */
export function abandonUnneeded(owner) {
  for (const entry of entries) {
    if (isWanted(owner) && sameKey(entry, keyOf(owner))) continue;
    if (entry.owners.delete(owner) && entry.owners.size === 0) drop(entry);
  }
}

/** Aborts the requests that no chart has claimed; from now on the engine sends all requests. */
export function abortUnclaimed() {
  entries.forEach(drop);
}

/** @param {Entry} entry */
function drop(entry) {
  entries.delete(entry);
  entry.abort.abort();
}

/** Resolves when the page is parsed, the scripts that belong to it have run, and the current task has ended. */
async function parsed() {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  if (navigation?.domContentLoadedEventStart === 0) {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  await new Promise((resolve) => setTimeout(resolve));
}
