// A server that answers by script, for what no good server does; everything else it passes on to a real one.
import { createServer, request as forward } from "node:http";
import { pipeline } from "node:stream/promises";

const TRACES = /\/batch\/jobs\/([^/]+)\/inputs\/progress\/traces/;

/**
 * One answer: a status, headers and a body (text, bytes, or an async iterable of them), or `cut` to close the connection.
 * @typedef {{status?: number, headers?: Record<string, string>, body?: any, cut?: boolean}} Answer
 */

/**
 * Starts it on a free port.
 * @param {string} upstream - URL of the server that gets what is not scripted
 * @param {Record<string, (Answer | ((headers: any) => Answer))[]>} scripts - per job, the answers of its traces route in
 *   order; the last one stays
 * @param {string[]} hidden - headers of upstream's answers that are not passed on
 */
export async function startFaults(upstream, scripts = {}, hidden = []) {
  /** @type {{job: string, path: string, headers: import("node:http").IncomingHttpHeaders}[]} */
  const requests = [];
  const server = createServer((incoming, outgoing) => {
    const job = incoming.url?.match(TRACES)?.[1];
    if (job) requests.push({ job, path: incoming.url ?? "", headers: incoming.headers });
    const script = job && scripts[decodeURIComponent(job)];
    if (script) {
      const next = script.length > 1 ? script.shift() : script[0];
      answer(typeof next === "function" ? next(incoming.headers) : next, outgoing);
      return;
    }
    forward(upstream + incoming.url, { method: incoming.method, headers: incoming.headers }, (result) => {
      for (const name of hidden) delete result.headers[name];
      outgoing.writeHead(result.statusCode ?? 502, result.headers);
      result.pipe(outgoing);
    }).on("error", () => outgoing.destroy()).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    /** The requests for one job so far, oldest first. */
    requests: (/** @type {string} */ job) => requests.filter((request) => request.job === job),
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
async function answer({ status = 200, headers = {}, body = "", cut = false }, outgoing) {
  if (cut) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(status, { "content-type": "application/json", "cache-control": "no-cache", ...headers });
  if (typeof body === "string" || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  // A client that goes away in the middle is normal here.
  await pipeline(body, outgoing).catch(() => {});
}
