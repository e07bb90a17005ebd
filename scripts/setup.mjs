// Installs what the repository needs beyond git, rustup and Node. Each function does nothing if all is there already.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

import { missingPrograms } from "../tests/harness/engines/index.mjs";
import { output, quit, root, run, runWith, step, tryWith } from "./run.mjs";

const WASM_TARGET = "wasm32-unknown-unknown";
const WASM_PACK = "0.15.1";
const GECKODRIVER = "0.37.1";
/** The packages that have the programs of the browser engines; geckodriver is in none. @type {Record<string, string>} */
const DEBIAN_PACKAGES = {
  "chromium": "chromium", "chromedriver": "chromium-driver", "firefox-esr": "firefox-esr", "WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb",
};
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
  configureCargo();
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
 * Panic messages in a wasm have the paths of source files, and those of crates from the registry are absolute. This makes them, and so the
 * wasm, the same on every machine, also for cargo and wasm-pack typed by hand. A path of this machine has no place in a tracked file, and
 * Cargo's own setting for this (`trim-paths`) is not stable.
 */
function configureCargo() {
  const config = join(root, ".cargo", "config.toml");
  const registry = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src");
  const text = `# Made by scripts/setup.mjs.
[target.${WASM_TARGET}]
rustflags = [${JSON.stringify(`--remap-path-prefix=${registry}=registry`)}]
`;
  if (existsSync(config) && readFileSync(config, "utf8") === text) return;
  mkdirSync(join(root, ".cargo"), { recursive: true });
  writeFileSync(config, text);
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

/** The generator of the documentation site. */
export function setUpDocs() {
  installNodeModules("site", "the documentation's generator");
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

/** Chromium and its driver. */
export function setUpBrowser() {
  const missing = setUpEngines(["chromium"]).get("chromium");
  if (missing) quit(`This needs Chromium (or Chrome) and its chromedriver: ${missing}.`);
}

/**
 * Browser engines and their drivers, as far as they can be installed here. Returns why an engine can't be used; nothing for one that can.
 * @param {string[]} engines - names in tests/harness/engines
 * @returns {Map<string, string>}
 */
export function setUpEngines(engines) {
  const packages = engines.flatMap((engine) => missingPrograms(engine).flatMap((program) => DEBIAN_PACKAGES[program] ?? []));
  const failure = packages.length > 0 ? step(`Installing ${packages.join(", ")} from Debian's packages`, () => installPackages(packages)) : undefined;
  if (engines.includes("firefox") && missingPrograms("firefox").join() === "geckodriver") {
    installTool("geckodriver", GECKODRIVER);
    rmSync(TOOLS_BUILD, { recursive: true, force: true });
  }
  return new Map(engines.flatMap((engine) => {
    const missing = missingPrograms(engine);
    return missing.length === 0 ? [] : [[engine, `${missing.join(" and ")} not found on PATH${failure ? `, and ${failure}` : ""}`]];
  }));
}

/** Installs packages where there is an apt-get. Returns what went wrong. @param {string[]} packages */
function installPackages(packages) {
  if (!output("apt-get", "--version")) return "there is no apt-get to install it";
  const [command, ...args] = [...(process.getuid?.() === 0 ? [] : ["sudo", "-n"]), "apt-get"];
  return tryWith({}, command, ...args, "update", "-qq")
    ?? tryWith({ DEBIAN_FRONTEND: "noninteractive" }, command, ...args, "install", "-y", "-qq", "--no-install-recommends", ...packages);
}

/** What the tests of the recipes for the proxy need beside `setUpTests`. */
export function setUpProxyTests() {
  installNodeModules("tests/proxy", "Express and Next");
  const servers = { nginx: ["nginx", "-v"], caddy: ["caddy", "version"], varnish: ["varnishd", "-V"] };
  const missing = Object.entries(servers).filter(([, [command, option]]) => output(command, option) === undefined).map(([name]) => name);
  const failure = missing.length > 0 ? step(`Installing ${missing.join(", ")} from Debian's packages`, () => installPackages(missing)) : undefined;
  if (failure) quit(`The tests of the recipes need nginx, caddy and varnishd on PATH: ${failure}.`);
  const python = join(TOOLS, "python");
  const packages = readFileSync(join(root, "tests/proxy/requirements.txt"), "utf8");
  const note = join(python, "requirements.txt");
  if (existsSync(note) && readFileSync(note, "utf8") === packages) return;
  step("Installing FastAPI from PyPI", () => {
    run("python3", "-m", "venv", python);
    run(join(python, "bin/pip"), "install", "--quiet", "--requirement", "tests/proxy/requirements.txt");
    copyFileSync(join(root, "tests/proxy/requirements.txt"), note);
  });
}
