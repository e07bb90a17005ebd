// Builds an app of each kind with the tarball, and opens it in a browser. Prints a table: what works, and what it needed.
import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

import { startBrowser } from "../harness/browser.mjs";
import { startFront } from "../harness/front.mjs";
import { install } from "../harness/package.mjs";
import { startServer } from "../harness/server.mjs";
import { until } from "../harness/wait.mjs";
import { check, SERVER } from "./check.mjs";

/** The policy of design: nothing inline, nothing evaluated but WebAssembly. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'";
const INLINE = 'import "job-progress-chart/inline"';

/**
 * A way to run an app.
 * @typedef {object} Way
 * @property {string} name
 * @property {string} [folder] - what the build makes, or the folder that is served as it is
 * @property {string} [script] - the npm script of the app's own server
 * @property {string} [page]
 * @property {string} [needs] - what the user has to write beside the import and the tag
 * @property {boolean} [strict] - under the strict policy
 */

/**
 * @typedef {object} App
 * @property {string} name - its folder in tests/package/apps
 * @property {string} [title] - the package whose version is shown
 * @property {boolean} [plain] - it has the files of `plain`
 * @property {RegExp} [says] - what it says on the console without the package, too
 * @property {boolean} [token] - it gives its name as a header
 * @property {string[]} [copies] - files that its build leaves out, for the served folder
 * @property {Way[]} ways
 */

/** @type {(version: number) => App} */
const vite = (version) => ({
  name: `vite-${version}`, title: "vite", plain: true,
  ways: [
    { name: "build", folder: "dist", strict: true },
    { name: "build, inline", folder: "dist", page: "inline.html", strict: true },
    { name: "dev", script: "dev", ...(version < 8 && { needs: 'optimizeDeps: { exclude: ["job-progress-chart"] }' }) },
    { name: "dev, inline", script: version < 8 ? "dev:inline" : "dev", page: "inline.html" },
  ],
});
/** Two pages, of the usual and of the inline entries. @type {(needs?: string) => Way[]} */
const both = (needs) => [
  { name: "build", folder: "dist", strict: true, needs },
  { name: "build, inline", folder: "dist", page: "inline.html", strict: true, needs },
];
/** @type {() => Way[]} */
const inVite = () => [{ name: "build", folder: "dist" }, { name: "dev", script: "dev" }];

/** @type {App[]} */
export const APPS = [
  {
    name: "bare", title: "job-progress-chart",
    ways: [
      { name: "modules", folder: ".", strict: true },
      { name: "import map", folder: ".", page: "import-map.html" },
      { name: "classic script", folder: ".", page: "classic.html", strict: true },
    ],
  },
  vite(8), vite(7), vite(6), vite(5),
  { name: "webpack", title: "webpack", plain: true, ways: both("under Trusted Types: output.trustedTypes: true") },
  { name: "rspack", title: "@rspack/core", plain: true, ways: both("under Trusted Types: output.trustedTypes: true") },
  { name: "rollup", title: "rollup", plain: true, copies: ["inline.html"], ways: [{ name: "build, inline", folder: "dist", page: "inline.html", strict: true, needs: INLINE }] },
  {
    name: "esbuild", title: "esbuild", plain: true, copies: ["inline.html", "iife.html"],
    ways: [
      { name: "build (ESM), inline", folder: "dist", page: "inline.html", strict: true, needs: INLINE },
      { name: "build (IIFE), inline", folder: "dist", page: "iife.html", strict: true, needs: `${INLINE}; --log-override:empty-import-meta=silent` },
    ],
  },
  { name: "parcel", title: "parcel", plain: true, ways: both("@parcel/resolver-default: { packageExports: true }").map((way) => ({ ...way, strict: false })) },
  { name: "react", title: "react", token: true, ways: inVite() },
  { name: "next", title: "next", token: true, ways: [{ name: "build, server", script: "start" }] },
  { name: "vue", title: "vue", token: true, ways: inVite().map((way) => ({ ...way, needs: "isCustomElement: (tag) => tag.startsWith(\"job-progress-\")" })) },
  { name: "svelte", title: "svelte", token: true, ways: inVite() },
  { name: "sveltekit", title: "@sveltejs/kit", ways: [{ name: "build, server", script: "start" }] },
  { name: "lit", title: "lit", token: true, says: /Lit is in dev mode/, ways: inVite() },
  { name: "angular", title: "@angular/core", token: true, ways: [{ name: "build, inline", folder: "dist", needs: `${INLINE}; CUSTOM_ELEMENTS_SCHEMA` }] },
];

/**
 * Runs apps one after another, and prints the table. Returns whether all of it works.
 * @param {string} tarball
 * @param {App[]} apps
 */
export async function runMatrix(tarball, apps) {
  const browser = await startBrowser();
  /** @type {string[][]} */ const rows = [["App", "Version", "Way", "Result", "Needs"]];
  let passed = true;
  try {
    for (const app of apps) {
      for (const [way, version, failure] of await runApp(browser, app, tarball)) {
        if (failure) console.error(`✗ ${app.name}, ${way.name}: ${failure}`);
        else console.log(`✓ ${app.name}, ${way.name}`);
        passed &&= !failure;
        rows.push([app.name, version, way.name + (way.strict ? ", strict CSP" : ""), failure ? "FAILS" : "works", way.needs ?? "nothing"]);
      }
    }
  } finally {
    await browser.stop();
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log(`\n${rows.map((row) => row.map((text, column) => text.padEnd(widths[column])).join("  ").trimEnd()).join("\n")}`);
  return passed;
}

/**
 * Builds one app, and checks it in each of its ways.
 * @param {Awaited<ReturnType<typeof startBrowser>>} browser
 * @param {App} app
 * @param {string} tarball
 * @returns {Promise<[way: Way, version: string, failure: string][]>}
 */
async function runApp(browser, app, tarball) {
  const folder = install(app.name, tarball, app.plain ? ["plain"] : []);
  const { version } = JSON.parse(readFileSync(join(folder, "node_modules", app.title ?? app.name, "package.json"), "utf8"));
  /** @type {string} */ let failure = "";
  try {
    await promisify(execFile)("npm", ["run", "build"], { cwd: folder, env: environment(0), maxBuffer: 2 ** 26 });
    for (const file of app.copies ?? []) await promisify(execFile)("cp", [file, "dist/"], { cwd: folder });
  } catch (error) {
    failure = `the build fails: ${/** @type {{stdout: string, stderr: string}} */ (error).stdout}${/** @type {{stderr: string}} */ (error).stderr}`;
  }
  /** @type {[Way, string, string][]} */ const results = [];
  for (const way of app.ways) results.push([way, version, failure || await runWay(browser, app, folder, way)]);
  return results;
}

/**
 * Returns what fails; empty if nothing does.
 * @param {Awaited<ReturnType<typeof startBrowser>>} browser
 * @param {App} app
 * @param {string} folder
 * @param {Way} way
 */
async function runWay(browser, app, folder, { folder: built, script, page = "", strict }) {
  const api = await startServer(SERVER, {});
  const own = script ? await startScript(folder, script) : undefined;
  const front = await startFront(api.url, own?.url ?? join(folder, built ?? ""), strict ? POLICY : undefined);
  try {
    await check(browser, front, page, api.log, app);
    return "";
  } catch (error) {
    const logged = (await browser.driver.manage().logs().get("browser")).map(({ message }) => message);
    return [/** @type {Error} */ (error).message, ...logged].join("\n");
  } finally {
    await browser.open("about:blank");
    await front.stop();
    await own?.stop();
    await api.stop();
  }
}

/** @param {number} port */
function environment(port) {
  return { ...process.env, PORT: String(port), HOST: "127.0.0.1", CI: "1", NEXT_TELEMETRY_DISABLED: "1", NG_CLI_ANALYTICS: "false", FORCE_COLOR: "0" };
}

/**
 * Starts the server of an app.
 * @param {string} folder
 * @param {string} script
 */
async function startScript(folder, script) {
  const port = await freePort();
  // A group of its own, so that what npm starts ends with it.
  const child = spawn("npm", ["run", script], { cwd: folder, env: environment(port), stdio: "ignore", detached: true });
  const url = `http://127.0.0.1:${port}`;
  await until(`the server of ${folder}`, () => fetch(url).then(({ ok }) => ok, () => false));
  return {
    url,
    stop: () => new Promise((resolve) => {
      child.on("exit", resolve);
      process.kill(-(/** @type {number} */ (child.pid)));
    }),
  };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
