// Installs what the repository needs beyond git, rustup and Node. Each function does nothing if all is there already.
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

import { output, quit, root, run, runWith, step } from "./run.mjs";

const WASM_TARGET = "wasm32-unknown-unknown";
const WASM_PACK = "0.15.1";
/** Tools are installed into the repository: unoptimized ones have no place among the user's own. */
const TOOLS = join(root, "target", "tools");
/** Compiled dependencies that the tools share. */
const TOOLS_BUILD = join(TOOLS, "build");

/** Everything that `scripts/build.mjs` needs. */
export function setUpBuild() {
  if (!output("cargo", "--version")) quit("Rust is missing: install rustup from https://rustup.rs, then run this again.");
  if (!existsSync(output("rustc", "--print", "target-libdir", "--target", WASM_TARGET) ?? "")) {
    step(`Adding Rust's target ${WASM_TARGET}`, () => run("rustup", "target", "add", WASM_TARGET));
  }
  process.env.PATH = [join(TOOLS, "bin"), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  // wasm-bindgen must have exactly the version of the crate.
  const bindgen = readFileSync(join(root, "Cargo.toml"), "utf8").match(/^wasm-bindgen = "=(.+)"$/m)?.[1] ?? "";
  if (output("wasm-bindgen", "--version")?.split(" ")[1] !== bindgen) {
    // TLS is only for WebDrivers on other machines, and takes longest to compile.
    installTool("wasm-bindgen-cli", bindgen, "--no-default-features");
  }
  if (!output("wasm-pack", "--version")) installTool("wasm-pack", WASM_PACK);
  rmSync(TOOLS_BUILD, { recursive: true, force: true });
  installNodeModules(".", "wasm-opt and TypeScript");
}

/**
 * Installs a crate's programs, unoptimized: that takes a third of the time, and the build is no slower with them.
 * @param {string} crate
 * @param {string} version
 * @param {string[]} options
 */
function installTool(crate, version, ...options) {
  step(`Installing ${crate} ${version}`, () => runWith(
    { CARGO_PROFILE_DEV_DEBUG: "0" },
    "cargo", "install", crate, "--version", `=${version}`, "--debug", "--root", TOOLS, "--target-dir", TOOLS_BUILD, ...options,
  ));
}

/** What the tests need beside `setUpBuild` and `setUpBrowser`. */
export function setUpTests() {
  installNodeModules("tests", "the browser driver, axe and the bundlers");
}

/** The chart libraries that the benchmark compares with. */
export function setUpBench() {
  installNodeModules("bench", "the chart libraries");
}

/**
 * Runs `npm ci` in a folder that has a package.json of its own, if its lock file is newer than its node_modules.
 * @param {string} folder - relative to the root
 * @param {string} content - what it installs, for people
 */
function installNodeModules(folder, content) {
  const [wanted, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map((file) => join(root, folder, file));
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  step(`Installing ${content} from npm`, () => run("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund"));
}

/** A Chromium and its driver. */
export function setUpBrowser() {
  const installed = () => ["chromium", "google-chrome", "chrome"].some((name) => output(name, "--version"))
    && output("chromedriver", "--version");
  if (installed()) return;
  const wanted = "The tests need Chromium (or Chrome) and its chromedriver on PATH";
  if (!output("apt-get", "--version")) quit(`${wanted}; install both, then run this again.`);
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const aptGet = (/** @type {string[]} */ ...args) => {
    const [command, ...rest] = [...sudo, "apt-get", ...args];
    run(command, ...rest);
  };
  step("Installing Chromium and its driver from Debian's packages", () => {
    aptGet("update", "-qq");
    aptGet("install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver");
  });
  if (!installed()) quit(`${wanted}; apt-get did not install them (on Ubuntu they are snaps: install Chrome instead).`);
}
