// The README's picture, taken from the running demo: `npm run screenshot` (some minutes: the job runs at a pace at which
// its axis has minutes).
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { startBrowser } from "../tests/harness/browser.mjs";
import { startServer } from "../tests/harness/server.mjs";
import { build } from "./build.mjs";
import { root } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser } from "./setup.mjs";

build();
buildServer();
setUpBrowser();
const server = await startServer(
  ["--simulate", "--scenario", "mixed", "--speed", "4", "--seed", "3"],
  { "/": "www/demo", "/job-progress-chart/www": "www", "/job-progress-chart/pkg": "pkg" },
);
const browser = await startBrowser(2);
await browser.driver.manage().window().setRect({ width: 900, height: 900 });
await browser.open(`${server.url}/`);
const far = () => (document.getElementById("chart").snapshot?.percent ?? 0) >= 64;
while (!(await browser.run(far))) await new Promise((resolve) => setTimeout(resolve, 1000));
const card = await browser.driver.findElement({ css: ".card" });
writeFileSync(join(root, "docs/demo.png"), await card.takeScreenshot(), "base64");
await browser.stop();
await server.stop();
