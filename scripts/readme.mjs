// npm runs this before and after it packs: `absolute` makes the README's links absolute, because npm shows it without the repository;
// `restore` takes that back, also if an earlier packing was interrupted.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { quit, root } from "./run.mjs";

const README = join(root, "README.md");
const ORIGINAL = join(root, "target", "README.md");

/**
 * A text in Markdown whose relative links lead to the repository, at the tag of the version.
 * @param {string} markdown
 */
export function withAbsoluteLinks(markdown) {
  const { homepage, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [repository] = homepage.split("#");
  return markdown.replace(/(!?\[(?:[^\][]|!?\[[^\]]*\](?:\([^)]*\))?)*\]\()(?![a-z]+:|#)([^)]+)\)/g, (_, text, target) => {
    const view = text.startsWith("!") ? "raw" : "blob";
    return `${text}${repository}/${view}/v${version}/${target})`;
  });
}

/**
 * Makes a README's links absolute.
 * @param {string} readme - its path
 * @param {string} original - where it is kept as it was
 */
export function makeAbsolute(readme, original) {
  mkdirSync(dirname(original), { recursive: true });
  copyFileSync(readme, original);
  writeFileSync(readme, withAbsoluteLinks(readFileSync(readme, "utf8")));
}

/**
 * Takes back what `makeAbsolute` did, if it did.
 * @param {string} readme
 * @param {string} original
 * @returns {boolean} false if the README was edited meanwhile; then nothing is changed
 */
export function restore(readme, original) {
  if (!existsSync(original)) return true;
  const [now, before] = [readme, original].map((path) => readFileSync(path, "utf8"));
  if (now !== before && now !== withAbsoluteLinks(before)) return false;
  copyFileSync(original, readme);
  rmSync(original);
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!restore(README, ORIGINAL)) {
    quit("README.md was edited while its links were absolute for npm. Make the same edit in target/README.md, and copy that over README.md.");
  }
  if (process.argv[2] === "absolute") makeAbsolute(README, ORIGINAL);
}
