// The API over TLS, as it is in earnest: a Caddy with a certificate authority of its own in front of the scripted API.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";

import { until } from "../harness/wait.mjs";
import { folder, freePort, send, start } from "./process.mjs";
import { startProxy } from "./proxies.mjs";
import { KEY, startUpstream, TRACES } from "./upstream.mjs";

/**
 * Starts the API, which is told the protocol and the port of each request's connection.
 * @param {import("node:test").TestContext} t
 * @param {string} protocols - that Caddy offers
 * @param {string} host - the name in its certificate
 */
async function startApi(t, protocols, host = "localhost") {
  const upstream = await startUpstream();
  t.after(() => upstream.stop());
  const [place, port] = [folder(), await freePort()];
  const config = join(place, "Caddyfile");
  writeFileSync(config, `{
    admin off
    auto_https disable_redirects
    skip_install_trust
    storage file_system ${place}
    servers {
      protocols ${protocols}
    }
  }
  https://${host}:${port} {
    tls internal
    reverse_proxy 127.0.0.1:${upstream.port} {
      header_up X-Connection "{http.request.proto} {http.request.remote.port}"
    }
  }`);
  const output = await start(t, "caddy", ["run", "--adapter", "caddyfile", "--config", config], port);
  await until("the certificate", () => output.text.includes("certificate obtained successfully"));
  return { upstream, port, url: `https://${host}:${port}`, authority: join(place, "pki/authorities/local/root.crt") };
}

for (const [protocols, protocol] of [["h1 h2", "HTTP/2.0"], ["h1", "HTTP/1.1"]]) {
  test(`${protocol} over one connection, with the certificates of SSL_CERT_FILE`, async (t) => {
    const { upstream, url, authority } = await startApi(t, protocols);
    const { port } = await startProxy(t, url, ["--fresh", "0"], { SSL_CERT_FILE: authority });
    const first = await send(port, TRACES);
    assert.equal(first.status, 200);
    assert.equal((await send(port, TRACES, { headers: { "if-none-match": first.headers.etag ?? "" } })).status, 304);
    assert.deepEqual(upstream.requests.map(({ headers }) => [headers.authorization, headers["if-none-match"]]), [
      [`Bearer ${KEY}`, undefined], [`Bearer ${KEY}`, first.headers.etag],
    ]);
    const connections = new Set(upstream.requests.map(({ headers }) => headers["x-connection"]));
    assert.equal(connections.size, 1);
    assert.match(String([...connections][0]), new RegExp(`^${protocol} \\d+$`));
  });
}

test("to an API with a certificate that nobody vouches for, no key is sent", async (t) => {
  const { upstream, url } = await startApi(t, "h1 h2");
  const { port, output } = await startProxy(t, url);
  const response = await send(port, TRACES);
  assert.equal(response.status, 502);
  assert.deepEqual(upstream.requests, []);
  await until("the cause in the log", () => output.text.includes("UnknownIssuer"));
});

test("through the proxy of the environment, where there is no other way out", async (t) => {
  const api = await startApi(t, "h1 h2", "api.example");
  /** @type {(string | undefined)[]} */
  const targets = [];
  const way = createServer().on("connect", ({ url }, client) => {
    targets.push(url);
    const server = connect(api.port, "127.0.0.1", () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    server.pipe(client).pipe(server).on("error", () => client.destroy());
    client.on("error", () => server.destroy());
  });
  await new Promise((resolve) => way.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => way.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (way.address());
  const environment = { HTTPS_PROXY: `http://127.0.0.1:${port}`, https_proxy: `http://127.0.0.1:${port}`, NO_PROXY: "", no_proxy: "" };
  const proxy = await startProxy(t, api.url, [], { SSL_CERT_FILE: api.authority, ...environment });
  assert.equal((await send(proxy.port, TRACES)).status, 200);
  assert.deepEqual(targets, [`api.example:${api.port}`]);
  assert.equal(api.upstream.requests[0].headers.authorization, `Bearer ${KEY}`);
});
