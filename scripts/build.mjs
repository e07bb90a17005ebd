// npm run build: the npm package: two wasms and their glue into pkg/, the same in JavaScript into www/inline/ and dist/, types into types/,
// descriptions for tools into custom-elements.json and dist/. What is up to date is left as it is.
import { copyFileSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { CLASSIC, writeClassicScript, writeInlineModule } from "./inline.mjs";
import { MANIFEST, writeManifests } from "./manifest.mjs";
import { printSummary, root, run, step } from "./run.mjs";
import { setUpBuild } from "./setup.mjs";

/** The folder of each crate that becomes a wasm, and the name of that. The log's is loaded only where entries are shown. */
export const WASMS = { ".": "job_progress_chart", log: "job_progress_log" };

/** Smallest code, and the features of wasm that rustc uses for wasm32-unknown-unknown; all supported browsers have them. */
export const WASM_OPT = [
  "-Oz", "--enable-bulk-memory", "--enable-multivalue", "--enable-mutable-globals", "--enable-nontrapping-float-to-int",
  "--enable-reference-types", "--enable-sign-ext",
];

/** Time of the newest change in the given files and folders, ms; 0 if none exists. @param {string[]} paths */
function newest(...paths) {
  return Math.max(0, ...paths.map((path) => {
    const info = statSync(path, { throwIfNoEntry: false });
    if (!info?.isDirectory()) return info?.mtimeMs ?? 0;
    return newest(...readdirSync(path).map((name) => join(path, name)));
  }));
}

/** Builds what is out of date. */
export async function build() {
  setUpBuild();
  process.chdir(root);
  const sources = newest(
    "src", "www/shared/request.js", "core/src", "core/Cargo.toml", "interop", "log/src", "log/Cargo.toml", "Cargo.toml", "Cargo.lock", "scripts/build.mjs",
  );
  const isStale = Object.values(WASMS).some((name) => newest(`pkg/${name}_bg.wasm`) < sources);
  // What an older version has made must not be shipped.
  if (isStale) rmSync("pkg", { recursive: true, force: true });
  for (const [crate, name] of isStale ? Object.entries(WASMS) : []) {
    const wasm = `pkg/${name}_bg.wasm`;
    step(`Building ${name}`, () => {
      // pkg/.gitignore would keep `npm pack` from shipping it; the package.json is the root's.
      run("wasm-pack", "build", crate, "--target", "web", "--no-gitignore", "--no-pack", "--out-dir", join(root, "pkg"), "--out-name", name);
      // Moved away first: if this fails, the next build must not take the larger one for the result.
      const unoptimized = join("target", `${name}.wasm`);
      renameSync(wasm, unoptimized);
      run("wasm-opt", ...WASM_OPT, unoptimized, "-o", wasm);
    });
  }
  for (const engine of /** @type {const} */ (["chart", "log"])) {
    if (newest(`www/inline/${engine}-wasm.js`) < newest(`pkg/job_progress_${engine}_bg.wasm`, "scripts/inline.mjs")) writeInlineModule(engine);
  }
  if (newest(CLASSIC) < newest("www", "pkg", "scripts/inline.mjs", "scripts/classic.js")) await step("Bundling the classic script", writeClassicScript);
  if (newest(MANIFEST) < newest("www", "scripts/manifest.mjs")) await step("Describing the elements for tools", writeManifests);
  if (newest("types/index.d.ts") < newest("www", "tsconfig.json", ...Object.values(WASMS).map((name) => `pkg/${name}.d.ts`))) {
    step("Checking the JS and writing its types", () => {
      rmSync("types", { recursive: true, force: true });
      run("tsc", "--project", ".");
      for (const name of readdirSync("www").filter((name) => name.endsWith(".d.ts"))) copyFileSync(join("www", name), join("types", name));
    });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build();
  printSummary();
}
