// Writes docs/faults.md from the cases of the tests.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { CASES } from "../tests/faults/cases.mjs";

/** The file that is written. */
export const PATH = new URL("../docs/faults.md", import.meta.url);

const HEAD = `# What happens when something goes wrong

Every row is tested in a browser (\`tests/element/faults.test.mjs\`) with an interval of one second. \`node scripts/faults.mjs\` writes this
page from the list of those tests, \`tests/faults/cases.mjs\`. [polling.md](polling.md) describes polling without faults.

| What happens | What the user sees | Code | Phase | Next request |
|---|---|---|---|---|
`;

const seconds = (/** @type {number} */ ms) => ms / 1000;

/** @param {import("../tests/faults/cases.mjs").Case} fault */
function next({ next, after, validator }) {
  if (next) return next;
  if (!after) return "nothing, until refresh() or a change of configuration";
  const when = `after ${seconds(after[0])} to ${seconds(after[1])} s`;
  return `${when}, ${validator ? "with the validator" : "without validator"}`;
}

/** Its content. */
export function page() {
  const cell = (/** @type {unknown} */ text) => String(text ?? "").replaceAll("|", "\\|");
  const rows = CASES.map((fault) => {
    const words = fault.says ? `${fault.sees}: “…${fault.says}…”` : fault.sees;
    const cells = [fault.fault, words, fault.code ? `\`${fault.code}\`` : "", `\`${fault.phase ?? fault.ends}\``, next(fault)];
    return `| ${cells.map(cell).join(" | ")} |\n`;
  });
  return HEAD + rows.join("");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(PATH, page());
