// npm run docs: the documentation site, into target/site/. `npm start` serves it at /docs/.
import { pathToFileURL } from "node:url";

import { printSummary, run, step } from "./run.mjs";
import { setUpDocs } from "./setup.mjs";

/** Builds the site. */
export function buildDocs() {
  setUpDocs();
  step("Building the documentation", () => run("node", "site/node_modules/@11ty/eleventy/cmd.cjs", "--config=site/eleventy.config.mjs", "--quiet"));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  buildDocs();
  printSummary();
}
