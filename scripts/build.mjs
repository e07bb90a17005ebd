// The npm package: two wasms and their glue into pkg/, types into types/. Does nothing that is up to date.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root, run, say } from "./run.mjs";
import { setUpBuild } from "./setup.mjs";

/** The crates that are a wasm each, and its name: the log is loaded only where entries are looked at. */
const WASMS = { ".": "job_progress_chart", log: "job_progress_log" };

/** What rustc's wasm32-unknown-unknown uses, so that wasm-opt takes it; all supported browsers know these. */
const WASM_OPT = [
  "-Oz", "--enable-bulk-memory", "--enable-multivalue", "--enable-mutable-globals", "--enable-nontrapping-float-to-int",
  "--enable-reference-types", "--enable-sign-ext",
];

/** The newest change below the given files and folders, 0 if there are none. */
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
  const sources = newest("src", "core/src", "interop", "log/src", "log/Cargo.toml", "Cargo.toml", "Cargo.lock", "scripts/build.mjs");
  for (const [crate, name] of Object.entries(WASMS)) {
    const wasm = `pkg/${name}_bg.wasm`;
    if (newest(wasm) >= sources) continue;
    say(`Building ${name}`);
    // pkg/.gitignore would keep `npm pack` from shipping it; the package.json is the root's.
    run("wasm-pack", "build", crate, "--target", "web", "--no-gitignore", "--no-pack", "--out-dir", join(root, "pkg"), "--out-name", name);
    run("wasm-opt", ...WASM_OPT, wasm, "-o", wasm);
  }
  if (newest("types/index.d.ts") < newest("www", "tsconfig.json", ...Object.values(WASMS).map((name) => `pkg/${name}.d.ts`))) {
    say("Checking the JS and writing its types");
    run("tsc", "--project", ".");
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) build();
