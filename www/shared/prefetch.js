// The first request of a job's traces, sent while the engine still loads: together they take as long as the slower one.
import { chartEngine } from "./chart-engine.js";
import { newRequest, tracesUrl } from "./request.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */

/**
 * What makes two requests the same: the URL and the credentials. Headers are compared by identity, as the engine does.
 * @typedef {object} PrefetchKey
 * @property {string} url
 * @property {ChartHeaders | null} headers
 * @property {RequestCredentials} credentials
 */

/**
 * A request that was sent, for the engine.
 * @typedef {{url: string, request: Request, response: Promise<Response>, abort: AbortController}} Prefetched
 */

/**
 * Who wants a request, and what was sent: nothing while the page's headers are not there yet.
 * @typedef {PrefetchKey & {owners: Set<PrefetchOwner>, abort: AbortController, sent?: Prefetched}} Entry
 */

/**
 * What a chart element says of its first request.
 * @typedef {object} PrefetchOwner
 * @property {boolean} isConnected
 * @property {unknown} traces - with some there is no request
 * @property {boolean} paused
 * @property {"eager" | "lazy"} loading
 * @property {string} apiBase
 * @property {string | null} jobId
 * @property {number} buckets
 * @property {ChartHeaders | null} headers
 * @property {RequestCredentials | null} credentials
 */

/** Charts with the same key share an entry, as they will share their polling. @type {Set<Entry>} */
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
 * Sends a chart's first request, if the engine would do so at once. Waits until the page's scripts have run: they may still
 * have to set headers.
 * @param {PrefetchOwner} owner
 */
export async function prefetch(owner) {
  await parsed();
  const isWanted = owner.isConnected && owner.jobId && !owner.traces && !owner.paused && owner.loading === "eager";
  if (!isWanted || chartEngine.isLoaded || document.hidden || !navigator.onLine) return;
  const key = keyOf(owner);
  const known = find(key);
  if (known) known.owners.add(owner);
  else send({ ...key, owners: new Set([owner]), abort: new AbortController() });
}

/** @param {Entry} entry */
async function send(entry) {
  const { url, headers, credentials, abort } = entry;
  entries.add(entry);
  try {
    const request = await newRequest(url, headers, credentials, abort.signal);
    if (!entries.has(entry)) return;
    const response = fetch(request);
    // The engine handles a failure; without it a failure is none of the page's concern.
    response.catch(() => {});
    entry.sent = { url, request, response, abort };
  } catch {
    // The engine finds the same failure, and reports it.
    entries.delete(entry);
  }
}

/**
 * The request that was sent for a chart, to the first chart with its key.
 * @param {PrefetchOwner} owner
 * @returns {Prefetched | undefined}
 */
export function claim(owner) {
  const entry = find(keyOf(owner));
  if (!entry?.sent) return undefined;
  entries.delete(entry);
  return entry.sent;
}

/**
 * A chart needs its request no more: aborts it, unless others want it, too.
 * @param {PrefetchOwner} owner
 */
export function abandon(owner) {
  for (const entry of entries) {
    if (entry.owners.delete(owner) && entry.owners.size === 0) drop(entry);
  }
}

/** Aborts what no chart has claimed: from now on the engine sends all requests. */
export function abortUnclaimed() {
  entries.forEach(drop);
}

/** @param {Entry} entry */
function drop(entry) {
  entries.delete(entry);
  entry.abort.abort();
}

/** Resolves when the page is parsed and the scripts that belong to it have run. */
async function parsed() {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  if (navigation?.domContentLoadedEventStart === 0) {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
}
