// npm run build: the npm package: two wasms and their glue into pkg/, types into types/. What is up to date is left as it is.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

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
export function build() {
  setUpBuild();
  process.chdir(root);
  const sources = newest(
    "src", "www/shared/request.js", "core/src", "core/Cargo.toml", "interop", "log/src", "log/Cargo.toml", "Cargo.toml", "Cargo.lock", "scripts/build.mjs",
  );
  for (const [crate, name] of Object.entries(WASMS)) {
    const wasm = `pkg/${name}_bg.wasm`;
    if (newest(wasm) >= sources) continue;
    step(`Building ${name}`, () => {
      // pkg/.gitignore would keep `npm pack` from shipping it; the package.json is the root's.
      run("wasm-pack", "build", crate, "--target", "web", "--no-gitignore", "--no-pack", "--out-dir", join(root, "pkg"), "--out-name", name);
      run("wasm-opt", ...WASM_OPT, wasm, "-o", wasm);
    });
  }
  if (newest("types/index.d.ts") < newest("www", "tsconfig.json", ...Object.values(WASMS).map((name) => `pkg/${name}.d.ts`))) {
    step("Checking the JS and writing its types", () => run("tsc", "--project", "."));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  build();
  printSummary();
}
