// Which features of browsers the package uses, by their names in @mdn/browser-compat-data, and since which version a browser has them.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import * as cssTree from "css-tree";

import { root } from "../../scripts/run.mjs";
import { WASM_OPT } from "../../scripts/build.mjs";

const require = createRequire(import.meta.url);
/** @type {import("typescript")} */ const ts = createRequire(join(root, "package.json"))("typescript");
const data = require("@mdn/browser-compat-data");

/** Browser-compat-data's names of wasm-opt's features. @type {Record<string, string>} */
const WASM_FEATURES = {
  "bulk-memory": "bulk-memory-operations", "multivalue": "multi-value", "nontrapping-float-to-int": "non-trapping-float-to-int-conversions",
  "reference-types": "reference-types", "sign-ext": "sign-extension-operations",
};

/** Files below a folder. @param {string} folder @param {string} ending @returns {string[]} */
function filesBelow(folder, ending) {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(ending)).map((name) => join(root, folder, name));
}

/** An entry of the data by its path, undefined if there is none. @param {string} path - as "api.Window.matchMedia" */
const entry = (path) => path.split(".").reduce((/** @type {any} */ at, key) => (at && Object.hasOwn(at, key) ? at[key] : undefined), data);

/**
 * The version since which a browser has a feature without a flag, at least in part; Infinity if it has not.
 * @param {string} feature - its path, with a vendor's prefix after "|" if it is used with one
 * @param {string} browser - as in browser-compat-data
 */
export function since(feature, browser) {
  const [path, prefix] = feature.split("|");
  /** @type {{version_added: string | false, version_removed?: string, flags?: object, prefix?: string, alternative_name?: string}[]} */
  const statements = [entry(path).__compat.support[browser] ?? []].flat()
    .filter(({ version_added: added, flags, alternative_name: name, ...statement }) => added && !flags && !name && statement.prefix === prefix);
  if (statements.every(({ version_removed: removed }) => removed)) return Infinity;
  const versions = statements.map(({ version_added: added }) => Number.parseFloat(String(added).replace("≤", "")));
  return Math.min(Infinity, ...versions.filter((version) => !Number.isNaN(version)));
}

/** The features in use, each with a place where it is. */
export function featuresInUse() {
  /** @type {Map<string, string>} */ const found = new Map();
  const add = (/** @type {string} */ path, /** @type {string} */ where) => {
    const known = entry(path.split("|")[0])?.__compat !== undefined;
    if (known && !found.has(path)) found.set(path, where);
    return known;
  };
  addScripts(add);
  for (const flag of WASM_OPT) add(`webassembly.${WASM_FEATURES[flag.replace("--enable-", "")]}`, "scripts/build.mjs");
  return found;
}

/** Adds a feature, if the data has it. @typedef {(path: string, where: string) => boolean} Add */

/** JavaScript: the types of what is accessed say whose member it is. @param {Add} add */
function addScripts(add) {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const glue = filesBelow("pkg", ".js").filter((name) => !name.includes("snippets"));
  const own = ["www", "src", "interop"].flatMap((folder) => filesBelow(folder, ".js")).filter((name) => !name.includes("/demo/"));
  const program = ts.createProgram([...own, ...glue], { ...options, rootDir: undefined, noEmit: true });
  const checker = program.getTypeChecker();
  /** The interfaces that the Rust code imports: their members are called by the glue, which has no types. web-sys writes `Url` for `URL`. */
  const webSys = ["Cargo.toml", "log/Cargo.toml", "interop/Cargo.toml"]
    .flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(/^\s+"(\w+)",$/gm)].map(([, name]) => name.toLowerCase()));
  const imported = Object.keys(data.api).filter((name) => webSys.includes(name.toLowerCase()));

  /** The names of a type and all that it extends. @param {import("typescript").Type} type @returns {string[]} */
  function names(type) {
    if (type.isUnionOrIntersection()) return type.types.flatMap(names);
    const apparent = checker.getApparentType(type);
    const own = apparent.symbol ? [apparent.symbol.name.replace(/^Readonly(?=Array|Map|Set)|Constructor$/g, "")] : [];
    return [...own, ...(apparent.getBaseTypes?.() ?? []).flatMap(names)];
  }

  /** Adds a member of the first of some interfaces that has it. */
  function addMember(/** @type {string[]} */ interfaces, /** @type {string} */ member, /** @type {string} */ where) {
    for (const name of interfaces) {
      for (const path of [`api.${name}.${member}`, `api.${name}.${member}_static`, `javascript.builtins.${name}.${member}`, `javascript.builtins.Intl.${name}.${member}`, `webassembly.api.${name}.${member}`]) {
        if (add(path, where)) return path;
      }
    }
    return undefined;
  }

  for (const file of program.getSourceFiles()) {
    if (![...own, ...glue].includes(file.fileName)) continue;
    const where = (/** @type {import("typescript").Node} */ node) =>
      `${file.fileName.slice(root.length)}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
    /** What an expression's members belong to. */
    const owners = (/** @type {import("typescript").Expression} */ expression) => {
      const type = checker.getTypeAtLocation(expression);
      const isGlobal = ts.isIdentifier(expression) && /^[A-Z]/.test(expression.text);
      const isUntyped = glue.includes(file.fileName) && (type.flags & ts.TypeFlags.Any) !== 0;
      return [...(isGlobal ? [expression.text] : []), ...names(type), ...(isUntyped ? imported : [])];
    };
    const visit = (/** @type {import("typescript").Node} */ node) => {
      if (ts.isPropertyAccessExpression(node)) {
        const path = addMember(owners(node.expression), node.name.text, where(node));
        if (path && ts.isCallExpression(node.parent)) addOptions(path, node.parent);
        if (node.name.text === "addEventListener" && ts.isCallExpression(node.parent)) addEvent(owners(node.expression), node.parent);
      } else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
        addMember(names(checker.getTypeAtLocation(node.parent)), (node.propertyName ?? node.name).getText(file), where(node));
      } else if (ts.isNewExpression(node)) {
        const name = node.expression.getText(file).split(".").at(-1) ?? "";
        // It may be a member of another window, as in `new other.ClipboardItem()`.
        const isOfApi = [`api.${name}`, `api.${name}.${name}`].map((path) => add(path, where(node))).includes(true);
        if (!isOfApi) add(`javascript.builtins.${name}`, where(node)) || add(`javascript.builtins.Intl.${name}.${name}`, where(node));
      } else if (ts.isIdentifier(node) && isGlobal(node)) {
        add(`api.${node.text}`, where(node)) || add(`api.Window.${node.text}`, where(node)) || add(`javascript.builtins.${node.text}`, where(node));
        if (node.text === "addEventListener" && ts.isCallExpression(node.parent)) addEvent(["Window"], node.parent);
      } else if (ts.isNoSubstitutionTemplateLiteral(node) && /\{[^}]*:/.test(node.text)) {
        addStyles(add, node.text, where(node));
      }
      ts.forEachChild(node, visit);
    };
    const isGlobal = (/** @type {import("typescript").Identifier} */ node) => {
      if (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) return false;
      const declared = checker.getSymbolAtLocation(node)?.declarations?.[0]?.getSourceFile();
      return declared !== undefined && program.isSourceFileDefaultLibrary(declared);
    };
    const addOptions = (/** @type {string} */ path, /** @type {import("typescript").CallExpression} */ call) => {
      // A type assertion has brackets.
      const literals = call.arguments.map((argument) => (ts.isParenthesizedExpression(argument) ? argument.expression : argument));
      for (const argument of literals.filter(ts.isObjectLiteralExpression)) {
        for (const property of argument.properties) add(`${path}.options_${property.name?.getText(file)}_parameter`, where(property));
      }
    };
    const addEvent = (/** @type {string[]} */ interfaces, /** @type {import("typescript").CallExpression} */ { arguments: [type] }) => {
      if (type && ts.isStringLiteral(type)) addMember([...interfaces, "Element"], `${type.text}_event`, where(type));
    };
    visit(file);
  }
}

/**
 * Style sheets: properties, keywords, functions, units, selectors and at-rules.
 * @param {Add} add
 * @param {string} css
 * @param {string} where
 */
function addStyles(add, css, where) {
  const tree = cssTree.parse(css, { parseCustomProperty: true, onParseError: (error) => { throw error; } });
  cssTree.walk(tree, function (node) {
    if (node.type === "Declaration" && !node.property.startsWith("--")) {
      const [, prefix, name] = /** @type {RegExpExecArray} */ (/^(-\w+-)?(.+)$/.exec(node.property));
      add(`css.properties.${name}${prefix ? `|${prefix}` : ""}`, where);
      cssTree.walk(node.value, (part) => {
        if (part.type === "Identifier") add(`css.properties.${name}.${part.name}`, where);
        // Alternative text of generated content.
        if (name === "content" && part.type === "Operator" && part.value === "/") add("css.properties.content.alt_text", where);
      });
    }
    if (node.type === "Function") for (const type of Object.keys(data.css.types)) add(`css.types.${type}.${node.name}`, where) || (type === node.name && add(`css.types.${type}`, where));
    if (node.type === "Dimension") add(`css.types.length.${node.unit}`, where);
    if (node.type === "PseudoClassSelector" || node.type === "PseudoElementSelector") {
      const [, prefix, name] = /** @type {RegExpExecArray} */ (/^(-\w+-)?(.+)$/.exec(node.name));
      if (prefix) add(`css.selectors.${node.name}`, where);
      else add(`css.selectors.${name}`, where);
    }
    if (node.type === "Atrule") add(`css.at-rules.${node.name}`, where);
    if (node.type === "Feature" && node.kind === "media") add(`css.at-rules.media.${node.name}`, where);
  });
}
