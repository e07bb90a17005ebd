// npm start: sets up, builds, and serves the demo page with simulated jobs that run while you watch.
// npm start -- --upstream URL: the same with your own jobs, through the proxy. The key is in ATAI_API_KEY, or in the file of
// --key-file; all other options of `job-progress-server proxy` can be given, too.
// npm start -- --replay FILE: a recorded job; without FILE the recorded job of the demo. Options of `replay` can follow.
//
// Environment: PORT (8080), and SPEED, the seconds of a simulated job that pass in one second (20).
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { build } from "./build.mjs";
import { buildDocs } from "./docs.mjs";
import { printSummary, quit, root } from "./run.mjs";
import { beginServerBuild } from "./server.mjs";

const { PORT = "8080", SPEED = "20", ATAI_API_KEY } = process.env;
const options = process.argv.slice(2);
const has = (/** @type {string} */ name) => options.some((option) => option === name || option.startsWith(`${name}=`));
const isReplay = options[0] === "--replay";
const isProxy = options.length > 0 && !isReplay;
if (isReplay) options.splice(0, 1, ...(options[1] && !options[1].startsWith("-") ? [] : ["www/demo/recorded-job.jsonl"]));
// The server says the same, but only after the build.
if (isProxy && !ATAI_API_KEY && !["--key-file", "--viewers", "--config", "--help"].some(has)) {
  quit("There is no API key. Set it in the environment: export ATAI_API_KEY=…\n  or put it into a file that only you can read: --key-file FILE");
}
const serverBuilt = beginServerBuild();
await build();
buildDocs();
await serverBuilt();
printSummary();
mkdirSync(join(root, "target/demo"), { recursive: true });
const server = spawn(join(root, "target/server/job-progress-server"), [
  ...(isProxy ? ["proxy"] : isReplay ? ["replay"] : ["serve", "--db", "target/demo/jobs.sqlite3", "--simulate", "--loop", "--speed", SPEED]),
  ...(has("--listen") ? [] : ["--listen", `127.0.0.1:${PORT}`]),
  "--mount", "/=www/demo", "--mount", "/job-progress-chart/www=www", "--mount", "/job-progress-chart/pkg=pkg", "--mount", "/docs=target/site",
  ...options,
], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
server.stdout.setEncoding("utf8").on("data", (text) => {
  const url = text.match(/http:\S+/)?.[0];
  console.log(url ? `\n  The demo is at ${url}/ (Ctrl-C ends it)\n` : text);
});
server.on("error", (error) => quit(`The server can't be started: ${error.message}`));
server.on("exit", (code) => process.exit(code ?? 0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill("SIGTERM"));
