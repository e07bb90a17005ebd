// Random answers and page events in a browser, with what polling guarantees: `core/tests/polling/properties.rs` says it of the
// scheduler in virtual time, this of two charts with the browser's own clock, network and visibility.
import { readFileSync } from "node:fs";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";
import { LOCAL_HOST } from "../harness/window.mjs";
import { until } from "../harness/wait.mjs";
import { watchRequests } from "./polling.js";
import { randomOf, seedOf } from "./random.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));
const EVENTS = 16;
/** Events after which there is something to see. */
const OFTEN = ["move", "fault", "show", "online", "inView", "resume", "add"];
/** Clocks and connections are not exact, ms. */
const SLACK = 100;

/** @typedef {import("../harness/faults.mjs").Answer} Answer */

/** The API, with one job that moves, and faults. */
class Api {
  version = 1;
  /** Whether there is something new in each answer. */
  isMoving = true;
  /** @type {"etag" | "bare" | "none"} */ validators = "bare";
  /** The next answers for the traces. @type {Answer[]} */ faults = [];
  /** When the page last changed: what was sent before may have been lost. */
  changedAt = 0;
  /** @type {string[]} */ problems = [];
  /** Validators of the last good answers. @type {string[]} */ #given = [];
  /** The last answer could not be read. */
  #wasUnreadable = false;
  #answeredAt = 0;
  #notBefore = 0;

  get #latest() {
    return `2026-04-14T10:15:00.${String(this.version).padStart(6, "0")}Z`;
  }

  /**
   * @param {import("node:http").IncomingHttpHeaders} headers
   * @returns {Answer}
   */
  traces(headers) {
    const now = performance.now();
    const sent = headers["if-none-match"];
    const isUndisturbed = this.changedAt < this.#answeredAt;
    if (sent !== undefined && !this.#given.includes(sent)) this.problems.push(`the validator ${sent} was never given`);
    if (sent !== undefined && this.#wasUnreadable && isUndisturbed) this.problems.push("a validator after an answer that can't be read");
    if (now < this.#notBefore - SLACK && isUndisturbed) this.problems.push(`a request ${Math.round(this.#notBefore - now)} ms before Retry-After`);
    this.#answeredAt = now;
    const fault = this.faults.shift();
    if (fault?.delay) return { ...this.good(sent), ...fault };
    if (fault) {
      const seconds = Number(fault.headers?.["retry-after"] ?? 0);
      this.#notBefore = now + 1000 * seconds;
      this.#wasUnreadable = (fault.status ?? 200) === 200 && fault.body !== undefined && fault.cut === undefined;
      return fault;
    }
    this.#wasUnreadable = false;
    this.#notBefore = 0;
    return this.good(sent);
  }

  /**
   * @param {string | undefined} sent
   * @returns {Answer}
   */
  good(sent) {
    if (this.isMoving) this.version += 1;
    const etag = this.validators === "etag" ? `W/"${this.version}"` : undefined;
    const current = etag ?? (this.validators === "bare" ? this.#latest : undefined);
    if (sent !== undefined && sent === current) return { status: 304 };
    const own = [etag, this.#latest, `"${this.#latest}"`].filter((text) => text !== undefined);
    // Of the last two answers: the newer one may have been lost.
    this.#given = [...own, ...this.#given].slice(0, 6);
    const last = { ...TRACES.points.at(-1), files: { completed: this.version, failed: 0 } };
    const body = JSON.stringify({ ...TRACES, job_id: "fuzz", latest_event_at: this.#latest, points: [...TRACES.points.slice(0, -1), last] });
    return { body, headers: etag ? { etag } : {} };
  }
}

/**
 * @param {import("./options.mjs").FuzzOptions} options
 * @returns {Promise<string>} what was done; rejects with what failed, and how to repeat it
 */
export async function fuzzPolling({ seed, isOver, first = 0 }) {
  const server = await startServer();
  const browser = await startBrowser();
  let round = first, requests = 0;
  try {
    for (; !isOver(round - first); round += 1) {
      const api = new Api();
      const faults = await startFaults(server.url, {
        fuzz: {
          traces: [(headers) => api.traces(headers)],
          job: [{ body: JSON.stringify({ id: "fuzz", name: "Fuzz", status: "RUNNING", input_progress: { pending: 90, processing: 0, completed: 1, failed: 0 } }) }],
        },
      });
      try {
        await runRound(browser, api, faults, randomOf(seedOf(seed, round)), (events) => {
          throw new Error(`round ${round} of seed ${seed} failed: ${[...new Set(api.problems)].join("; ")}\nafter ${events.join(", ")}\nnpm run fuzz -- --only polling --seed ${seed} --first ${round}`);
        });
        requests += faults.requests("fuzz").length;
      } finally {
        await faults.stop();
      }
    }
    return `${round - first} rounds of ${EVENTS} events, ${requests} requests for traces, seed ${seed}`;
  } finally {
    await browser.stop();
    await server.stop();
  }
}

/**
 * @param {Awaited<ReturnType<typeof startBrowser>>} browser
 * @param {Api} api
 * @param {Awaited<ReturnType<typeof startFaults>>} faults
 * @param {ReturnType<typeof randomOf>} random
 * @param {(events: string[]) => never} fail
 */
async function runRound(browser, api, faults, { below, pick, oneIn }, fail) {
  // Not an address of this device itself: that would be there without a network.
  const address = `http://${LOCAL_HOST}:${faults.port}/blank.html`;
  /** @type {string[]} */ const events = [];
  // The charts are in a tab that another one has opened: WebDriver shows the tab that it switches to.
  await browser.open(address);
  const opener = await browser.driver.getWindowHandle();
  await browser.run(() => { /** @type {any} */ (window).opened = open("about:blank"); });
  const tab = await until("the tab", async () => (await browser.driver.getAllWindowHandles()).find((handle) => handle !== opener));
  await browser.driver.switchTo().window(tab);
  await browser.devtools("Page.addScriptToEvaluateOnNewDocument", { source: `(${watchRequests})()` });
  await browser.devtools("Network.enable");
  const network = (/** @type {boolean} */ offline) => browser.devtools("Network.emulateNetworkConditions", { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await browser.open(address);
  let isHidden = false;
  const hide = async (/** @type {boolean} */ hidden) => {
    isHidden = hidden;
    await browser.driver.switchTo().window(hidden ? opener : tab);
    await until("the tab", () => run((/** @type {any} */ { document }, /** @type {boolean} */ hidden) => document.hidden === hidden, hidden));
  };
  /** Runs a function with the tab's window. @param {Function | string} script @param {...any} values */
  const run = (script, ...values) => browser.run(`(...values) => (${script})(window.opened ?? window, ...values)`, ...values);
  api.validators = pick(["etag", "bare", "none"]);
  /** Changes the page. `restarts`: the charts may get another feed. */
  const change = async (/** @type {Function} */ script, /** @type {boolean} */ restarts, /** @type {...any} */ ...values) => {
    api.changedAt = Infinity;
    await run(
      `(page, restarts, ...values) => { if (restarts) page.fuzz.restarts(); (${script})(page, ...values); page.fuzz.changed(); if (restarts) page.fuzz.restarts(); }`,
      restarts, ...values,
    );
    api.changedAt = performance.now();
  };
  await change((/** @type {any} */ page) => {
    page.kept = ["a", "b"].map((id) => page.addChart(id, { "job-id": "fuzz", interval: "1" }));
  }, true);

  /** @type {Record<string, () => unknown>} */
  const actions = {
    move: () => { api.isMoving = true; },
    rest: () => { api.isMoving = false; },
    fault: () => {
      const fault = pick(/** @type {Answer[]} */ ([
        { status: 500 }, { status: 503, headers: { "retry-after": "2" } }, { status: 429, headers: { "retry-after": "3" } }, { cut: true }, { body: "{" },
        { body: JSON.stringify({ ...TRACES, job_id: "another" }) }, { body: "<html>" }, { body: JSON.stringify(TRACES), cut: 20 }, ...(oneIn(4) ? [{ status: 404 }] : []),
        { delay: 2500 },
      ]));
      api.faults = Array.from({ length: 1 + below(3) }, () => fault);
    },
    hide: async () => {
      api.changedAt = Infinity;
      await hide(true);
      api.changedAt = performance.now();
    },
    show: async () => {
      api.changedAt = Infinity;
      await hide(false);
      api.changedAt = performance.now();
    },
    offline: async () => {
      api.changedAt = Infinity;
      if (!isHidden) await network(true);
      api.changedAt = performance.now();
    },
    online: async () => {
      api.changedAt = Infinity;
      if (!isHidden) await network(false);
      api.changedAt = performance.now();
    },
    outOfView: () => change((/** @type {any} */ { document }) => { document.body.style.marginBlockStart = "5000px"; }, false),
    inView: () => change((/** @type {any} */ { document }) => { document.body.style.marginBlockStart = ""; }, false),
    pause: () => change((/** @type {any} */ { kept }, /** @type {number} */ n) => { kept[n].paused = true; }, true, below(2)),
    resume: () => change((/** @type {any} */ { kept }) => { for (const chart of kept) chart.paused = false; }, true),
    remove: () => change((/** @type {any} */ { kept }, /** @type {number} */ n) => kept[n].remove(), true, below(2)),
    add: () => change((/** @type {any} */ { kept, document }) => document.body.append(...kept), true),
    refresh: () => change((/** @type {any} */ { kept }) => { for (const chart of kept) chart.refresh(); }, false),
    interval: () => change((/** @type {any} */ { kept }, /** @type {number} */ interval) => { for (const chart of kept) chart.interval = interval; }, true, 1 + below(3)),
    buckets: () => change((/** @type {any} */ { kept }, /** @type {number} */ buckets) => { for (const chart of kept) chart.buckets = buckets; }, true, pick([50, 100])),
  };
  const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const check = async () => {
    api.problems.push(...await run((/** @type {any} */ { fuzz }) => fuzz.problems.splice(0)));
    if (api.problems.length > 0) fail(events);
  };
  for (let n = 0; n < EVENTS; n += 1) {
    const name = pick(oneIn(3) ? OFTEN : Object.keys(actions));
    const pause = pick([0, 100, 1100, 2100]);
    events.push(`${name} ${pause}`);
    await actions[name]();
    await wait(pause);
    await check();
  }

  // From now on nothing fails: then both charts show the current state.
  events.push("recover");
  api.faults = [];
  api.isMoving = false;
  await hide(false);
  await network(false);
  await change((/** @type {any} */ { kept, document }) => {
    document.body.style.marginBlockStart = "";
    document.body.append(...kept);
    for (const chart of kept) Object.assign(chart, { paused: false, interval: 1, buckets: 100 });
  }, true);
  // A request in flight ends, then all charts ask again, also those that had stopped.
  await wait(3000);
  await actions.refresh();
  const isCurrent = (/** @type {any} */ { kept }, /** @type {number} */ version) => kept.every((/** @type {any} */ { snapshot }) => snapshot?.completed === version && snapshot.error === null);
  await until("the current state", () => run(isCurrent, api.version)).catch(async () => {
    const shown = await run((/** @type {any} */ { kept }) => JSON.stringify(kept.map((/** @type {any} */ { snapshot }) => [snapshot?.completed, snapshot?.error])));
    api.problems.push(`version ${api.version} is not shown, but ${shown}`);
  });
  await check();
  await browser.driver.close();
  await browser.driver.switchTo().window(opener);
}
