// npm test: sets up and runs all tests: native, wasm in browsers, the elements and the package in browsers. In Firefox and WebKit it runs a
// part of the elements' tests; `npm run test:engines` (--all) runs all tests of the classes, the elements and the bundled package in all three.
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { startDisplay } from "../tests/harness/engines/display.mjs";
import { ENGINES } from "../tests/harness/engines/index.mjs";
import { WINDOW } from "../tests/harness/window.mjs";
import { build } from "./build.mjs";
import { Results } from "./results.mjs";
import { output, printSummary, quit, root, step, tryWith } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpEngines, setUpTests } from "./setup.mjs";

const NO_BROWSER = "no browser";
/** Of the elements' tests those that depend most on the engine: colours, input, focus, layout, loading of modules. */
const PART = ["access", "element", "engine", "interaction", "layout", "lazy-loading", "log-access"];
/** One line of JSON per test, written by tests/harness/reporter.mjs. */
const REPORTS = join(root, "target", "tests");

const isAll = process.argv.includes("--all");
const results = new Results([NO_BROWSER, ...Object.values(ENGINES).map(({ title }) => title)]);

await build();
setUpTests();
const missing = setUpEngines(Object.keys(ENGINES));
buildServer();
for (const [engine, reason] of missing) {
  if (process.env.CI) quit(`${ENGINES[engine].title} is missing: ${reason}.`);
  results.skip(ENGINES[engine].title, "everything", reason);
}
const present = Object.keys(ENGINES).filter((engine) => !missing.has(engine));
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

runCommand("Native", NO_BROWSER, {}, "cargo", "test", "--workspace");
runTests("Scripts and texts", undefined, namesIn("tests").map((name) => `tests/${name}.test.mjs`));
const display = present.includes("webkit") ? await startDisplay(WINDOW) : undefined;
for (const [folder, suite] of /** @type {const} */ ([[".", "Wasm of the chart"], ["log", "Wasm of the log"]])) {
  for (const engine of present) {
    const { title, wasmPack, programs, environment } = ENGINES[engine];
    // A driver's first start on a machine may take longer than the five seconds that the runner gives it.
    const timeouts = { WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60", WASM_BINDGEN_TEST_TIMEOUT: "120" };
    const variables = { ...environment, ...timeouts, DISPLAY: display?.name ?? "" };
    // wasm-pack finds the drivers of the others by itself.
    const options = engine === "webkit" ? ["--safaridriver", output("which", programs[0][0]) ?? ""] : [];
    runCommand(suite, title, variables, "wasm-pack", "test", "--headless", wasmPack, ...options, folder);
  }
}
display?.stop();
const elements = namesIn("tests/element");
for (const engine of present) {
  const isWhole = isAll || engine === "chromium";
  const chosen = isWhole ? elements : elements.filter((name) => PART.includes(name));
  runTests("Elements", engine, chosen.map((name) => `tests/element/${name}.test.mjs`));
  if (!isWhole) results.skip(ENGINES[engine].title, `Elements: ${elements.length - chosen.length} of ${elements.length} files`, "npm run test:engines runs them");
}
for (const engine of present) {
  if (engine === "chromium") runTests("Package", engine, namesIn("tests/package").map((name) => `tests/package/${name}.test.mjs`));
  else if (isAll) runTests("Package", engine, ["tests/package/package.test.mjs"]);
  else results.skip(ENGINES[engine].title, "Package", "npm run test:engines runs it");
}
if (present.includes("chromium")) {
  runTests("Documents", "chromium", namesIn("tests/docs").map((name) => `tests/docs/${name}.test.mjs`));
  runTests("Proxy", "chromium", ["tests/proxy/browser.test.mjs"]);
}
printSummary();
results.print();
if (results.failed) process.exit(1);

/** The names of the tests in a folder, without their ending. @param {string} folder */
function namesIn(folder) {
  const end = ".test.mjs";
  return readdirSync(join(root, folder)).filter((name) => name.endsWith(end)).map((name) => name.slice(0, -end.length)).sort();
}

/**
 * Runs a suite that is one command.
 * @param {string} suite
 * @param {string} column
 * @param {Record<string, string>} variables
 * @param {string[]} command
 */
function runCommand(suite, column, variables, ...[command, ...args]) {
  const failure = step(`${suite}, ${column}`, () => tryWith(variables, command, ...args));
  if (failure) console.error(`\n✗ ${failure}`);
  results.add(suite, column, !failure);
}

/**
 * Runs a suite of test files.
 * @param {string} suite
 * @param {string | undefined} engine
 * @param {string[]} files
 */
function runTests(suite, engine, files) {
  const column = engine ? ENGINES[engine].title : NO_BROWSER;
  const report = join(REPORTS, `${suite} ${column}.jsonl`);
  const failure = step(`${suite}, ${column}`, () => tryWith(
    { ENGINE: engine ?? "" }, "node", "--test", "--test-concurrency=1", "--test-reporter=spec", "--test-reporter-destination=stdout",
    "--test-reporter=./tests/harness/reporter.mjs", `--test-reporter-destination=${report}`, ...files,
  ));
  const tests = readFileSync(report, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  results.addTests(suite, column, !failure, tests);
}
