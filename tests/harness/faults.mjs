// A server that answers by script, for what no good server does; everything else it passes on to a real one.
import { createServer, request as forward } from "node:http";
import { pipeline } from "node:stream/promises";

const JOB = /\/batch\/jobs\/([^/?]+)(?:\/(?:inputs\/progress\/(traces|counts)|(progress)))?(?:\?|$)/;

/** @typedef {"traces" | "job" | "counts" | "progress"} Route */

/**
 * One answer: a status, headers and a body (text, bytes, or an async iterable of them), sent as it says.
 * @typedef {object} Answer
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {any} [body]
 * @property {number} [delay] ms before anything is sent
 * @property {number | true} [cut] closes the connection after so many bytes of the body; true: before the status
 * @property {boolean} [never] sends nothing, ever
 */

/**
 * Answers in order; the last one stays. A function gets the request's headers and query.
 * @typedef {(Answer | ((headers: import("node:http").IncomingHttpHeaders, query: URLSearchParams) => Answer))[]} Script
 */

/**
 * Starts it on a free port.
 * @param {string} upstream - URL of the server that gets what is not scripted
 * @param {Record<string, Script | Partial<Record<Route, Script>>>} scripts - per job, the answers of its routes; a plain
 *   list is of its traces
 * @param {string[]} hidden - headers of upstream's answers that are not passed on
 */
export async function startFaults(upstream, scripts = {}, hidden = []) {
  /** @type {{job: string, route: Route, path: string, headers: import("node:http").IncomingHttpHeaders, at: number}[]} */
  const requests = [];
  const server = createServer((incoming, outgoing) => {
    const found = incoming.url?.match(JOB);
    const route = /** @type {Route} */ (found?.[2] ?? found?.[3] ?? "job");
    if (found) {
      requests.push({ job: found[1], route, path: incoming.url ?? "", headers: incoming.headers, at: performance.now() });
    }
    const scripted = found && scripts[decodeURIComponent(found[1])];
    const script = Array.isArray(scripted) ? (route === "traces" ? scripted : undefined) : scripted?.[route];
    if (script) {
      const next = script.length > 1 ? script.shift() : script[0];
      const query = new URL(incoming.url ?? "", "http://host").searchParams;
      answer((typeof next === "function" ? next(incoming.headers, query) : next) ?? {}, outgoing);
      return;
    }
    // A connection of its own: one that is kept may be closed by the other side just when it is used again.
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
    /** The requests for one job so far, oldest first. */
    requests: (/** @type {string} */ job, /** @type {Route} */ route = "traces") =>
      requests.filter((request) => request.job === job && request.route === route),
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
  // A status without a body must not name its type.
  outgoing.writeHead(status, status === 304 || status === 204 ? headers : all);
  if (typeof body === "string" || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  // A client that goes away in the middle is normal here.
  await pipeline(body, outgoing).catch(() => {});
}
