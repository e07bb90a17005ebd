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
 * Whether an id can be a segment of a URL's path: `.` and `..` would lead out of it, however they are encoded.
 * @param {string} jobId
 */
export function isJobId(jobId) {
  return jobId !== "." && jobId !== "..";
}

/**
 * Whether paths can be appended to it and requested: a URL that is valid, of HTTP or the page's own scheme, without a query or a
 * fragment, and without a user and a password, which `fetch` refuses.
 * @param {string} apiBase - absolute, or relative to the page
 */
export function isApiBase(apiBase) {
  try {
    const { protocol, username, password } = new URL(apiBase, document.baseURI);
    return ["http:", "https:", location.protocol].includes(protocol) && !username && !password && !/[?#]/.test(apiBase);
  } catch {
    return false;
  }
}

/**
 * Whether it is one of the modes that `fetch` knows.
 * @param {string} mode
 */
export function isCredentialsMode(mode) {
  return ["omit", "same-origin", "include"].includes(mode);
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
 * A request with the page's headers, to be given to `fetch`. With such headers it does not follow redirects, because a browser would
 * take nearly all of them to any other origin; the same request again follows redirects within the page's origin. Rejects with a
 * `HeadersError` if the headers fail, or don't arrive before it is aborted; with a TypeError if the URL is invalid.
 * @param {string} url
 * @param {HeadersInit | (() => HeadersInit | null | undefined | Promise<HeadersInit | null | undefined>) | null | undefined} source
 * @param {RequestCredentials} credentials
 * @param {AbortSignal} signal
 * @param {boolean} [wasRedirected] - whether the request was redirected before
 * @returns {Promise<Request>}
 */
export async function newRequest(url, source, credentials, signal, wasRedirected = false) {
  /** @type {Headers} */ let headers;
  try {
    const given = typeof source === "function" ? await Promise.race([source(), aborted(signal)]) : source;
    headers = new Headers(given ?? undefined);
  } catch {
    throw new HeadersError("The page's headers failed");
  }
  // A cached response may be outdated, and the cache makes a request wait for a hanging one of the same URL.
  /** @type {RequestInit} */
  const init = { headers, credentials, cache: "no-store", signal };
  const hasHeaders = !headers.keys().next().done;
  if (hasHeaders && wasRedirected) init.mode = "same-origin";
  else if (hasHeaders) init.redirect = "manual";
  return new Request(url, init);
}

/** Rejects when a signal is aborted. @param {AbortSignal} signal @returns {Promise<never>} */
function aborted(signal) {
  return new Promise((_, reject) => signal.addEventListener("abort", reject));
}
