// The npm package: two wasms and their glue into pkg/, types into types/. Does nothing that is up to date.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root, run, say } from "./run.mjs";
import { setUpBuild } from "./setup.mjs";

/** The features of the crate that are a wasm each: the log is loaded only where entries are looked at. */
const WASMS = { chart: "job_progress_chart", log: "job_progress_log" };

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
  const sources = newest("src", "wasm", "Cargo.toml", "Cargo.lock", "scripts/build.mjs", "scripts/shrink.mjs", "scripts/wasm.mjs");
  for (const [feature, name] of Object.entries(WASMS)) {
    const wasm = `pkg/${name}_bg.wasm`;
    if (newest(wasm) >= sources) continue;
    say(`Building the wasm of the ${feature}`);
    // pkg/.gitignore would keep `npm pack` from shipping it; the package.json is the root's.
    run("wasm-pack", "build", "wasm", "--target", "web", "--no-gitignore", "--no-pack", "--out-dir", "../pkg", "--out-name", name,
      "--", "--no-default-features", "--features", feature);
    run("node", "scripts/shrink.mjs", wasm);
  }
  if (newest("types/index.d.ts") < newest("www", "src/web", ...Object.values(WASMS).map((name) => `pkg/${name}.d.ts`), "tsconfig.json")) {
    say("Checking the JS and writing its types");
    run("tsc", "--project", "src/web");
    run("tsc", "--project", ".");
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) build();
