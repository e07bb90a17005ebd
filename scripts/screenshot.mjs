// npm run screenshot: the README's picture, taken from the running demo. It takes some minutes: the simulated job must run
// slowly enough for its time axis to show minutes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "./build.mjs";
import { root } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser, setUpTests } from "./setup.mjs";

await build();
buildServer();
setUpTests();
setUpBrowser();
const { startBrowser } = await import("../tests/harness/browser.mjs");
const { startServer } = await import("../tests/harness/server.mjs");
const server = await startServer(
  ["--simulate", "--scenario", "mixed", "--speed", "4", "--seed", "3"],
  { "/": "www/demo", "/job-progress-chart/www": "www", "/job-progress-chart/pkg": "pkg" },
);
const browser = await startBrowser(2);
await browser.driver.manage().window().setRect({ width: 900, height: 1600 });
await browser.open(`${server.url}/`);
const reached = () => (document.getElementById("chart").snapshot?.percent ?? 0) >= 64;
while (!(await browser.run(reached))) await new Promise((resolve) => setTimeout(resolve, 1000));
const card = await browser.driver.findElement({ css: ".card:has(#chart)" });
writeFileSync(join(root, "docs/demo.png"), await card.takeScreenshot(), "base64");
await browser.stop();
await server.stop();
