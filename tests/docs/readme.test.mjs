// The README as npm gets it, and back.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

import { makeAbsolute, restore } from "../../scripts/readme.mjs";

const TEXT = "[Guide](docs/guide.md), [site](https://example.org), [below](#below)\n";

/** @type {string} */ let folder;
/** @type {[string, string]} */ let paths;
const readme = () => readFileSync(paths[0], "utf8");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "readme-"));
  paths = [join(folder, "README.md"), join(folder, "target", "README.md")];
  writeFileSync(paths[0], TEXT);
});
afterEach(() => rmSync(folder, { recursive: true }));

test("relative links are absolute in the package, and relative again after it", () => {
  makeAbsolute(...paths);
  assert.match(readme(), /^\[Guide\]\(https:\S+\/blob\/v[\d.]+\/docs\/guide\.md\), \[site\]\(https:\/\/example\.org\), \[below\]\(#below\)\n$/);
  assert.equal(restore(...paths), true);
  assert.equal(readme(), TEXT);
  assert.equal(existsSync(paths[1]), false);
});

test("a README that was not changed, or restored already, is left as it is", () => {
  assert.equal(restore(...paths), true);
  makeAbsolute(...paths);
  writeFileSync(paths[0], TEXT);
  assert.equal(restore(...paths), true);
  assert.equal(readme(), TEXT);
});

test("an edit after an interrupted packing is not lost", () => {
  makeAbsolute(...paths);
  const edited = `${readme()}An edit\n`;
  writeFileSync(paths[0], edited);
  assert.equal(restore(...paths), false);
  assert.equal(readme(), edited);
  assert.equal(readFileSync(paths[1], "utf8"), TEXT);
});
