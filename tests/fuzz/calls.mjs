// Random calls of the public methods and of the elements, in a browser: see calls.js.
import { readFileSync } from "node:fs";

import { startBrowser } from "../harness/browser.mjs";
import { entries, scripted } from "../harness/entries.mjs";
import { startFaults } from "../harness/faults.mjs";
import { MOUNTS, startServer } from "../harness/server.mjs";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));
/** Where the page finds it. */
const MODULE = "/fuzz/calls.js";
/** Cases that run between two looks at the clock. */
const BATCH = 10;
/** The wasms may grow by this many bytes after the first cases: what they once needed they keep. */
const MAX_GROWTH = 64 * 2 ** 20;

/**
 * @param {import("./options.mjs").FuzzOptions} options
 * @returns {Promise<string>} what was done; rejects with what failed, and how to repeat it
 */
export async function fuzzCalls({ seed, isOver, first = 0 }) {
  const server = await startServer([], { ...MOUNTS, "/fuzz": "tests/fuzz" });
  const faults = await startFaults(server.url, {
    one: scripted("one", { list: entries(30) }),
    broken: { traces: [{ status: 503 }, { body: "{" }, { cut: true }, { status: 304 }] },
  });
  const browser = await startBrowser();
  try {
    await browser.open(`${faults.url}/log.html`);
    const bytes = () => browser.run(async (/** @type {string} */ module) => (await import(module)).wasmBytes(), MODULE);
    let number = first, atFirst = 0;
    while (!isOver(number - first)) {
      const failure = await browser.run(
        async (/** @type {string} */ module, /** @type {object} */ options) => (await import(module)).fuzzCalls(options),
        MODULE, { seed, first: number, count: BATCH, traces: TRACES },
      );
      if (failure) {
        const { failed, why, log } = failure;
        throw new Error(`case ${failed} of seed ${seed} failed:\n${why.join("\n")}\nafter ${log.slice(-12).join(", ")}\nnpm run fuzz -- --only calls --seed ${seed} --first ${failed}`);
      }
      number += BATCH;
      if (atFirst === 0) atFirst = await bytes();
    }
    const growth = await bytes() - atFirst;
    if (growth > MAX_GROWTH) throw new Error(`the wasms have grown by ${growth} bytes in ${number - first} cases of seed ${seed}`);
    return `${number - first} cases of 60 calls, seed ${seed}; the wasms have grown by ${growth} bytes`;
  } finally {
    await browser.stop();
    await faults.stop();
    await server.stop();
  }
}
