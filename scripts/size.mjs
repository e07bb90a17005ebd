// npm run size: what each entry point weighs on the wire, and what the wasm is made of. `--check` only compares the first
// with scripts/sizes.json, the most that may be, and ends with 1 if that is passed.
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

import { root } from "./run.mjs";
import { named } from "./shrink.mjs";
import { functions, sections } from "./wasm.mjs";

/** Bytes as they go over the wire with brotli -11. */
const brotli = (/** @type {Uint8Array | string} */ data) =>
  brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } }).length;

/**
 * All that importing a module loads in the end: its JS, bundled and minified, and the wasm that this names.
 * @param {string} module - path from the root
 */
async function entry(module) {
  const bundle = await rolldown({ input: join(root, module), logLevel: "silent" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === "chunk" ? [[chunk.fileName, chunk]] : [])));
  // What is imported dynamically may never be loaded.
  const loaded = new Set([output[0].fileName]);
  for (const name of loaded) chunks.get(name)?.imports.forEach((other) => loaded.add(other));
  const code = [...loaded].map((name) => chunks.get(name)?.code ?? "").join("");
  const wasm = [...code.matchAll(/new URL\(.([\w.-]+\.wasm)/g)].map(([, name]) => join(root, "pkg", name));
  return [
    { name: "JS, minified", bytes: code },
    ...wasm.map((file) => ({ name: relative(root, file), bytes: readFileSync(file) })),
  ];
}

/** The crate of a function, with the module for our own. */
function owner(/** @type {string} */ name) {
  const own = name.match(/job_progress_chart::(\w+(?:::\w+)?)/);
  if (own) return `job-progress-chart ${own[1]}`;
  if (/^_*jobprogress|^__wbg_/.test(name)) return "job-progress-chart exports";
  return name.match(/(\w+)(?:\[[0-9a-f]{16}\])?::/)?.[1] ?? "other";
}

/** @param {Iterable<[string, number]>} rows @param {number} most */
function print(rows, most) {
  for (const [name, size] of [...rows].sort((a, b) => b[1] - a[1]).slice(0, most)) {
    console.log(`${size.toLocaleString("en").padStart(9)}  ${name}`);
  }
}

/** @type {Record<string, number>} */
const limits = JSON.parse(readFileSync(join(root, "scripts", "sizes.json"), "utf8"));
let fine = true;
for (const [module, limit] of Object.entries(limits)) {
  const parts = await entry(module);
  const sum = parts.reduce((sum, { bytes }) => sum + brotli(bytes), 0);
  fine &&= sum <= limit;
  console.log(`${module}: ${sum.toLocaleString("en")} bytes brotli of ${limit.toLocaleString("en")}${sum > limit ? "  ✗ TOO LARGE" : ""}`);
  for (const { name, bytes } of parts) {
    console.log(`  ${name}: ${bytes.length.toLocaleString("en")} raw, ${gzipSync(bytes, { level: 9 }).length.toLocaleString("en")} gzip, ${brotli(bytes).toLocaleString("en")} brotli`);
  }
}
if (process.argv.includes("--check")) {
  if (!fine) console.error("\nScripts and wasm grew over scripts/sizes.json: `npm run size` tells what they are made of.");
  process.exit(fine ? 0 : 1);
}
for (const wasm of ["job_progress_chart_bg.wasm", "job_progress_log_bg.wasm"].map(named).filter(existsSync)) {
  const bytes = readFileSync(wasm);
  const code = functions(bytes);
  console.log(`\n${relative(root, wasm)}, raw bytes`);
  print(sections(bytes).filter(({ name }) => name !== "name").map(({ name, from, to }) => [name, to - from]), 8);
  /** @type {Map<string, number>} */ const sums = new Map();
  for (const { name, size } of code) sums.set(owner(name), (sums.get(owner(name)) ?? 0) + size);
  console.log("\nCode by crate and module (what was inlined counts where it went)");
  print(sums, 40);
  console.log("\nThe largest functions");
  print(code.map(({ name, size }) => [name.replace(/::h[0-9a-f]{16}$/, "").slice(0, 140), size]), 40);
}
