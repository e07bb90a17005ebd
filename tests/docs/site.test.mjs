// The documentation site: it builds, and its links lead somewhere.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { buildDocs } from "../../scripts/docs.mjs";
import { startBrowser } from "../harness/browser.mjs";
import { startServer } from "../harness/server.mjs";
import { root } from "./markdown.mjs";

const site = join(root, "target/site");
const MOUNTS = { "/docs": "target/site", "/job-progress-chart/www": "www", "/job-progress-chart/pkg": "pkg" };

before(buildDocs);

test("links lead to pages and headings that exist", () => {
  const pages = Object.fromEntries(readdirSync(site).filter((name) => name.endsWith(".html")).map((name) => [name, readFileSync(join(site, name), "utf8")]));
  assert.ok(Object.keys(pages).length > 10);
  const broken = Object.entries(pages).flatMap(([name, html]) => [...html.matchAll(/ (?:href|src)="([^":]*?)(?:#([^"]*))?"/g)]
    .filter(([, path]) => !path.startsWith("/"))
    .filter(([, path, anchor]) => !existsSync(join(site, path || name)) || (anchor && !pages[path || name].includes(`id="${anchor}"`)))
    .map(([link]) => name + link));
  assert.deepEqual(broken, []);
});

test("the playground works under the content security policy", async () => {
  // With data already: a job that waits to run is polled less and less often.
  const server = await startServer(["--simulate", "--scenario", "mixed", "--head-start", "300"], MOUNTS);
  const browser = await startBrowser();
  try {
    await browser.open(`${server.url}/docs/playground.html`);
    await browser.until("a job", () => document.getElementById("chart").snapshot?.points > 0);
    const [markup, violations] = await browser.run(() => {
      const violations = [];
      addEventListener("securitypolicyviolation", ({ violatedDirective }) => violations.push(violatedDirective));
      const { elements } = document.getElementById("attributes");
      elements.view.value = "files";
      elements.view.dispatchEvent(new Event("input", { bubbles: true }));
      return [document.getElementById("source").textContent, violations];
    });
    assert.match(markup, / view="files"/);
    assert.deepEqual(violations, []);
    await browser.until("its events", () => document.querySelectorAll("#events li").length > 0);
  } finally {
    await browser.stop();
    await server.stop();
  }
});
