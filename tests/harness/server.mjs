// The real server, as a process with a temporary database.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { root } from "../../scripts/run.mjs";

/** The folders that tests serve, by prefix. */
export const MOUNTS = { "/": "tests/element/pages", "/package/www": "www", "/package/pkg": "pkg" };

/**
 * Starts the server on a free port.
 * @param {string[]} options - further options of its command line
 * @param {Record<string, string>} mounts - folders by prefix, relative to the repo or absolute
 */
export async function startServer(options = [], mounts = MOUNTS) {
  const folder = mkdtempSync(join(tmpdir(), "job-progress-"));
  const logFile = join(folder, "access.log");
  const child = spawn(join(root, "target/server/job-progress-server"), [
    "serve", "--listen", "127.0.0.1:0", "--db", join(folder, "jobs.sqlite3"), "--access-log", logFile,
    ...Object.entries(mounts).flatMap(([prefix, path]) => ["--mount", `${prefix}=${resolve(root, path)}`]),
    ...options,
  ], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const found = text.match(/listening on (http:\S+)/);
      if (found) resolve(found[1]);
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
    child.on("error", reject);
  });
  return {
    url,
    /** The requests so far, oldest first: the lines of its access log. */
    log: () => readFileSync(logFile, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line)),
    stop: () => new Promise((resolve) => {
      child.on("exit", () => {
        rmSync(folder, { recursive: true, force: true });
        resolve();
      });
      child.kill();
    }),
  };
}
