// All scenes: `npm run bench`. Prints tables and writes them to bench/results/.
//
// --quick: few rounds of one size · --size POINTSxKINDS[,…] · --scene NAME[,NAME…] · --peers NAME[,NAME…] · --rounds N · --out NAME
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { startBrowser } from "../tests/harness/browser.mjs";
import { startServer } from "../tests/harness/server.mjs";
import { buildPages, built, PEERS } from "./build.mjs";
import { SIZES } from "./jobs.mjs";
import { start } from "./metrics.mjs";
import { machine, markdown } from "./report.mjs";
import { run as cold } from "./scenes/cold.mjs";
import { run as crowd } from "./scenes/crowd.mjs";
import { run as memory } from "./scenes/memory.mjs";
import { OPERATIONS, run as operation } from "./scenes/operations.mjs";

/**
 * The arguments of scenes.
 * @typedef {object} Context
 * @property {import("./metrics.mjs").Browser} browser - at the page
 * @property {string} url - the page's
 * @property {() => Promise<unknown>} load - loads the peers in the page
 * @property {string[]} peers - their names
 * @property {number} rounds
 * @property {boolean} quick
 * @property {number[][]} sizes - of jobs: points and kinds
 * @property {(table: any) => void} report
 */

const RESULTS = new URL("results/", import.meta.url);

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false }, scene: { type: "string" }, peers: { type: "string" },
    size: { type: "string" }, rounds: { type: "string" }, out: { type: "string" },
  },
});

/** @type {Record<string, (context: Context) => Promise<any[]>>} */
const SCENES = {
  ...Object.fromEntries(Object.keys(OPERATIONS).map((name) => [name.replace(" ", "-"), (context) => operation(context, name)])),
  crowd, "cold-start": cold, memory,
};

const wanted = values.scene?.split(",") ?? Object.keys(SCENES);
const unknown = wanted.filter((name) => !(name in SCENES));
if (unknown.length > 0) throw new Error(`no scene ${unknown.join(", ")}; there are ${Object.keys(SCENES).join(", ")}`);

await buildPages();
const server = await startServer([], { "/": built });
const browser = await startBrowser(2);
const plain = (/** @type {string} */ name) => name.toLowerCase().replace(/[^a-z]/g, "");
try {
  const chosen = values.peers?.split(",").map(plain);
  const load = () => browser.run((/** @type {string[]} */ ...files) => /** @type {any} */ (window).bench.load(...files), ...PEERS);
  await browser.open(`${server.url}/`);
  await browser.until("the page", () => "bench" in window);
  await start(browser);
  const all = /** @type {string[]} */ (await load());
  const peers = all.filter((peer) => peer === "nothing" || !chosen || chosen.includes(plain(peer)));
  const capabilities = await browser.driver.getCapabilities();
  const about = machine(`Chromium ${capabilities.get("browserVersion")}, headless, without GPU`);
  /** @type {any[]} */ const tables = [];
  const report = (/** @type {any} */ table) => {
    tables.push(table);
    console.log(`\n${markdown(table)}`);
  };
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 9));
  const sizes = values.size?.split(",").map((size) => size.split("x").map(Number)) ?? (values.quick ? [[1000, 8]] : SIZES);
  const context = { browser, url: `${server.url}/`, load, peers, rounds, quick: values.quick, sizes, report };
  for (const name of wanted) await SCENES[name](context);
  const name = values.out ?? (values.quick || values.scene || values.peers || values.size ? "latest" : about.date);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL(`${name}.json`, RESULTS), `${JSON.stringify({ machine: about, tables })}\n`);
  const lines = Object.entries(about).map(([key, value]) => `- ${key}: ${value}`);
  writeFileSync(new URL(`${name}.md`, RESULTS), `# Results\n\n${lines.join("\n")}\n\n${tables.map(markdown).join("\n")}`);
  console.log(`\nWritten to bench/results/${name}.md and .json`);
} finally {
  await browser.stop();
  await server.stop();
}
