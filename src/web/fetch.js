// The browser's half of `fetch.rs`: one conditional GET.

/** @typedef {import("../../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */
/** @typedef {[Headers, Response] | undefined} Sent */
/** @typedef {{url: string, sent: Promise<Sent>, abort: AbortController}} Early */

/**
 * What comes of a request: the status, 0 without a response; how it ended, 0 for well; what came of the body; the `ETag`;
 * ms to wait, NaN if not told.
 * @typedef {[status: number, end: number, body: Uint8Array, etag: string | null, retryAfter: number]} Answer
 */

/** How an answer ended, if not well; `fetch.rs` knows the same numbers. */
const LOST = 1, HEADERS = 2, LATE = 3, LARGE = 4;

/**
 * Sends a request. Gives the headers that it was sent with and the response; nothing if the page's headers can't be had.
 * @param {string} url
 * @param {ChartHeaders | null | undefined} source
 * @param {RequestCredentials} credentials
 * @param {AbortSignal} signal
 * @param {string} [validator] - for `If-None-Match`
 * @returns {Promise<Sent>}
 */
export async function send(url, source, credentials, signal, validator) {
  /** @type {Headers} */ let headers;
  try {
    headers = new Headers((typeof source === "function" ? await source() : source) ?? undefined);
  } catch {
    // What was thrown may hold a key.
    return undefined;
  }
  try {
    if (validator) headers.set("If-None-Match", validator);
  } catch {
    // One that no header can carry is left out: the answer is whole then.
  }
  // A cache could tell of yesterday, and makes a request wait for a hanging one of the same URL.
  return [headers, await fetch(url, { headers, credentials, cache: "no-store", signal })];
}

/**
 * Asks, or takes over what the page has asked early, if it is the same.
 * @param {string} url
 * @param {string | undefined} validator
 * @param {ChartHeaders | null | undefined} headers
 * @param {RequestCredentials} credentials
 * @param {Early | undefined} early
 * @param {[ms: number, limit: number, errorLimit: number]} limits
 */
export function get(url, validator, headers, credentials, early, ...limits) {
  const { sent, abort } = early?.url === url ? early : { sent: undefined, abort: new AbortController() };
  return { abort, answer: receive(sent ?? send(url, headers, credentials, abort.signal, validator), abort, ...limits) };
}

/**
 * @param {Promise<Sent>} sent
 * @param {AbortController} abort
 * @param {number} ms - for all of it
 * @param {number} limit - bytes of a good answer
 * @param {number} errorLimit - bytes of another one
 * @returns {Promise<Answer>}
 */
async function receive(sent, abort, ms, limit, errorLimit) {
  /** @type {Uint8Array[]} */ const chunks = [];
  let [status, size, etag, retryAfter] = [0, 0, /** @type {string | null} */ (null), NaN];
  /** @type {string[]} */ let secrets = [];
  const exchange = async () => {
    const [own, response] = (await sent) ?? [];
    if (!own || !response) return HEADERS;
    const { headers, body } = response;
    status = response.status;
    etag = headers.get("ETag");
    retryAfter = wait(headers);
    secrets = [...own.values()];
    const reader = body?.getReader();
    while (reader) {
      const { done, value } = await reader.read();
      if (done) break;
      if (size + value.length > (status === 200 ? limit : errorLimit)) return LARGE;
      size += value.length;
      chunks.push(value);
    }
    return 0;
  };
  let timer;
  const end = await Promise.race([
    exchange().catch(() => LOST),
    // A promise of the page may never end.
    new Promise((resolve) => { timer = setTimeout(resolve, ms, LATE); }),
  ]);
  clearTimeout(timer);
  // Whatever is still on its way is not wanted any more.
  if (end) abort.abort();
  const body = join(chunks, size);
  return [status, end, status === 200 ? body : blot(body, secrets), etag, retryAfter];
}

/**
 * JSON without what was sent in a header, and without each word of it: servers quote keys, and the key is the second word
 * of `Bearer …`. What is no JSON says nothing.
 * @param {Uint8Array} body
 * @param {string[]} secrets
 */
function blot(body, secrets) {
  let text = "";
  try {
    // Written anew, a key stands there in one form only: servers may escape any character of it.
    text = JSON.stringify(JSON.parse(new TextDecoder().decode(body)));
  } catch {}
  for (const secret of secrets.flatMap((secret) => [secret, ...secret.split(/[\s,;="]+/)])) {
    // What is shorter is no key, and may be any word.
    if (secret.length >= 8) text = text.replaceAll(JSON.stringify(secret).slice(1, -1), "…");
  }
  return new TextEncoder().encode(text);
}

/** `Retry-After` in ms: seconds, or a date by the server's own clock where it tells that (RFC 9110, 10.2.3). NaN without. */
function wait(/** @type {Headers} */ headers) {
  const text = headers.get("Retry-After") ?? "";
  // A date has letters; without, `Date.parse` would find one in nearly any numbers.
  if (!/[a-z]/i.test(text)) return /^[\d.]+$/.test(text) ? Number(text) * 1000 : NaN;
  return Date.parse(text) - (Date.parse(headers.get("Date") ?? "") || Date.now());
}

/** @param {Uint8Array[]} chunks @param {number} size - of all */
function join(chunks, size) {
  if (chunks.length === 1) return chunks[0];
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
