// The package can be imported where there is no browser, and says so when an element is connected there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { before, test } from "node:test";

import { root } from "../../scripts/run.mjs";
import { install, pack } from "../harness/package.mjs";

/** @type {string} */ let folder;

before(() => {
  folder = install("environments", pack(join(root, "target/package")).tarball);
});

/** Runs a program of the project; throws its output if it fails. */
function run(command, args, env = {}) {
  return execFileSync(command, args, { cwd: folder, encoding: "utf8", env: { ...process.env, ...env }, stdio: "pipe" });
}

test("Node", () => {
  const script = `
    const entries = await Promise.all(["", "/log", "/inline", "/inline-log"].map((entry) => import("job-progress-chart" + entry)));
    const { load } = await import("job-progress-chart/chart");
    console.log(entries.map((entry) => Object.keys(entry)).join(" "));
    await load().catch(({ code, message }) => console.log(code, message));`;
  const [exports, error] = run("node", ["--input-type=module", "-e", script]).trim().split("\n");
  assert.equal(exports, "JobProgressChartElement JobProgressLogElement JobProgressChartElement JobProgressLogElement");
  assert.equal(error, "engine The chart engine could not be loaded: it needs a browser with a canvas; jsdom and happy-dom have none");
});

for (const environment of ["jsdom", "happy-dom"]) {
  test(`Vitest with ${environment}`, () => {
    run("npx", ["vitest", "run", "--environment", environment]);
  });
}

for (const environment of ["jsdom", "@happy-dom/jest-environment"]) {
  test(`Jest with ${environment}`, () => {
    run("npx", ["jest", "--env", environment], { NODE_OPTIONS: "--experimental-vm-modules" });
  });
}
