// The browser engines that the tests run in. The environment variable ENGINE names one; without it that is Chromium.
import { output } from "../../../scripts/run.mjs";

/**
 * What some drivers can't do. A test that needs it says so with `needs`.
 * @typedef {"devtools" | "pictures" | "touch" | "print" | "forced colours" | "ratio" | "offline" | "tabs" | "clipboard" | "downloads" | "decoding errors"} Feature
 */

/**
 * @typedef {object} Engine
 * @property {string} title
 * @property {string[][]} programs - that it needs on PATH, each with its possible names
 * @property {string} wasmPack - the option of `wasm-pack test`
 * @property {Record<string, string>} environment - variables for its driver
 * @property {Partial<Record<Feature, string>>} limits - why a test that needs the feature is skipped
 */

const PROTOCOL = "it needs Chromium's DevTools protocol";
const PICTURES = "pictures are compared in Chromium only";

/** @type {Record<string, Engine>} */
export const ENGINES = {
  chromium: {
    title: "Chromium", programs: [["chromium", "google-chrome", "chrome"], ["chromedriver"]], wasmPack: "--chrome", environment: {}, limits: {},
  },
  firefox: {
    title: "Firefox", programs: [["firefox-esr", "firefox"], ["geckodriver"]], wasmPack: "--firefox", environment: {},
    limits: { devtools: PROTOCOL, pictures: PICTURES },
  },
  webkit: {
    title: "WebKit", programs: [["WebKitWebDriver"], ["Xvfb"]], wasmPack: "--safari",
    environment: {
      // Its sandbox needs namespaces, which containers often don't have. It only opens the tests' own pages.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      // WebKitGTK 2.50 crashed in 2 of 75 starts while it compiled its shaders.
      WEBKIT_SKIA_ENABLE_CPU_RENDERING: "1",
    },
    limits: {
      "devtools": PROTOCOL, "pictures": PICTURES, "forced colours": "WebKitGTK has no forced colours",
      "ratio": "WebKitGTK's driver can't change the device pixel ratio",
      "touch": "WebKitGTK's driver has no touch", "print": "WebKitGTK's driver can't print", "offline": "WebKitGTK's driver can't go offline",
      "tabs": "WebKitGTK's driver can't hide a tab", "clipboard": "WebKitGTK's driver can't let a page read the clipboard",
      "downloads": "WebKitGTK's driver has no folder for downloads", "decoding errors": "WebKitGTK takes a body that can't be decompressed as it is",
    },
  },
};

/** The name of the engine that this process's tests run in. */
export const ENGINE = process.env.ENGINE || "chromium";
if (!ENGINES[ENGINE]) throw new Error(`ENGINE=${ENGINE}: there are ${Object.keys(ENGINES).join(", ")}`);

/** The path of a program, undefined if it is not on PATH. @param {string[]} names */
const path = (names) => names.map((name) => output("which", name)).find(Boolean);

/** The paths of this engine's programs. */
export const programs = () => ENGINES[ENGINE].programs.map((names) => path(names) ?? names[0]);

/** The programs that an engine lacks on this machine. @param {string} engine */
export const missingPrograms = (engine) => ENGINES[engine].programs.filter((names) => !path(names)).map(([name]) => name);

/**
 * Options for a test: it is skipped in engines that can't do what it needs.
 * @param {...Feature} features
 */
export const needs = (...features) => ({ skip: features.map((feature) => ENGINES[ENGINE].limits[feature]).find(Boolean) ?? false });
