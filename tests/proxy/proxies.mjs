// The proxy as a process.
import { join } from "node:path";

import { freePort, root, start } from "./process.mjs";
import { KEY } from "./upstream.mjs";

/**
 * Starts one on a free port.
 * @param {import("node:test").TestContext} t
 * @param {string} upstream
 * @param {string[]} options
 * @param {Record<string, string>} env
 */
export async function startProxy(t, upstream, options = [], env = {}) {
  const port = await freePort();
  const output = await start(t, join(root, "target/server/job-progress-server"), [
    "proxy", "--upstream", `${upstream}/v0.5`, "--listen", `127.0.0.1:${port}`, ...options,
  ], port, { env: { ATAI_API_KEY: KEY, ...env } });
  return { port, url: `http://127.0.0.1:${port}`, output };
}
