// npm run release: checks everything that a release needs, and packs it into target/. With `-- --publish` it also publishes, with
// provenance, which npm allows only in a workflow of a public forge: .github/workflows/release.yml.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { reproduce } from "./reproduce.mjs";
import { output, printSummary, quit, root, run, step } from "./run.mjs";

/** @param {string} file */
const read = (file) => readFileSync(join(root, file), "utf8");
const { name, version } = JSON.parse(read("package.json"));

step("Checking the repository", () => {
  if (output("git", "status", "--porcelain") !== "") quit("There are uncommitted changes.");
  if (!read("Cargo.toml").includes(`\nversion = "${version}"\n`)) quit(`Cargo.toml has another version than package.json, ${version}.`);
  if (!read("CHANGELOG.md").includes(`\n## ${version} `)) quit(`CHANGELOG.md has no heading "## ${version} (date)".`);
  if (output("git", "tag", "--points-at", "HEAD", `v${version}`) === "") quit(`The commit has no tag v${version}: git tag v${version}`);
});
step("All checks", () => run(".ci/run"));
step("The package in every bundler", () => run("npm", "run", "test:package"));
const tarball = await reproduce();
if (process.argv.includes("--publish")) step(`Publishing ${name} ${version}`, () => run("npm", "publish", tarball, "--provenance", "--access", "public"));
printSummary();
