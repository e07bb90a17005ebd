// Describes the elements for tools, from the JSDoc of their classes: custom-elements.json, custom data for HTML in VS Code, and web-types.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./run.mjs";

/** The manifest; what `customElements` in package.json names. */
export const MANIFEST = "custom-elements.json";
/** The other two are put here. */
const FOLDER = "dist";

/**
 * The part of the schema that is used here.
 * @typedef {{name: string, kind: string, privacy?: string, type?: {text: string}, description?: string, default?: string, attribute?: string, reflects?: boolean}} Member
 * @typedef {{name: string, type?: {text: string}, description?: string, default?: string, fieldName?: string}} Attribute
 * @typedef {{name: string, description?: string, default?: string}} Described
 * @typedef {{name: string, tagName?: string, superclass: {name: string}, members: Member[], attributes: Attribute[], events: Described[], cssProperties: Described[]}} Declaration
 * @typedef {{path: string, declarations: Declaration[], exports: {name: string}[]}} Module
 */

/** Writes the three files. */
export async function writeManifests() {
  const manifest = await analyze();
  writeFileSync(join(root, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const { generateVsCodeCustomElementData } = await import("custom-element-vs-code-integration");
  const { generateJetBrainsWebTypes } = await import("custom-element-jet-brains-integration");
  /** The generators change what they get. @returns {any} */
  const copy = () => structuredClone(manifest);
  const options = { outdir: join(root, FOLDER), hideLogs: true };
  generateVsCodeCustomElementData(copy(), {
    ...options, htmlFileName: "vscode.html-custom-data.json", cssFileName: "vscode.css-custom-data.json",
  });
  generateJetBrainsWebTypes(copy(), { ...options, webTypesFileName: "web-types.json", packageJson: false });
}

/** What the analyzer finds, without what is private. */
async function analyze() {
  const { cli } = await import("@custom-elements-manifest/analyzer/cli.js");
  /** @type {{modules: Module[]}} */
  const manifest = await cli({
    argv: ["analyze", "--quiet", "--packagejson", "--globs", "www/index.js", "www/log.js", "www/{chart,log}/{element,attributes}.js", "www/shared/job-element.js"],
    cwd: root,
    noWrite: true,
  });
  const modules = manifest.modules.filter(({ declarations, path }) => declarations.some(({ tagName }) => tagName) || /^www\/\w+\.js$/.test(path));
  for (const module of modules) {
    // The modules that an entry exports whole have only types.
    module.exports = module.exports.filter(({ name }) => name !== "*");
    module.declarations.forEach(tidy);
  }
  return { ...manifest, modules };
}

/**
 * Removes what is private, and joins each attribute with the property that reflects it.
 * @param {Declaration} declaration
 */
function tidy(declaration) {
  // The analyzer has merged the members of the classes between the two.
  declaration.superclass = { name: "HTMLElement" };
  declaration.members = declaration.members.filter(({ privacy }) => privacy === undefined || privacy === "public");
  // An event without a description is a call with a variable type.
  declaration.events = declaration.events.filter(({ description }) => description);
  for (const property of declaration.cssProperties) property.default = defaultOf(property.name);
  for (const member of declaration.members) Reflect.deleteProperty(member, "inheritedFrom");
  for (const attribute of declaration.attributes) {
    Reflect.deleteProperty(attribute, "inheritedFrom");
    const field = attribute.name === "for" ? "htmlFor" : attribute.name.replace(/-./g, ([, letter]) => letter.toUpperCase());
    const member = declaration.members.find(({ name }) => name === field);
    if (!member) continue;
    Object.assign(attribute, { fieldName: field, type: member.type, description: member.description, default: member.default });
    Object.assign(member, { attribute: attribute.name, reflects: true });
  }
}

/**
 * The default of a custom property, from the style sheet.
 * @param {string} name
 */
function defaultOf(name) {
  const rule = readFileSync(join(root, "www/shared/styles.js"), "utf8").match(new RegExp(`var\\(${name}, (.+)\\);`));
  return rule?.[1];
}
