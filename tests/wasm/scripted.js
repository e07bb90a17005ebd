// A page whose fetch, timers, clock and network a test drives. Nothing here waits for time to pass.

const real = {
  fetch: globalThis.fetch, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: Date.now,
};

let clock = 0;
/** ms by which the user's clock is wrong. */
let skew = 0;
let timers = new Map();
/** What was asked, oldest first. */
let requests = [];
/** Responses to come, by route; the last one is given again and again. */
let scripts = {};
const channel = new MessageChannel();
/** The bytes of a text. */
let encode = (text) => new TextEncoder().encode(text);

/** Replaces what the crate uses of the page. */
export function install() {
  [clock, skew, timers, requests, scripts] = [0, 0, new Map(), [], {}];
  encode = (text) => new TextEncoder().encode(text);
  let id = 0;
  globalThis.setTimeout = (callback, ms = 0) => {
    timers.set(++id, { due: clock + ms, callback });
    return id;
  };
  globalThis.clearTimeout = (id) => timers.delete(id);
  performance.now = () => clock;
  Date.now = () => Date.UTC(2026, 3, 14, 10) + clock + skew;
  globalThis.fetch = answer;
}

/** Puts everything back. */
export function uninstall() {
  Object.assign(globalThis, { fetch: real.fetch, setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
  delete performance.now;
  Date.now = real.now;
  delete navigator.onLine;
}

/** The route of a URL: traces, job, counts or entries. */
function routeOf(url) {
  return url.match(/\/(traces|counts)\b/)?.[1] ?? (/\/progress\?/.test(url) ? "entries" : "job");
}

/**
 * What a route answers next: a status, headers as JSON, and a body. "never": no response; "lost": a network error;
 * "endless": a body that never ends; "huge": more than 16 MB; "moved": a redirect within the origin, "moved-away": to another one.
 */
export function script(route, status, headers, body) {
  (scripts[route] ??= []).push({ status, headers: JSON.parse(headers), body });
}

function answer(request) {
  const url = new URL(request.url);
  const route = routeOf(url.pathname + url.search);
  requests.push({ route, url: url.href, headers: Object.fromEntries(request.headers), signal: request.signal });
  const queue = scripts[route] ?? [];
  const next = queue.length > 1 ? queue.shift() : queue[0];
  return new Promise((resolve, reject) => {
    request.signal.addEventListener("abort", () => reject(request.signal.reason));
    if (!next) resolve(new Response('{"detail":"not here"}', { status: 404 }));
    else if (next.body === "lost") reject(new TypeError("Failed to fetch"));
    else if (next.body.startsWith("moved")) resolve(redirected(request, next.body));
    else if (next.body !== "never") resolve(new Response(bodyOf(next, request.signal), { status: next.status, headers: next.headers }));
  });
}

/** As the Fetch standard says. A real response of an unfollowed redirect can't be made; its status is 0, too. */
function redirected(request, body) {
  if (request.redirect === "manual") return Response.error();
  if (body === "moved-away" && request.mode === "same-origin") throw new TypeError("Failed to fetch");
  requests.push({ route: "moved", url: body, headers: Object.fromEntries(request.headers), signal: request.signal });
  return new Response(streamOf('{"job_id":"j","points":[]}'));
}

function bodyOf({ status, body }, signal) {
  if (status === 304) return null;
  if (body === "endless") {
    return new ReadableStream({
      start(stream) {
        stream.enqueue(new Uint8Array(10));
        signal.addEventListener("abort", () => stream.error(signal.reason));
      },
    });
  }
  if (body === "huge") return new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1 << 20)) });
  return streamOf(body);
}

/** A body that is read without waiting for another thread. */
function streamOf(text) {
  return new ReadableStream({
    start(stream) {
      stream.enqueue(encode(text));
      stream.close();
    },
  });
}

/** The requests so far, as JSON: route, url and headers, and whether each was aborted. */
export function log() {
  return JSON.stringify(requests.map(({ signal, ...request }) => ({ ...request, aborted: signal.aborted })));
}

/** Unlike timers of 0 ms, whose nested ones take 4 ms. */
function nextTask() {
  return new Promise((resolve) => {
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(null);
  });
}

/** Lets everything happen that needs no time, also timers of 0 ms. */
export async function settle() {
  for (let turn = 0; turn < 20; turn += 1) {
    await nextTask();
    for (const [id, { due, callback }] of timers) {
      if (due <= clock && timers.delete(id)) callback();
    }
  }
}

/** Moves the clock on, and runs the timers on the way in their order. */
export async function advance(ms) {
  const end = clock + ms;
  for (;;) {
    await settle();
    const [next] = [...timers].filter(([, { due }]) => due <= end).sort(([, a], [, b]) => a.due - b.due);
    if (!next) break;
    const [id, { due, callback }] = next;
    timers.delete(id);
    clock = Math.max(clock, due);
    callback();
  }
  clock = end;
}

/** The user's clock is set on by this many ms; timers don't notice. */
export function setClock(ms) {
  skew += ms;
}

/** The network goes or comes back. */
export function setOnline(online) {
  Object.defineProperty(navigator, "onLine", { value: online, configurable: true });
  dispatchEvent(new Event(online ? "online" : "offline"));
}

/** Bytes of another window. */
export function foreignBytes(text) {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const bytes = frame.contentWindow.Uint8Array.from(new TextEncoder().encode(text));
  frame.remove();
  return bytes;
}

/** From now on, the bytes of bodies are of another window's class. */
export function answerFromAnotherWindow() {
  encode = foreignBytes;
}

/** A function that gives headers with a new key at each call. */
export function newKeys() {
  let key = 0;
  return () => ({ Authorization: `Bearer key-${++key}` });
}

/** A request that the page has sent. */
export function prefetch(url, body) {
  const abort = new AbortController();
  return { url, request: Promise.resolve(new Request(url)), response: Promise.resolve(new Response(streamOf(body))), abort };
}
