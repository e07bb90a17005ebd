// docs/elements.md and the README's table against the manifest of the elements.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { page, PATH } from "../../scripts/elements.mjs";
import { read } from "./markdown.mjs";

test("docs/elements.md has the elements' attributes, properties, methods and events", () => {
  assert.equal(readFileSync(PATH, "utf8"), page(), "run: node scripts/elements.mjs");
});

test("the README's table has the chart's attributes", () => {
  const { modules } = JSON.parse(read("custom-elements.json"));
  const chart = modules.flatMap(({ declarations = [] }) => declarations).find(({ tagName }) => tagName === "job-progress-chart");
  const [, section] = read("README.md").split("## Attributes\n");
  const [rows] = section.split("\n## ");
  const named = [...rows.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, names]) => names.replaceAll("`", "").split(", "));
  const attributes = [...chart.attributes.map(({ name }) => name), "lang"];
  assert.deepEqual([...new Set(attributes)].sort(), named.sort());
});
