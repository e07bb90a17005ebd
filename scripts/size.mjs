// npm run size: the bytes that each entry point of the package loads: its JS, bundled and minified, and the wasm that this names.
// With `--check` it exits with 1 if an entry point is over its limit in scripts/sizes.json (bytes after brotli), or if a wasm is built
// without link-time optimization.
//
// To see what a wasm is made of: `cargo install twiggy`, then
//   twiggy top -n 40 target/wasm32-unknown-unknown/release/job_progress_chart.wasm
// That is rustc's output, which still has the names of functions; wasm-opt takes a quarter off its code.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { build, WASMS } from "./build.mjs";
import { CLASSIC } from "./inline.mjs";
import { output, root } from "./run.mjs";
import { setUpTests } from "./setup.mjs";

/** Bytes after brotli at its best. @param {Uint8Array | string} data */
const brotli = (data) =>
  brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } }).length;

/** @param {number} bytes */
const grouped = (bytes) => bytes.toLocaleString("en");

/**
 * What loading an entry point loads.
 * @param {string} module
 * @returns {Promise<{name: string, content: string | Uint8Array}[]>}
 */
async function parts(module) {
  const file = join(root, module);
  if (module === CLASSIC) return [{ name: "JS with both wasms, minified", content: readFileSync(file) }];
  const code = await bundle(file);
  if (module.startsWith("www/inline")) {
    const log = { name: "www/inline/log-wasm.js, which the log always imports", content: readFileSync(join(root, "www/inline/log-wasm.js")) };
    return [{ name: "JS with the wasm, minified", content: code }, ...(module === "www/inline-log.js" ? [log] : [])];
  }
  const wasms = [...code.matchAll(/new URL\(.([\w.-]+\.wasm)/g)].map(([, name]) => join(root, "pkg", name));
  return [
    { name: "JS, minified", content: code },
    ...wasms.map((file) => ({ name: relative(root, file), content: readFileSync(file) })),
  ];
}

/**
 * The folders of crates that are built without link-time optimization. Cargo silently leaves it out where the library has another
 * crate type beside cdylib.
 */
function cratesWithoutLto() {
  const [, profile = ""] = readFileSync(join(root, "Cargo.toml"), "utf8").split("[profile.release]\n");
  const wanted = /^lto = (true|"fat")$/m.test(profile.split("\n[")[0]);
  /** @type {{packages: {manifest_path: string, targets: {crate_types: string[]}[]}[]}} */
  const { packages } = JSON.parse(output("cargo", "metadata", "--no-deps", "--format-version", "1") ?? '{"packages":[]}');
  return Object.keys(WASMS).filter((folder) => {
    const crate = packages.find(({ manifest_path: path }) => path === join(root, folder, "Cargo.toml"));
    const library = crate?.targets.find(({ crate_types: types }) => types.includes("cdylib"));
    return !wanted || library?.crate_types.length !== 1;
  });
}

await build();
setUpTests();
const { bundle } = await import("../tests/harness/bundle.mjs");
/** @type {Record<string, number>} */
const limits = JSON.parse(readFileSync(join(root, "scripts", "sizes.json"), "utf8"));
let passed = true;
for (const [module, limit] of Object.entries(limits)) {
  const loaded = await parts(module);
  const sum = loaded.reduce((sum, { content }) => sum + brotli(content), 0);
  passed &&= sum <= limit;
  console.log(`${module}: ${grouped(sum)} bytes brotli of ${grouped(limit)}${sum > limit ? "  ✗ TOO LARGE" : ""}`);
  for (const { name, content } of loaded) {
    const [raw, gzip] = [Buffer.byteLength(content), gzipSync(content, { level: 9 }).length];
    console.log(`  ${name}: ${grouped(raw)} raw, ${grouped(gzip)} gzip, ${grouped(brotli(content))} brotli`);
  }
}
const unoptimized = cratesWithoutLto();
if (unoptimized.length === 0) console.log("link-time optimization: on");
else console.log(`✗ no link-time optimization in ${unoptimized.join(", ")}: the crate type must be cdylib alone, and the profile's lto true`);
if (process.argv.includes("--check")) process.exit(passed && unoptimized.length === 0 ? 0 : 1);
