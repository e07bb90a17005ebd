// The Markdown files that users read.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root folder of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Their paths, relative to the root. */
export const FILES = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];

/** @param {string} file */
export const read = (file) => readFileSync(join(root, file), "utf8");

/**
 * The fenced code blocks of a file, with their language ("" without one) and line.
 * @param {string} file
 */
export function samples(file) {
  const text = read(file);
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(({ 1: language, 2: code, index }) => ({
    file, language, code, line: text.slice(0, index).split("\n").length,
  }));
}
