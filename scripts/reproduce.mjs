// npm run reproduce: builds and packs the last commit twice: here, and in a clone in another folder with another home of Cargo. Fails if the
// two tarballs differ.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { build } from "./build.mjs";
import { output, printSummary, quit, root, run, runWith, step } from "./run.mjs";

/** Builds twice. Returns the path of the tarball. */
export async function reproduce() {
  if (output("git", "status", "--porcelain") !== "") quit("There are uncommitted changes: only what is committed can be built twice.");
  await build();
  const tarball = step("Packing", () => pack(root));
  const folder = mkdtempSync(join(tmpdir(), "job-progress-"));
  try {
    const clone = join(folder, "clone");
    const second = step("Building again in a clone, with another home of Cargo", () => {
      run("git", "clone", "--quiet", root, clone);
      // The tools are not what is compared.
      mkdirSync(join(clone, "target"));
      cpSync(join(root, "target", "tools"), join(clone, "target", "tools"), { recursive: true });
      runWith({ CARGO_HOME: join(folder, "cargo"), CARGO_TARGET_DIR: join(clone, "target") }, "npm", "--prefix", clone, "run", "build");
      return pack(clone);
    });
    if (hash(tarball) !== hash(second)) quit(`The two builds differ: ${differences(tarball, second).join(", ")}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\nBoth builds give the same tarball: ${tarball}\nsha256 ${hash(tarball)}`);
  return tarball;
}

/** Packs a checkout into its `target`. Returns the path of the tarball. @param {string} folder */
function pack(folder) {
  const target = join(folder, "target");
  mkdirSync(target, { recursive: true });
  run("npm", "pack", folder, "--silent", "--pack-destination", target);
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(target, `${name}-${version}.tgz`);
}

/** @param {string} file */
function hash(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/**
 * The paths of the files that differ in two tarballs.
 * @param {string} one
 * @param {string} other
 */
function differences(one, other) {
  const files = (/** @type {string} */ tarball) => (output("tar", "-tzf", tarball) ?? "").split("\n");
  const content = (/** @type {string} */ tarball, /** @type {string} */ path) => output("sh", "-c", 'tar -xzOf "$0" "$1" | sha256sum', tarball, path);
  return [...new Set([...files(one), ...files(other)])].filter((path) => content(one, path) !== content(other, path));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await reproduce();
  printSummary();
}
