// Serves an app as a user's own server would: the API on the same origin, and beside it the app's files or its development server.
import { createReadStream, statSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import { connect } from "node:net";
import { extname, join } from "node:path";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Starts it on a free port.
 * @param {string} api - URL of the server that has the API
 * @param {string} app - a folder, or the URL of the app's own server
 * @param {string} [policy] - the content security policy of a folder's pages
 */
export async function startFront(api, app, policy) {
  /** @type {import("node:http").IncomingHttpHeaders[]} */ const sent = [];
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? "", "http://host");
    if (pathname === "/favicon.ico") {
      outgoing.writeHead(204).end();
    } else if (pathname.startsWith("/v0.5/") || app.startsWith("http:")) {
      const target = pathname.startsWith("/v0.5/") ? api : app;
      if (target === api) sent.push(incoming.headers);
      forward(target + incoming.url, { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host }, agent: false }, (result) => {
        outgoing.writeHead(result.statusCode ?? 502, result.headers);
        result.pipe(outgoing);
      }).on("error", () => outgoing.destroy()).end();
    } else {
      const file = join(app, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
        outgoing.writeHead(404).end();
        return;
      }
      outgoing.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", ...(policy && { "content-security-policy": policy }) });
      createReadStream(file).pipe(outgoing);
    }
  });
  /** Connections that are no longer the server's. @type {Set<import("node:stream").Duplex>} */
  const upgraded = new Set();
  // Development servers tell their pages by a web socket that files have changed.
  server.on("upgrade", (incoming, socket, head) => {
    upgraded.add(socket);
    const { hostname, port, host } = new URL(app);
    const upstream = connect(Number(port), hostname, () => {
      const headers = Object.entries({ ...incoming.headers, host, origin: `http://${host}` }).map(([name, value]) => `${name}: ${value}\r\n`);
      upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers.join("")}\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
    socket.on("close", () => upstream.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    /** The headers of the requests to the API so far. */
    sent: () => sent,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
    }),
  };
}
