// What the repo needs beyond git, rustup's cargo and Node: found, or installed from the package registries.
// Each step does nothing if what it wants is there.
import { existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

import { output, quit, root, run, say } from "./run.mjs";

const WASM_TARGET = "wasm32-unknown-unknown";
const WASM_PACK = "0.15.1";
/** Where a tool goes whose version would clash with one that is installed already. */
const OWN_TOOLS = join(root, "target", "tools");

/** Everything that a build needs. */
export function setUpBuild() {
  if (!output("cargo", "--version")) quit("Rust is missing: install rustup from https://rustup.rs, then run this again.");
  if (!existsSync(output("rustc", "--print", "target-libdir", "--target", WASM_TARGET) ?? "")) {
    say(`Adding Rust's target ${WASM_TARGET}`);
    run("rustup", "target", "add", WASM_TARGET);
  }
  process.env.PATH = [join(OWN_TOOLS, "bin"), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  if (!output("wasm-pack", "--version")) {
    say(`Installing wasm-pack ${WASM_PACK} (a minute or two, once)`);
    run("cargo", "install", "wasm-pack", "--version", `=${WASM_PACK}`, "--locked");
  }
  const bindgen = readFileSync(join(root, "Cargo.toml"), "utf8").match(/^wasm-bindgen = "=(.+)"$/m)?.[1];
  const found = output("wasm-bindgen", "--version")?.split(" ")[1];
  if (found !== bindgen) {
    say(`Installing wasm-bindgen-cli ${bindgen}, which must match the crate exactly (a minute or two, once)`);
    const place = found === undefined ? [] : ["--root", OWN_TOOLS];
    run("cargo", "install", "wasm-bindgen-cli", "--version", `=${bindgen}`, ...place);
  }
  const [wanted, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map((file) => join(root, file));
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
    say("Installing the development tools from npm");
    run("npm", "ci", "--no-audit", "--no-fund");
  }
}

/** A Chromium and its driver. */
export function setUpBrowser() {
  const there = () => ["chromium", "google-chrome", "chrome"].some((name) => output(name, "--version"))
    && output("chromedriver", "--version");
  if (there()) return;
  const wanted = "The tests need Chromium (or Chrome) and its chromedriver on PATH";
  if (!output("apt-get", "--version")) quit(`${wanted}; install both, then run this again.`);
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  say("Installing Chromium and its driver from Debian's packages");
  run(...sudo, "apt-get", "update", "-qq");
  run(...sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver");
  if (!there()) quit(`${wanted}; apt-get did not bring them (on Ubuntu they are snaps: install Chrome instead).`);
}
