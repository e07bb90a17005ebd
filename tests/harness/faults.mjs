// A server that answers by script, for what no good server does. It passes everything else on to a real server.
import { createServer, request as forward } from "node:http";
import { pipeline } from "node:stream/promises";

const JOB = /\/batch\/jobs\/([^/?]+)(?:\/(?:inputs\/progress\/(traces|counts)|(progress)))?(?:\?|$)/;

/** @typedef {"traces" | "job" | "counts" | "progress"} Route */

/**
 * One answer. Its body is text, bytes, or an async iterable of them.
 * @typedef {object} Answer
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {any} [body]
 * @property {number} [delay] ms before anything is sent
 * @property {number | true} [cut] closes the connection after this number of bytes of the body; true: before the status
 * @property {boolean} [never] sends nothing, and leaves the connection open
 */

/**
 * The answers to one request after another; the last one is repeated. A function gets the request's headers and query; if it returns
 * nothing, the request is passed on, too.
 * @typedef {(Answer | ((headers: import("node:http").IncomingHttpHeaders, query: URLSearchParams) => Answer | undefined))[]} Script
 */

/**
 * Starts it on a free port.
 * @param {string} upstream - URL of the server that gets all other requests
 * @param {Record<string, Script | Partial<Record<Route, Script>>>} scripts - per job, the answers of its routes; a plain
 *   list is for its traces
 * @param {string[]} hidden - headers of upstream's answers that are removed
 * @param {Record<string, Answer>} files - answers of other paths; more can be added later
 */
export async function startFaults(upstream, scripts = {}, hidden = [], files = {}) {
  /** @type {string[]} */ let blocked = [];
  let blockedRequests = 0;
  /** @type {{job: string, route: Route, path: string, headers: import("node:http").IncomingHttpHeaders, at: number, closed: boolean}[]} */
  const requests = [];
  const server = createServer((incoming, outgoing) => {
    if (blocked.some((part) => incoming.url?.includes(part))) {
      blockedRequests += 1;
      outgoing.destroy();
      return;
    }
    const found = incoming.url?.match(JOB);
    const route = /** @type {Route} */ (found?.[2] ?? found?.[3] ?? "job");
    if (found) {
      const request = { job: found[1], route, path: incoming.url ?? "", headers: incoming.headers, at: performance.now(), closed: false };
      requests.push(request);
      outgoing.on("close", () => { request.closed = true; });
    }
    const scripted = found && scripts[decodeURIComponent(found[1])];
    const script = Array.isArray(scripted) ? (route === "traces" ? scripted : undefined) : scripted?.[route];
    const next = script && script.length > 1 ? script.shift() : script?.[0];
    const scriptedAnswer = typeof next === "function" ? next(incoming.headers, new URL(incoming.url ?? "", "http://host").searchParams) : next;
    if (scriptedAnswer) {
      answer(scriptedAnswer, outgoing);
      return;
    }
    const file = files[new URL(incoming.url ?? "", "http://host").pathname];
    if (file) {
      answer(file, outgoing);
      return;
    }
    // A new connection each time: one that is kept alive may be closed by the server just when it is used again.
    forward(upstream + incoming.url, { method: incoming.method, headers: incoming.headers, agent: false }, (result) => {
      for (const name of hidden) delete result.headers[name];
      outgoing.writeHead(result.statusCode ?? 502, result.headers);
      result.pipe(outgoing);
    }).on("error", () => outgoing.destroy()).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    /** The requests for one job so far, oldest first. `closed`: it has been answered whole, or the client has aborted it. */
    requests: (/** @type {string} */ job, /** @type {Route} */ route = "traces") =>
      requests.filter((request) => request.job === job && request.route === route),
    /** From now on, requests fail whose URL has one of these in it. @param {...string} parts */
    block: (...parts) => { blocked = parts; },
    /** The number of requests that have failed by that so far. */
    blockedRequests: () => blockedRequests,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

/**
 * @param {Answer} answer
 * @param {import("node:http").ServerResponse} outgoing
 */
async function answer({ status = 200, headers = {}, body = "", delay = 0, cut, never = false }, outgoing) {
  if (never) return;
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  if (cut === true) {
    outgoing.destroy();
    return;
  }
  const all = { "content-type": "application/json", "cache-control": "no-cache", ...headers };
  if (cut !== undefined) {
    outgoing.writeHead(status, { "content-length": String(Buffer.byteLength(body)), ...all });
    outgoing.write(Buffer.from(body).subarray(0, cut), () => outgoing.destroy());
    return;
  }
  // A status without a body must not have a Content-Type.
  outgoing.writeHead(status, status === 304 || status === 204 ? headers : all);
  if (typeof body === "string" || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  // Clients that abort in the middle are normal here.
  await pipeline(body, outgoing).catch(() => {});
}
