// The browser's half of `fetch.rs`, `feed.rs`, `wishes.rs` and `page.rs`: requests, what a feed and its members wait for, and what
// the page tells of itself.

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

const EVENTS = ["online", "offline", "visibilitychange"];

/** Answers to feeds of a page that come within so many ms are told together: each frame costs all canvases of the page. */
const GATHER_MS = 100;
/** So long are answers told in one task. */
const TASK_MS = 10;

/** Answers that wait for others. @type {(() => void)[]} */
const gathered = [];
let toldAt = -Infinity;
/** The feed that was told last. @type {Line | undefined} */
let toldLast;

/**
 * Tells a feed its answer, soon if another one's was told just now.
 * @param {Line} line
 * @param {() => void} tell
 */
function gather(line, tell) {
  const wait = toldLast === line ? 0 : toldAt + GATHER_MS - performance.now();
  toldLast = line;
  if (gathered.push(tell) > 1) return;
  if (wait > 0) setTimeout(tellAll, wait);
  else tellAll();
}

function tellAll() {
  toldAt = performance.now();
  try {
    do gathered.shift()?.();
    while (gathered.length > 0 && performance.now() - toldAt < TASK_MS);
  } finally {
    // A frame comes between.
    if (gathered.length > 0) setTimeout(tellAll, TASK_MS);
  }
}

/** One request at a time, one timer, and what the page does: each of them calls the feed. */
export class Line {
  /** @type {Function | undefined} */ #call;
  /** @type {AbortController | undefined} */ #abort;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /** @param {Function} call - with what came of the request, else with nothing */
  constructor(call) {
    this.#call = call;
    for (const event of EVENTS) addEventListener(event, this);
  }

  /** Calls soon, though not before the page's script has ended. */
  wake() {
    queueMicrotask(() => this.#ring());
  }

  /** Calls in so many ms, unless it calls before. */
  sleep(/** @type {number} */ ms) {
    this.#timer = setTimeout(() => this.#ring(), Math.ceil(ms));
  }

  /**
   * Calls with what comes of a request.
   * @param {{abort: AbortController, answer: Promise<Answer>}} request
   */
  async follow({ abort, answer }) {
    this.#abort = abort;
    const came = await answer;
    gather(this, () => this.#ring(...came));
  }

  /** Ends all of it: it does not call any more. */
  close() {
    this.#call = undefined;
    for (const event of EVENTS) removeEventListener(event, this);
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  handleEvent() {
    this.wake();
  }

  /** @param {Answer | []} answer */
  #ring(...answer) {
    clearTimeout(this.#timer);
    this.#call?.(...answer);
  }
}

/** @typedef {{seat: number, query: string, resolve: (page?: Uint8Array) => void, reject: (error: Error) => void}} Wish */

/** What is waited for, in the order in which it was wished. */
export class Wishes {
  /** @type {Wish[]} */ #waiting = [];
  /** @type {Wish[]} */ #asked = [];

  /** @param {number} seat @param {string} query */
  add(seat, query) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ seat, query, resolve, reject });
    });
  }

  isEmpty() {
    return this.#waiting.length === 0;
  }

  /** The query to ask for next, for all who wish the same. */
  take() {
    const [first] = this.#waiting;
    this.#asked = this.#waiting.filter(({ query }) => query === first?.query);
    this.#waiting = this.#waiting.filter(({ query }) => query !== first?.query);
    return first?.query;
  }

  /** Its page came. */
  resolve(/** @type {Uint8Array | undefined} */ page) {
    for (const wish of this.#asked.splice(0)) wish.resolve(page);
  }

  /** It failed. */
  reject(/** @type {Error} */ error) {
    for (const wish of this.#asked.splice(0)) wish.reject(error);
  }

  /** A member goes: it waits no longer. */
  leave(/** @type {number} */ seat) {
    this.#waiting = this.#waiting.filter((wish) => wish.seat !== seat || wish.resolve());
  }
}

/** Whether the page is visible; a worker counts as visible. */
export const isVisible = () => !globalThis.document?.hidden;

/** Whether the browser says that there is a network. */
export const isOnline = () => navigator.onLine;

/** A URL, absolute or relative to the page. What can't be read is taken as the page's own. */
function read(/** @type {string} */ url) {
  try {
    return new URL(url, document.baseURI);
  } catch {
    return location;
  }
}

/** Whether a URL is of another origin than the page. */
export const isForeign = (/** @type {string} */ url) => read(url).origin !== location.origin;

/** Whether a URL is of this device. */
export const isLocal = (/** @type {string} */ url) => /^(127\.|\[::1\]$|(.+\.)?localhost$)/.test(read(url).hostname);

/**
 * Calls the page's callback. What that throws is the page's.
 * @param {(event: string, snapshot: unknown) => void} callback
 * @param {string} event
 * @param {unknown} snapshot
 */
export function call(callback, event, snapshot) {
  try {
    callback(event, snapshot);
  } catch (error) {
    reportError(error);
  }
}
