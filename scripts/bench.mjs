// The component beside chart libraries: sets up, builds, measures. Its arguments are those of bench/run.mjs.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { build } from "./build.mjs";
import { root, run, say } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser } from "./setup.mjs";

build();
buildServer();
setUpBrowser();
const [wanted, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map((file) => join(root, "bench", file));
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
  say("Installing the chart libraries to compare with from npm, into bench/node_modules/");
  run("npm", "ci", "--prefix", "bench", "--no-audit", "--no-fund");
}
say("Measuring");
run("node", "bench/run.mjs", ...process.argv.slice(2));
