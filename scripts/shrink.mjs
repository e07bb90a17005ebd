// node scripts/shrink.mjs FILE.wasm
// What becomes of rustc's wasm before it ships: the ends of panics are cut off, then all that nothing reaches any more.
import binaryen from "binaryen";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { quit, root, run } from "./run.mjs";
import { exports, imports, memory, withExports, withImports } from "./wasm.mjs";

// wasm-pack's own call of wasm-opt names no features and fails on what rustc emits; `--all-features` would emit what
// browsers refuse.
const FEATURES = [
  "bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types", "multivalue",
].map((feature) => `--enable-${feature}`);

/** The standard library's ends of a panic. Nobody hears what they would say: without a hook a panic is a trap, and that stays. */
const PANICS = /^(core::(panicking::|(option|result|cell|str|slice)::.*(panic_\w+|_failed|_fail|_fail_rt)$)|alloc::.*::(handle_alloc_error|handle_error|capacity_overflow)|std::(panicking::|alloc::rust_oom|alloc::default_alloc_error_hook|thread::local::panic)|hashbrown::.*::capacity_overflow)/;

/**
 * What tables of functions keep, though nothing should use it: the standard library's formatting, which only messages of
 * panics need, and the queue of async tasks.
 */
const UNUSED = [/\bcore::fmt::/, /\bjs_sys::futures::/];

/**
 * What makes it smallest once it is compressed: like functions near each other, and no hints of alignment, which engines don't
 * heed. rustc lays the stack below the data, which grows down to 0: no address below 1024 is ever used.
 */
const SQUEEZE = ["-Oz", "--skip-pass=merge-locals", "--low-memory-unused", "--dealign", "--reorder-functions-by-name"];

/** What the imports' module is called in the end. */
const MODULE = "a";

/** The wasm before its names are gone, for reports. */
export const named = (/** @type {string} */ wasm) => join(root, "target", "named", basename(wasm));

/**
 * Makes a wasm of rustc and wasm-bindgen small, in its place.
 * @param {string} wasm - path
 */
function shrink(wasm) {
  const kept = named(wasm);
  mkdirSync(dirname(kept), { recursive: true });
  cut(wasm, kept, (name) => PANICS.test(name));
  for (const unused of UNUSED) {
    const user = calls(kept).find(([from, to]) => unused.test(to) && !unused.test(from));
    if (user) console.log(`${unused.source} stays: ${user.join(" calls ")}`);
    else cut(kept, kept, (name) => unused.test(name));
  }
  run("wasm-opt", ...FEATURES, ...SQUEEZE, "--strip-debug", "--strip-producers", "--strip-target-features", kept, "-o", wasm);
  const bytes = readFileSync(wasm);
  forgetPlaces(bytes);
  const glue = wasm.replace(/_bg\.wasm$/, ".js");
  simplify(glue);
  writeFileSync(wasm, shortenExports(shortenImports(bytes, glue), glue));
  settleSnippets(glue);
}

/**
 * Empties what tells the places of panics: the paths of sources, and the records of path, length, line and column.
 * @param {Uint8Array} wasm - changed in place
 */
function forgetPlaces(wasm) {
  const segments = memory(wasm);
  /** @type {Map<number, number>} */ const paths = new Map();
  for (const { address, bytes } of segments) {
    for (const { 0: path, index } of Buffer.from(bytes).toString("latin1").matchAll(/(\/|src\/)[\w/.-]+?\.rs/g)) {
      paths.set(address + index, path.length);
      bytes.fill(0, index, index + path.length);
    }
  }
  for (const { address, bytes } of segments) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = (4 - (address % 4)) % 4; at + 16 <= bytes.length; at += 4) {
      const length = paths.get(view.getUint32(at, true));
      // The compiler counts the zero that it puts behind a path, or does not.
      if (length === view.getUint32(at + 4, true) || length === view.getUint32(at + 4, true) - 1) bytes.fill(0, at, at + 16);
    }
  }
}

/**
 * Gives the imports short names, in the wasm and in its glue: wasm-bindgen's hold a hash each. What is no longer imported
 * is left out of the glue.
 * @param {Uint8Array} wasm
 * @param {string} glue - path
 */
function shortenImports(wasm, glue) {
  let script = readFileSync(glue, "utf8");
  const own = script.match(/^ {8}"(.+)": import0,$/m)?.[1];
  const renamed = imports(wasm).map(({ module, name, type }, at) => ({ module, name, short: at.toString(36), type }));
  const names = new Map(renamed.flatMap(({ module, name, short }) => (module === own ? [[name, short]] : [])));
  // As wasm-bindgen writes them: a member ends with a bracket as deep as its name.
  const member = /^( {8})(__wb\w+)(: function\([^]*?^\1\}(?:, arguments\); \})?,\n)/gm;
  script = script.replace(member, (_, space, name, rest) => {
    const short = names.get(name);
    names.delete(name);
    return short === undefined ? "" : `${space}"${short}"${rest}`;
  });
  if (names.size > 0) quit(`Not in the glue as expected: ${[...names.keys()].join(", ")}`);
  writeFileSync(glue, direct(script, own, renamed.filter(({ module }) => module !== own)));
  return withImports(wasm, renamed.map(({ short, type }) => ({ module: MODULE, name: short, type })));
}

/**
 * Gives the exports short names, in the wasm and in its glue. What the glue does not use is no longer exported.
 * @param {Uint8Array} wasm
 * @param {string} glue - path
 */
function shortenExports(wasm, glue) {
  const script = readFileSync(glue, "utf8");
  const used = new Set([...script.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name));
  const kept = exports(wasm).filter(({ name }) => used.has(name));
  // Names and no numbers: the glue has them behind a dot. The memory is looked at from outside.
  const names = new Map(kept.map(({ name }, at) => [name, name === "memory" ? name : `_${at.toString(36)}`]));
  writeFileSync(glue, script.replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${names.get(name)}`));
  return withExports(wasm, kept.map(({ name, kind, index }) => ({ name: names.get(name) ?? "", kind, index })));
}

/** What the glue has for browsers that can't run such a wasm at all, and for calls that it does not make. */
const NEEDLESS = [
  /\(typeof FinalizationRegistry === 'undefined'\)\s+\? \{ register: \(\) => \{\}, unregister: \(\) => \{\} \}\s+: /g,
  /^if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n[^]*?^\}\n/gm,
  /^ {4}if \(realloc === undefined\) \{\n[^]*?^ {4}\}\n/gm,
];

/**
 * Leaves out of the glue what nobody needs. It loads the wasm in fewer words than wasm-bindgen, which takes it from anywhere.
 * @param {string} glue - path
 */
function simplify(glue) {
  const loading = `let wasm;

export default async function init() {
    const response = await fetch(new URL('${basename(glue, ".js")}_bg.wasm', import.meta.url));
    const imports = __wbg_get_imports();
    // Browsers stream no other type.
    const { instance } = response.headers.get('Content-Type') === 'application/wasm'
        ? await WebAssembly.instantiateStreaming(response, imports)
        : await WebAssembly.instantiate(await response.arrayBuffer(), imports);
    wasm = instance.exports;
    wasm.__wbindgen_start();
}
`;
  writeFileSync(glue, NEEDLESS.reduce((script, part) => script.replace(part, ""), readFileSync(glue, "utf8")));
  replaceTail(glue, "\nlet wasmModule, wasmInstance, wasm;\n", `\n${loading}`);
  replaceTail(glue.replace(/js$/, "d.ts"), "\nexport type InitInput = ", "\n/** Loads the wasm. */\nexport default function init(): Promise<void>;\n");
}

/** @param {string} file @param {string} from - where the tail begins @param {string} tail */
function replaceTail(file, from, tail) {
  const text = readFileSync(file, "utf8");
  const at = text.indexOf(from);
  if (at < 0) quit(`Not in ${file} as expected: ${from}`);
  writeFileSync(file, text.slice(0, at) + tail);
}

/**
 * The glue with JS functions that wasm-bindgen wants to hand to the wasm as they are, by a whole module for each, which no
 * minifier could look into: they become members of the glue's own.
 * @param {string} script
 * @param {string} own - the glue's own module
 * @param {{module: string, name: string, short: string}[]} functions
 */
function direct(script, own, functions) {
  const members = [];
  const whole = /^import \* as (import\d+) from ("[^"]+");?\n/gm;
  const named = script.replace(whole, (_, local, module) => {
    const at = functions.findIndex((other) => `"${other.module}"` === module);
    if (at < 0) return "";
    const [{ name, short }] = functions.splice(at, 1);
    members.push(`        "${short}": ${local},\n`);
    return `import { ${name} as ${local} } from ${module};\n`;
  });
  if (functions.length > 0) quit(`Not in the glue as expected: ${functions.map(({ name }) => name).join(", ")}`);
  return named
    .replace(/^ {8}".+": import(?!0)\d+,\n/gm, "")
    .replace(/^ {4}\};\n(?= {4}return \{\n {8}__proto__: null,\n {8}".+": import0)/m, (end) => members.join("") + end)
    .replace(`"${own}": import0`, `"${MODULE}": import0`);
}

/**
 * Brings the JS that stands beside the Rust to pkg/web/: wasm-bindgen copies it to where its path holds a hash.
 * @param {string} glue - path
 */
function settleSnippets(glue) {
  const script = readFileSync(glue, "utf8");
  const [folder] = script.match(/(?<=["']\.\/)snippets\/[^/]+\/src(?=\/)/) ?? [];
  if (!folder) return;
  rmSync(join(dirname(glue), "web"), { recursive: true, force: true });
  cpSync(join(dirname(glue), folder), dirname(glue), { recursive: true });
  rmSync(join(dirname(glue), "snippets"), { recursive: true });
  writeFileSync(glue, script.replaceAll(`./${folder}/`, "./"));
}

/** A name without the hashes of crates and versions, and without the brackets of a type. */
function plain(/** @type {string} */ name) {
  return name
    .replace(/\[[0-9a-f]{16}\]/g, "")
    .replace(/::h[0-9a-f]{16}$/, "")
    .replace(/^</, "");
}

/**
 * Turns functions into traps, and leaves out what nothing reaches any more.
 * @param {string} from - path of a wasm
 * @param {string} to
 * @param {(name: string) => boolean} choose
 */
function cut(from, to, choose) {
  const module = binaryen.readBinary(readFileSync(from));
  for (let at = 0; at < module.getNumFunctions(); at++) {
    const func = module.getFunctionByIndex(at);
    if (choose(plain(binaryen.getFunctionInfo(func).name))) binaryen.Function.setBody(func, module.unreachable());
  }
  binaryen.setDebugInfo(true);
  writeFileSync(to, module.emitBinary());
  run("wasm-opt", ...FEATURES, "-Oz", "-g", to, "-o", to);
}

/** Who calls whom directly. */
function calls(/** @type {string} */ wasm) {
  const { status, stdout, stderr } = spawnSync("wasm-opt", [...FEATURES, "--print-call-graph", wasm, "-o", "/dev/null"], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) quit(`wasm-opt failed: ${stderr}`);
  return [...stdout.matchAll(/^ *"(.+)" -> "(.+)"; \/\/ call$/gm)].map(([, from, to]) => [plain(from), plain(to)]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) shrink(process.argv[2]);
