// npm start: sets up, builds, and serves the demo page with simulated jobs that run while you watch.
//
// Environment: PORT (8080), and SPEED, the seconds of a simulated job that pass in one second (20).
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { build } from "./build.mjs";
import { printSummary, quit, root } from "./run.mjs";
import { beginServerBuild } from "./server.mjs";

const serverBuilt = beginServerBuild();
build();
await serverBuilt();
printSummary();
const { PORT = "8080", SPEED = "20" } = process.env;
mkdirSync(join(root, "target/demo"), { recursive: true });
const server = spawn(join(root, "target/server/job-progress-server"), [
  "--listen", `127.0.0.1:${PORT}`,
  "--db", "target/demo/jobs.sqlite3",
  "--mount", "/=www/demo", "--mount", "/job-progress-chart/www=www", "--mount", "/job-progress-chart/pkg=pkg",
  "--simulate", "--loop", "--speed", SPEED,
], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
server.stdout.setEncoding("utf8").on("data", (text) => {
  const url = text.match(/http:\S+/)?.[0];
  console.log(url ? `\n  The demo is at ${url}/ (Ctrl-C ends it)\n` : text);
});
server.on("error", (error) => quit(`The server can't be started: ${error.message}`));
server.on("exit", (code) => process.exit(code ?? 0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill("SIGTERM"));
