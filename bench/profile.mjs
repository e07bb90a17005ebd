// Profiles an operation: `node bench/profile.mjs [update|"first draw"|resize [points kinds]]`. Counts the calls of the canvas and the imports
// that the wasm calls, then samples the stacks. Builds the wasm again, with the names of its functions. Run `npm run bench` before.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { startBrowser } from "../tests/harness/browser.mjs";
import { startServer } from "../tests/harness/server.mjs";
import { WASM_OPT } from "../scripts/build.mjs";
import { buildPages, built } from "./build.mjs";

const UPDATES = 60;
const CHUNK = 10;
const SAMPLE_US = 100;
const root = fileURLToPath(new URL("..", import.meta.url));
const pkg = `${root}/target/profile-pkg`;

/** Runs in the page before its scripts. */
function countCalls() {
  /** @type {Record<string, number>} */ const calls = {};
  const count = (/** @type {string} */ name) => (calls[name] = (calls[name] ?? 0) + 1);
  const wrap = (/** @type {any} */ object, /** @type {string} */ kind, /** @type {string} */ name) => {
    const { value, set } = Object.getOwnPropertyDescriptor(object, name) ?? {};
    if (typeof value === "function") {
      object[name] = function (/** @type {any[]} */ ...values) {
        count(`${kind} ${name}`);
        return value.apply(this, values);
      };
    } else if (set) {
      Object.defineProperty(object, name, {
        ...Object.getOwnPropertyDescriptor(object, name),
        set(value) {
          count(`${kind} ${name} =`);
          set.call(this, value);
        },
      });
    }
  };
  for (const name of Object.getOwnPropertyNames(CanvasRenderingContext2D.prototype)) wrap(CanvasRenderingContext2D.prototype, "canvas", name);
  wrap(Intl.NumberFormat.prototype, "Intl number", "format");
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = (source, imports = {}) => {
    const counted = Object.fromEntries(Object.entries(imports).map(([module, values]) => [module, Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value !== "function" ? value : (/** @type {any[]} */ ...values) => {
        count(`border ${name.replace(/^__wbg_|_[0-9a-f]{16}$/g, "")}`);
        return value(...values);
      }]))]));
    return instantiateStreaming(source, counted);
  };
  Object.assign(window, { calls });
}

/** @param {string} command @param {string[]} args */
function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, PATH: `${root}/target/tools/bin:${root}/node_modules/.bin:${process.env.PATH}` } });
  if (status !== 0) throw new Error(`${command} failed`);
}

/**
 * Inclusive and own ms per function.
 * @param {any} profile
 */
function times({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((/** @type {any} */ node) => [node.id, node]));
  const parents = new Map(nodes.flatMap((/** @type {any} */ node) => (node.children ?? []).map((/** @type {number} */ child) => [child, node.id])));
  /** @type {Map<string, {own: number, all: number}>} */ const found = new Map();
  for (const [at, id] of samples.entries()) {
    const ms = timeDeltas[at] / 1000 / UPDATES;
    const seen = new Set();
    for (let node = id; node !== undefined; node = parents.get(node)) {
      const { functionName } = byId.get(node).callFrame;
      const name = functionName.replace(/::h[0-9a-f]{16}$/, "").replace(/^job_progress_(chart|core)::/, "");
      const time = found.get(name) ?? { own: 0, all: 0 };
      if (node === id) time.own += ms;
      if (!seen.has(name)) time.all += ms;
      seen.add(name);
      found.set(name, time);
    }
  }
  return found;
}

const [operation = "update", ...sizes] = process.argv.slice(2);
const size = sizes.length === 2 ? sizes.map(Number) : [1000, 8];
run("wasm-pack", "build", ".", "--target", "web", "--no-gitignore", "--no-pack", "--out-dir", pkg, "--out-name", "job_progress_chart");
run("wasm-opt", ...WASM_OPT, "-g", `${pkg}/job_progress_chart_bg.wasm`, "-o", `${pkg}/job_progress_chart_bg.wasm`);
await buildPages({ pkg, minify: false });
const server = await startServer([], { "/": built });
const browser = await startBrowser(2);
const bench = (/** @type {string} */ method, /** @type {any[]} */ ...values) =>
  browser.run((/** @type {string} */ method, /** @type {any[]} */ ...values) => /** @type {any} */ (window).bench[method](...values), method, ...values);
try {
  for (const file of ["ours", "ours-class"]) {
    const counting = await browser.devtools("Page.addScriptToEvaluateOnNewDocument", { source: `(${countCalls})()` });
    for (const counted of [true, false]) {
      await browser.open(`${server.url}/`);
      await browser.until("the page", () => "bench" in window);
      const [name] = await bench("load", file);
      await bench("prepare", size);
      await bench("open", name);
      await bench("repeat", name, operation, 5);
      if (counted) {
        await browser.run(() => Object.keys(/** @type {any} */ (window).calls).forEach((key) => delete /** @type {any} */ (window).calls[key]));
        await bench("repeat", name, operation, 10);
        const calls = Object.entries(await browser.run(() => /** @type {any} */ (window).calls)).sort((a, b) => b[1] - a[1]);
        const sum = (/** @type {string} */ kind) => calls.filter(([key]) => key.startsWith(kind)).reduce((sum, [, n]) => sum + n, 0) / 10;
        console.log(`\n# ${name}, ${size.join(" × ")}: once “${operation}” calls the canvas ${sum("canvas")} times, calls ${sum("border")} imports of the wasm`);
        for (const [key, n] of calls.slice(0, 45)) console.log(`  ${(n / 10).toFixed(1).padStart(8)}  ${key}`);
        await browser.devtools("Page.removeScriptToEvaluateOnNewDocument", { identifier: counting.identifier });
        continue;
      }
      await browser.devtools("Profiler.enable");
      await browser.devtools("Profiler.setSamplingInterval", { interval: SAMPLE_US });
      await browser.devtools("Profiler.start");
      for (let done = 0; done < UPDATES; done += CHUNK) {
        await bench("repeat", name, operation, CHUNK);
        if (operation === "first draw") await bench("close");
      }
      const { profile } = await browser.devtools("Profiler.stop");
      const found = [...times(profile)].filter(([name]) => name !== "(idle)");
      const list = (/** @type {"own" | "all"} */ by) => found.sort((a, b) => b[1][by] - a[1][by]).slice(0, by === "own" ? 45 : 75)
        .forEach(([name, time]) => console.log(`  ${time[by].toFixed(3).padStart(8)}  ${name}`));
      console.log(`\n# ${name}: own ms of ${operation}`);
      list("own");
      console.log(`\n# ${name}: ms with what it calls`);
      list("all");
    }
  }
} finally {
  await browser.stop();
  await server.stop();
}
