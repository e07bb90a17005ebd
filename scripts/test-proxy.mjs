// npm run test:proxy: the proxy with the programs around it: the recipes in docs/recipes, caches in front of it, what is in deploy/,
// and the whole chain in a browser. `npm test` has the last one, too.
import { build } from "./build.mjs";
import { printSummary, run, step } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser, setUpProxyTests, setUpTests } from "./setup.mjs";

await build();
setUpTests();
setUpBrowser();
setUpProxyTests();
buildServer();
step("The proxy with the programs around it", () => run("node", "--test", "--test-concurrency=1", "tests/proxy/"));
printSummary();
