// npm run bench: the component beside chart libraries: sets up, builds, measures. Its arguments are those of bench/run.mjs.
import { build } from "./build.mjs";
import { run, step } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBench, setUpBrowser, setUpTests } from "./setup.mjs";

await build();
buildServer();
setUpTests();
setUpBench();
setUpBrowser();
step("Measuring", () => run("node", "bench/run.mjs", ...process.argv.slice(2)));
