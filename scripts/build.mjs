// The npm package: wasm and its glue into pkg/, types into types/. Does nothing that is up to date.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root, run, say } from "./run.mjs";
import { setUpBuild } from "./setup.mjs";

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
  const wasm = "pkg/job_progress_chart_bg.wasm";
  if (newest(wasm) < newest("src", "Cargo.toml", "Cargo.lock", "scripts/build.mjs", "scripts/shrink.mjs")) {
    say("Building the wasm");
    // pkg/.gitignore would keep `npm pack` from shipping it; the package.json is the root's.
    run("wasm-pack", "build", "--target", "web", "--no-gitignore", "--no-pack");
    run("node", "scripts/shrink.mjs", wasm);
  }
  if (newest("types/index.d.ts") < newest("www", "pkg/job_progress_chart.d.ts", "tsconfig.json")) {
    say("Checking the JS and writing its types");
    run("tsc", "--project", ".");
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) build();
