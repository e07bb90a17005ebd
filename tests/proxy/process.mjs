// Starts programs for a test, and ends them.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { until } from "../harness/wait.mjs";

/** The root folder of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A port that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Made by this process. @type {string[]} */
const folders = [];
// Then the programs that write into them have ended: hooks of a test run in the order in which they are added.
process.once("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new folder where the packages of tests/proxy are found. */
export function folder() {
  const parent = join(root, "tests/proxy/node_modules/.tests");
  mkdirSync(parent, { recursive: true });
  const made = mkdtempSync(join(parent, "test-"));
  folders.push(made);
  return made;
}

const listens = (/** @type {number} */ port) => new Promise((resolve) => {
  const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
  socket.on("connect", () => socket.end());
});

/**
 * Starts a program in a process group of its own, waits until it listens, and ends it after the test.
 * @param {import("node:test").TestContext} t
 * @param {string} command
 * @param {string[]} args
 * @param {number} port
 * @param {{cwd?: string, env?: Record<string, string>}} options
 */
export async function start(t, command, args, port, { cwd = root, env = {} } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const output = { text: "", ended: false, stop: () => stop() };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => { output.text += chunk; });
  child.on("error", (error) => { output.text += error.message; output.ended = true; });
  child.on("exit", () => { output.ended = true; });
  const stop = async () => {
    if (output.ended || !child.pid) return;
    process.kill(-child.pid, "SIGTERM");
    const forced = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), 10_000);
    await until(`the end of ${command}`, () => output.ended);
    clearTimeout(forced);
  };
  t.after(stop);
  await until(`${command} to listen`, () => {
    if (output.ended) throw new Error(`${command} ended: ${output.text}`);
    return listens(port);
  });
  return output;
}

/**
 * Sends a request as it is, without any tidying of its path.
 * @param {number} port
 * @param {string} path
 * @param {{method?: string, headers?: Record<string, string>, agent?: import("node:http").Agent}} options
 * @returns {Promise<{status: number, headers: import("node:http").IncomingHttpHeaders, body: string}>}
 */
export function send(port, path, { method = "GET", headers = {}, agent } = {}) {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, agent, headers: { host: `localhost:${port}`, ...headers } }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => { body += chunk; });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      response.on("error", reject);
    }).on("error", reject).end();
  });
}
