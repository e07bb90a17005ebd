// An HTTP proxy that puts scripts into pages, for a driver that has no command for it.
import { createServer, request } from "node:http";

/** The path of the scripts, on each host. */
const SCRIPTS = "/injected.js";

/**
 * Starts a proxy for hosts of this machine.
 * @param {Function[]} scripts - to run before the page's own scripts
 */
export async function startProxy(scripts) {
  const server = createServer((incoming, outgoing) => {
    const { pathname, search, port, host } = new URL(incoming.url ?? "", `http://${incoming.headers.host}`);
    if (pathname === SCRIPTS) {
      outgoing.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-store" });
      outgoing.end(scripts.map((script) => `(${script})();\n`).join(""));
      return;
    }
    const headers = { ...incoming.headers, host, "accept-encoding": "identity" };
    const upstream = request({ host: "127.0.0.1", port, path: pathname + search, method: incoming.method, headers, agent: false }, (result) => {
      if (String(result.headers["content-type"]).startsWith("text/html")) {
        inject(result, outgoing);
        return;
      }
      outgoing.writeHead(result.statusCode ?? 502, result.headers);
      result.pipe(outgoing);
      // A body that is cut off is cut off here, too.
      result.on("error", () => outgoing.destroy());
    });
    upstream.on("error", () => outgoing.destroy());
    outgoing.on("close", () => upstream.destroy());
    incoming.pipe(upstream);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));

  /**
   * Sends a page on with the scripts, as a file: the pages' policy forbids others.
   * @param {import("node:http").IncomingMessage} page
   * @param {import("node:http").ServerResponse} outgoing
   */
  async function inject(page, outgoing) {
    const html = Buffer.concat(await page.toArray()).toString().replace(/<meta charset="?utf-8"?>/i, (meta) => `${meta}<script src="${SCRIPTS}"></script>`);
    const { "content-length": _length, etag: _etag, ...headers } = page.headers;
    outgoing.writeHead(page.statusCode ?? 200, { ...headers, "cache-control": "no-store" });
    outgoing.end(html);
  }

  return {
    port: /** @type {import("node:net").AddressInfo} */ (server.address()).port,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
