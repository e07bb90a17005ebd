// npm run fuzz: random input for a time: mutated bodies (native), random calls of the public methods, and random answers and page events
// (both in a browser). It stops at the first failure, with the seed and how to repeat it.
//   --seconds 60   how long each of them runs
//   --seed 1       repeats a run; a random number if missing
//   --only bodies  only one of bodies, calls, polling
//   --first 0      the number of the first case, for calls and polling
import { parseArgs } from "node:util";

import { build } from "./build.mjs";
import { printSummary, quit, runWith, step } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser, setUpTests } from "./setup.mjs";

const { values } = parseArgs({
  options: { seconds: { type: "string" }, seed: { type: "string" }, only: { type: "string" }, first: { type: "string" } },
});
const number = (/** @type {string | undefined} */ text, /** @type {number} */ missing) => {
  const value = text === undefined ? missing : Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? value : quit(`“${text}” is not a number`);
};
const seconds = number(values.seconds, 60);
const seed = number(values.seed, Math.floor(Math.random() * 2 ** 32));
const first = number(values.first, 0);
const { only } = values;
if (only !== undefined && !["bodies", "calls", "polling"].includes(only)) quit("--only must be bodies, calls or polling");
console.log(`Seed ${seed}: npm run fuzz -- --seconds ${seconds} --seed ${seed} repeats this run`);

if (only === undefined || only === "bodies") {
  step("Mutated bodies", () => runWith(
    { FUZZ_SEED: String(seed), FUZZ_SECONDS: String(seconds) },
    "cargo", "test", "--package", "job-progress-core", "--profile", "server", "--test", "fuzz", "--", "--nocapture",
  ));
}
if (only !== "bodies") {
  await build();
  setUpTests();
  setUpBrowser();
  buildServer();
  const { during } = await import("../tests/fuzz/options.mjs");
  /** @type {[string, string, () => Promise<(options: import("../tests/fuzz/options.mjs").FuzzOptions) => Promise<string>>][]} */
  const fuzzers = [
    ["calls", "Random calls in a browser", async () => (await import("../tests/fuzz/calls.mjs")).fuzzCalls],
    ["polling", "Random answers and page events in a browser", async () => (await import("../tests/fuzz/polling.mjs")).fuzzPolling],
  ];
  for (const [name, title, load] of fuzzers) {
    if (only !== undefined && only !== name) continue;
    const fuzz = await load();
    await step(title, async () => {
      console.log(await fuzz({ seed, first, isOver: during(seconds) }).catch((error) => quit(error.message)));
    });
  }
}
printSummary();
