// The build that pictures are compared with, made from the last commit that changed the look on purpose.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";

import { output, root } from "../../scripts/run.mjs";

/** Lists the intended changes of the look; its last commit is the reference. */
const CHANGES = "tests/pictures.md";
/** Everything that is drawn is made from these. */
const SOURCES = ["Cargo.toml", "Cargo.lock", "core", "interop", "log", "src", "www", "scripts/build.mjs"];
const BUILDS = join(root, "target", "reference");
/** Not that of the repository: cargo would take these crates for its own. */
const CARGO_TARGET = join(root, "target", "reference-build");

/** Builds the reference, once. Returns its folder, or why there is nothing to compare with. */
export function buildReference() {
  if (output("git", "rev-parse", "--is-shallow-repository") !== "false") return { reason: "the history of the repository is not here" };
  if (output("git", "status", "--porcelain", "--", CHANGES)) return { reason: `${CHANGES} has uncommitted changes: the next pictures are the reference` };
  const commit = output("git", "log", "-1", "--format=%H", "--", CHANGES);
  if (!commit) return { reason: `${CHANGES} is in no commit` };
  if (spawnSync("git", ["diff", "--quiet", commit, "--", ...SOURCES], { cwd: root }).status === 0) {
    return { reason: `nothing that is drawn has changed since ${commit.slice(0, 8)}` };
  }
  const folder = join(BUILDS, commit);
  if (!existsSync(folder)) {
    rmSync(BUILDS, { recursive: true, force: true });
    const unfinished = `${folder}.unfinished`;
    mkdirSync(unfinished, { recursive: true });
    execFileSync("tar", ["-x"], { cwd: unfinished, input: execFileSync("git", ["archive", commit], { cwd: root, maxBuffer: 1 << 30 }) });
    execFileSync("node", ["scripts/build.mjs"], {
      cwd: unfinished,
      // The tools are installed already.
      env: { ...process.env, CARGO_TARGET_DIR: CARGO_TARGET, PATH: [join(root, "target/tools/bin"), process.env.PATH].join(delimiter) },
      stdio: ["ignore", "ignore", "inherit"],
    });
    renameSync(unfinished, folder);
  }
  return { folder };
}
