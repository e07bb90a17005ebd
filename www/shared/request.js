// URLs and headers of requests, for the engine (Rust imports this file) and for the prefetch. Imports nothing.

/** Thrown when the page's headers fail or can't be sent. Has no cause, because the original error may contain a key. */
export class HeadersError extends Error {
  name = "HeadersError";
}

/**
 * The number of buckets to request: a whole number from 10 to 1000, 100 for NaN.
 * @param {number} buckets
 */
export function clampBuckets(buckets) {
  return Number.isNaN(buckets) ? 100 : Math.min(Math.max(Math.trunc(buckets), 10), 1000);
}

/**
 * The URL of a job.
 * @param {string} apiBase - absolute, or relative to the page; slashes at its end are ignored
 * @param {string} jobId - lone surrogates are replaced, because a URL can't contain them
 */
export function jobUrl(apiBase, jobId) {
  return `${apiBase.replace(/\/+$/, "")}/batch/jobs/${encodeURIComponent(jobId.toWellFormed())}`;
}

/**
 * The URL of a job's traces.
 * @param {string} apiBase
 * @param {string} jobId
 * @param {number} buckets - see `clampBuckets`
 */
export function tracesUrl(apiBase, jobId, buckets) {
  return `${jobUrl(apiBase, jobId)}/inputs/progress/traces?buckets=${clampBuckets(buckets)}`;
}

/**
 * A request with the page's headers, to be given to `fetch`. Rejects with a `HeadersError` if the headers fail, or don't arrive
 * before it is aborted; with a TypeError if the URL is invalid.
 * @param {string} url
 * @param {HeadersInit | (() => HeadersInit | null | undefined | Promise<HeadersInit | null | undefined>) | null | undefined} source
 * @param {RequestCredentials} credentials
 * @param {AbortSignal} signal
 * @returns {Promise<Request>}
 */
export async function newRequest(url, source, credentials, signal) {
  /** @type {Headers} */ let headers;
  try {
    const given = typeof source === "function" ? await Promise.race([source(), aborted(signal)]) : source;
    headers = new Headers(given ?? undefined);
  } catch {
    throw new HeadersError("The page's headers failed");
  }
  // A cached response may be outdated, and the cache makes a request wait for a hanging one of the same URL.
  return new Request(url, { headers, credentials, cache: "no-store", signal });
}

/** Rejects when a signal is aborted. @param {AbortSignal} signal @returns {Promise<never>} */
function aborted(signal) {
  return new Promise((_, reject) => signal.addEventListener("abort", reject));
}
