// Writes the tables in docs/elements.md from custom-elements.json, which the build makes from the elements' source.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root } from "./run.mjs";

/** The page. */
export const PATH = join(root, "docs/elements.md");

/** @typedef {{name: string, description?: string, default?: string, kind?: string, privacy?: string, static?: boolean, parameters?: {name: string}[], attribute?: string, type?: {text: string}}} Item */
/** @typedef {{tagName?: string, attributes?: Item[], members?: Item[], events?: Item[], cssProperties?: Item[], cssParts?: Item[]}} Declaration */

/** A cell: one line, without what would end it. @param {string | undefined} text */
const cell = (text = "") => text.replace(/\s+/g, " ").replaceAll("|", "\\|").trim();

/**
 * @param {string[]} titles
 * @param {string[][]} rows
 */
function table(titles, rows) {
  if (rows.length === 0) return "";
  return [titles, titles.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n").replaceAll(/\| +\|/g, "| |");
}

/** @param {Declaration} declaration */
function tables({ attributes = [], members = [], events = [], cssProperties = [], cssParts = [] }) {
  const isPublic = (/** @type {Item} */ { privacy, static: isStatic }) => (privacy ?? "public") === "public" && !isStatic;
  const reflected = new Set(attributes.map(({ name }) => name.replace(/-(\w)/g, (_, /** @type {string} */ letter) => letter.toUpperCase())));
  const own = members.filter((member) => isPublic(member) && member.description);
  const properties = own.filter(({ kind, name, attribute }) => kind === "field" && !attribute && !reflected.has(name) && name !== "htmlFor");
  const methods = own.filter(({ kind }) => kind === "method");
  const name = (/** @type {Item} */ item) => `\`${item.name}\``;
  return [
    table(["attribute", ""], attributes.map((item) => [name(item), item.description ?? ""])),
    table(["property", ""], properties.map((item) => [name(item), item.description ?? ""])),
    table(["method", ""], methods.map((item) => [`\`${item.name}(${(item.parameters ?? []).map(({ name }) => name).join(", ")})\``, item.description ?? ""])),
    table(["event", ""], events.map((item) => [name(item), item.description ?? ""])),
    table(["custom property", ""], cssProperties.map((item) => [name(item), item.description ?? ""])),
    table(["part", ""], cssParts.map((item) => [name(item), item.description ?? ""])),
  ].filter(Boolean).join("\n\n");
}

/** The page with current tables. */
export function page() {
  /** @type {{modules: {declarations?: Declaration[]}[]}} */
  const { modules } = JSON.parse(readFileSync(join(root, "custom-elements.json"), "utf8"));
  const elements = new Map(modules.flatMap(({ declarations = [] }) => declarations).map((declaration) => [declaration.tagName, declaration]));
  return readFileSync(PATH, "utf8").replace(/(<!-- tables of ([\w-]+) -->\n)[^]*?(<!-- end of tables -->)/g, (_, begin, tagName, end) => {
    const declaration = elements.get(tagName);
    if (!declaration) throw new Error(`custom-elements.json has no <${tagName}>`);
    return `${begin}\n${tables(declaration)}\n\n${end}`;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(PATH, page());
