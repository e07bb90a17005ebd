// The tarball as npm would publish it, installed into small projects.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../../scripts/run.mjs";

const APPS = join(root, "tests/package/apps");
/** Here the apps are installed, so that nothing is left in the source tree. */
const INSTALLED = join(root, "target/package");

/** What bundlers keep between builds. They don't notice that a package has changed without its version. */
const CACHES = ["node_modules/.vite", "node_modules/.vite-inline", "node_modules/.cache", ".angular", ".next", ".svelte-kit", ".parcel-cache", "dist"];

/**
 * Packs the package.
 * @param {string} folder - where the tarball is put
 * @returns {{tarball: string, files: string[]}} its path, and the paths in it
 */
export function pack(folder) {
  mkdirSync(folder, { recursive: true });
  const [{ filename, files }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  return { tarball: join(folder, filename), files: files.map((/** @type {{path: string}} */ { path }) => path) };
}

/**
 * Copies a project of tests/package/apps to target/package, installs what its lock file names, and the tarball. Returns its folder.
 * @param {string} app
 * @param {string} tarball
 * @param {string[]} base - projects whose files it has, too
 */
export function install(app, tarball, base = []) {
  const [source, folder] = [join(APPS, app), join(INSTALLED, app)];
  for (const part of [...base, app]) cpSync(join(APPS, part), folder, { recursive: true });
  const lock = readFileSync(join(source, "package-lock.json"), "utf8");
  const installed = join(folder, "node_modules/.installed-lock.json");
  if (!existsSync(installed) || readFileSync(installed, "utf8") !== lock) {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeFileSync(installed, lock);
  }
  for (const cache of CACHES) rmSync(join(folder, cache), { recursive: true, force: true });
  const target = join(folder, "node_modules/job-progress-chart");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
  return folder;
}
