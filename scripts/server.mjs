// Builds the native server in its own profile.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { output, quit, root, run, step } from "./run.mjs";

const BUILD = ["build", "--package", "job-progress-server", "--profile", "server"];
const LOG = join(root, "target", "server-build.log");

/** Builds target/server/job-progress-server. */
export function buildServer() {
  step("Building the server", () => run("cargo", ...BUILD));
}

/**
 * Starts the same build as a process beside the next steps, which leave one of two cores idle for much of their time. Returns a
 * function that waits for its end. Its output is shown only if it fails.
 */
export function beginServerBuild() {
  if (!output("cargo", "--version")) quit("Rust is missing: install rustup from https://rustup.rs, then run this again.");
  mkdirSync(join(root, "target"), { recursive: true });
  const log = openSync(LOG, "w");
  console.log("\n» Building the server, beside the next steps");
  const build = spawn("cargo", BUILD, { cwd: root, stdio: ["ignore", log, log] });
  closeSync(log);
  /** @type {Promise<string>} */
  const end = new Promise((resolve) => {
    build.on("exit", (code) => resolve(code === 0 ? "" : `cargo build failed (${code ?? "killed"}).`));
    build.on("error", (error) => resolve(`cargo can't be started: ${error.message}`));
  });
  process.on("exit", () => build.kill());
  return () => step("Waiting for the server's build", async () => {
    const failure = await end;
    if (failure) quit(`${readFileSync(LOG, "utf8")}\n${failure}`);
  });
}
