// npm run soak -- --minutes 60: a page with 20 charts and 5 logs of simulated jobs, for a long time. Attributes change at random,
// elements are moved and removed, the server fails at times, and the tab is hidden and shown. Prints what the page holds and how much it
// asks, at equal distances from the beginning to the end, always with the page in the same state. Exits with 1 if that has grown.
//   --minutes 60   how long; at least 2
//   --seed 1       repeats a run; a random number if missing
import { parseArgs } from "node:util";

import { startBrowser } from "../tests/harness/browser.mjs";
import { startFaults } from "../tests/harness/faults.mjs";
import { startServer } from "../tests/harness/server.mjs";
import { randomOf } from "../tests/fuzz/random.js";
import { build } from "./build.mjs";
import { quit } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser, setUpTests } from "./setup.mjs";

const CHARTS = 20;
const LOGS = 5;
/** Minutes between two samples. */
const SAMPLE_MINUTES = 5;
/** How long the page is left alone before a sample, in ms. */
const REST_MS = 20_000;
/** What may be so many times what it was at half time: until then, caches and rows that are used again grow into their size. */
const MAX_GROWTH = { "JS heap": 1.3, "nodes": 1.2, "listeners": 1.2, "chart wasm": 1.3, "log wasm": 1.3, "requests per minute": 2 };
const JOBS = ["job_2abc3def4ghi5jkl6mno7pqr", "job_2clean3def4ghi5jkl6mno7", "job_2retry3def4ghi5jkl6mno7", "job_2queued3def4ghi5jkl6mno7", "job_2single3def4ghi5jkl6mno7", "job_2huge3def4ghi5jkl6mno7"];

const { values } = parseArgs({ options: { minutes: { type: "string", default: "60" }, seed: { type: "string" } } });
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
if (!(minutes >= 2) || !Number.isSafeInteger(seed)) quit("--minutes must be a number from 2, --seed a whole number");

await build();
setUpTests();
setUpBrowser();
buildServer();

const { below, pick, oneIn } = randomOf(seed);
const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** While true, each request fails with some probability. */
let isFaulty = false;
const fault = () => (isFaulty && oneIn(4) ? pick([{ status: 503 }, { status: 429, headers: { "retry-after": "2" } }, { cut: /** @type {const} */ (true) }, { body: "{" }, { body: "<html>" }, { status: 500 }]) : undefined);
const server = await startServer(["--simulate", "--loop", "--speed", "20", "--seed", "3"]);
const faults = await startFaults(server.url, Object.fromEntries(JOBS.map((job) => [job, { traces: [fault], job: [fault], counts: [fault], progress: [fault] }])));
const browser = await startBrowser();
process.on("SIGINT", () => process.exit(130));

await browser.open(`${faults.url}/log.html`);
await browser.until("the elements", () => customElements.get("job-progress-log") && /** @type {any} */ (window).addChart);
const page = await browser.driver.getWindowHandle();
await browser.run((/** @type {number} */ charts, /** @type {number} */ logs, /** @type {string[]} */ jobs) => {
  const page = /** @type {any} */ (window);
  const { watched, addChart, addLog } = page;
  document.body.className = "dense";
  for (let n = 0; n < charts; n += 1) addChart(`chart${n}`, { "job-id": jobs[n % jobs.length], interval: "2" });
  for (let n = 0; n < logs; n += 1) addLog(`log${n}`, { "for": `chart${n}` });
  // The test's own record of events must not count.
  for (const list of Object.values(watched.events)) list.push = () => 0;
  page.kept = [...document.querySelectorAll("job-progress-chart, job-progress-log")];
  page.initial = page.kept.map((/** @type {Element} */ element) => element.getAttributeNames().map((name) => [name, element.getAttribute(name)]));
}, CHARTS, LOGS, JOBS);

/** One change of the page. */
const actions = [
  (/** @type {any} */ element, /** @type {string[]} */ [name, value]) => (value === "" ? element.toggleAttribute(name) : element.setAttribute(name, value)),
  (/** @type {any} */ element) => element.remove(),
  (/** @type {any} */ element) => document.body.append(element),
  (/** @type {any} */ element) => element.refresh(),
  (/** @type {any} */ element) => element.shadowRoot.querySelector("summary, .row")?.click(),
  (/** @type {any} */ element) => element.shadowRoot.querySelector("canvas")?.dispatchEvent(new PointerEvent("pointermove", { clientX: 300, clientY: 40 })),
  (/** @type {any} */ element) => element.shadowRoot.querySelector(".legend button")?.click(),
  (/** @type {any} */ element, /** @type {string[]} */ _, /** @type {number} */ height) => Object.assign(element.style, { blockSize: `${height}px` }),
];
const attributes = () => pick([
  ["job-id", pick(JOBS)], ["view", pick(["auto", "files", "items", "both"])], ["buckets", pick(["20", "100", "600"])], ["interval", pick(["1", "3", "10"])],
  ["lang", pick(["de", "ar", "en", "ja"])], ["time-axis", pick(["clock", "elapsed"])], ["total", pick(["5", "5000"])], ["paused", ""], ["markers", ""],
  ["order", pick(["newest-first", "oldest-first"])], ["kind", pick(["inference", "none"])], ["kinds", pick(["inference", "embedding"])], ["time-zone", pick(["UTC", "Asia/Tokyo"])],
]);
const act = () => browser.run(`(n, attribute, height) => { (${pick(actions)})(kept[n], attribute, height); }`, below(CHARTS + LOGS), attributes(), 100 + below(200));

/** Hides the tab behind another one for some seconds. @param {number} ms */
async function hide(ms) {
  await browser.driver.switchTo().newWindow("tab");
  await wait(ms);
  await browser.driver.close();
  await browser.driver.switchTo().window(page);
}

/** The page as it was in the beginning. */
const restore = () => browser.run(() => {
  const { kept, initial } = /** @type {any} */ (window);
  for (const [n, element] of kept.entries()) {
    for (const name of element.getAttributeNames()) element.removeAttribute(name);
    for (const [name, value] of initial[n]) element.setAttribute(name, value);
    for (const details of element.shadowRoot.querySelectorAll("details")) details.open = false;
    document.body.append(element);
    element.refresh();
  }
});

/** Requests so far. */
const requests = () => JOBS.flatMap((job) => ["traces", "job", "counts", "progress"].map((route) => faults.requests(job, /** @type {any} */ (route)).length)).reduce((sum, n) => sum + n);

/** What the page holds, and what it has asked in a time without events. */
async function sample() {
  isFaulty = false;
  await restore();
  await wait(REST_MS / 2);
  const before = requests();
  const begin = performance.now();
  await wait(REST_MS);
  const rate = ((requests() - before) * 60_000) / (performance.now() - begin);
  await browser.devtools("HeapProfiler.collectGarbage");
  await browser.devtools("HeapProfiler.collectGarbage");
  const { metrics } = await browser.devtools("Performance.getMetrics");
  const metric = (/** @type {string} */ wanted) => metrics.find((/** @type {any} */ { name }) => name === wanted)?.value;
  const [chart, log] = await browser.run(() => Promise.all(["chart", "log"].map(async (name) => {
    const { memory } = await (await import(`/package/pkg/job_progress_${name}.js`)).default();
    return memory.buffer.byteLength;
  })));
  isFaulty = true;
  return {
    "minute": (performance.now() - start) / 60_000, "JS heap": metric("JSHeapUsedSize") / 2 ** 20, "nodes": metric("Nodes"),
    "listeners": metric("JSEventListeners"), "chart wasm": chart / 2 ** 20, "log wasm": log / 2 ** 20, "requests per minute": rate,
  };
}

const print = (/** @type {(string | number)[]} */ cells) =>
  console.log(cells.map((cell) => (typeof cell === "number" ? cell.toFixed(cell < 100 ? 1 : 0) : cell).padStart(20)).join(""));

console.log(`${CHARTS} charts and ${LOGS} logs for ${minutes} minutes, seed ${seed}; JS heap and wasm in MiB`);
await browser.devtools("Performance.enable");
const start = performance.now();
/** @type {Record<string, number>[]} */ const samples = [];
const parts = Math.max(2, Math.round(minutes / SAMPLE_MINUTES));
let events = 0;
for (let n = 0; n <= parts; n += 1) {
  const end = start + (n * minutes * 60_000) / parts;
  while (performance.now() < end - 1.5 * REST_MS) {
    if (oneIn(40)) await hide(1000 + below(10_000));
    else await act();
    events += 1;
    await wait(below(1000));
  }
  const next = await sample();
  if (samples.length === 0) print(Object.keys(next));
  print(Object.values(next));
  samples.push(next);
}
const problems = await browser.run(() => /** @type {any} */ (window).watched.problems);
await browser.stop();
await faults.stop();
await server.stop();

const [half, last] = [samples[Math.floor(parts / 2)], samples[parts]];
const grown = Object.entries(MAX_GROWTH).filter(([name, limit]) => last[name] > limit * half[name]);
console.log(`${events} events, ${requests()} requests. Uncaught: ${problems.length === 0 ? "nothing" : [...new Set(problems)].join("; ")}`);
for (const [name, limit] of grown) console.log(`✗ ${name}: ${last[name].toFixed(1)} is more than ${limit} times ${half[name].toFixed(1)}`);
process.exit(grown.length === 0 && problems.length === 0 ? 0 : 1);
