// Runs in a page: random calls of everything that the package offers, with bad arguments, and with callbacks that throw, call back
// or free what is calling them. Whatever a page does, the wasm must go on, and errors must be errors of the page or documented ones.
import * as glue from "/package/pkg/job_progress_chart.js";
import * as logGlue from "/package/pkg/job_progress_log.js";
import { JobClient, JobProgressChart, load } from "/package/www/chart.js";
import { EntryExport, EntryLog, logEngine } from "/package/www/shared/log-engine.js";
import { randomOf, seedOf } from "./random.js";

/** The codes of the documentation. */
const CODES = new Set([
  "network", "timeout", "rate-limited", "server", "bad-response", "too-large", "unauthorized", "forbidden", "not-found", "bad-request",
  "engine",
]);
const CALLS = 60;
/** How deep callbacks call back. */
const DEPTH = 3;
/** Members that JavaScript or the glue adds, and one that is not public. */
const INNER = /^(constructor|usePrefetched|__.*)$/;

/** What the page's own callbacks throw. */
class PageError extends Error {}

const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** @type {unknown[]} */ const uncaught = [];
addEventListener("error", (event) => {
  event.preventDefault();
  uncaught.push(event.error ?? event.message);
});
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  uncaught.push(event.reason);
});

/** Whether an error may come out of a call. @param {any} error */
function isExpected(error) {
  if (error instanceof PageError) return true;
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return false;
  if (CODES.has(error?.code)) return true;
  // The glue, the elements and the browser refuse values of a wrong type before they use them.
  return error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError;
}

/** One case: objects, and random calls of them. */
class Case {
  #random;
  #traces;
  #depth = 0;
  /** What is called, for the report. @type {string[]} */ log = [];
  /** @type {[object: any, names: string[]][]} */ #objects = [];
  /** @type {unknown[]} */ failures = [];
  /** Errors that have come out of the wasm. @type {string[]} */ errors = [];

  /**
   * @param {number} seed
   * @param {any} traces - a good response
   */
  constructor(seed, traces) {
    this.#random = randomOf(seed);
    this.#traces = traces;
  }

  async run() {
    const { oneIn, below } = this.#random;
    this.#begin();
    for (let n = 0; n < CALLS && this.failures.length === 0; n += 1) {
      if (this.#objects.length < 9 && oneIn(12)) this.#begin();
      this.#act();
      if (oneIn(6)) await null;
      if (oneIn(15)) await frame();
      if (oneIn(30)) await wait(below(30));
    }
    for (const [object] of this.#objects) {
      if (object instanceof Element) object.remove();
      // Some are left to the garbage collector.
      else if (!oneIn(10)) this.#try("free", () => object.free());
    }
  }

  /** Creates one more object. */
  #begin() {
    const { pick, oneIn, below } = this.#random;
    const create = pick([
      () => [new JobProgressChart(document.createElement("canvas"), oneIn(2) ? undefined : this.#options()), glue.JobProgressChart],
      () => [new JobProgressChart(document.createElement("canvas"), undefined), glue.JobProgressChart],
      () => [new JobProgressChart(this.#any(), this.#any()), glue.JobProgressChart],
      () => [new JobClient(oneIn(2) ? this.#options() : this.#any()), glue.JobClient],
      () => [new EntryLog("one", oneIn(2) ? "\ud800" : undefined, undefined), logGlue.EntryLog],
      () => [new EntryExport("one", pick(["csv", "jsonl"]), undefined, undefined, below(100)), logGlue.EntryExport],
      () => [document.body.appendChild(document.createElement("job-progress-chart")), customElements.get("job-progress-chart")],
      () => [document.body.appendChild(document.createElement("job-progress-log")), customElements.get("job-progress-log")],
    ]);
    this.#try(`new ${create.toString().slice(6, 60)}`, () => {
      const [object, Class] = /** @type {[any, any]} */ (create());
      const names = [];
      for (let proto = Class.prototype; proto && proto !== HTMLElement.prototype && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
        names.push(...Object.getOwnPropertyNames(proto).filter((name) => !INNER.test(name)));
      }
      this.#objects.push([object, names]);
    });
  }

  /** Calls, reads or sets something. */
  #act() {
    const { pick, oneIn, below } = this.#random;
    if (this.#objects.length === 0) return;
    const [object, names] = pick(this.#objects);
    if (object instanceof HTMLElement && oneIn(4)) {
      this.#try("DOM", () => this.#touch(object));
      return;
    }
    const name = pick(names);
    // A freed object is used further, but not often freed.
    if (name === "free" && !oneIn(4)) return;
    if (oneIn(8)) {
      this.#try(`${name} =`, () => { object[name] = name === "onchange" || oneIn(3) ? this.#callback() : this.#any(); });
      return;
    }
    this.#try(name, () => {
      const value = object[name];
      if (typeof value !== "function") return undefined;
      // The classes of the log are not public: they get what the elements give them.
      const isInner = object instanceof EntryLog || object instanceof EntryExport;
      const values = isInner || oneIn(2) ? this.#good(name) : Array.from({ length: below(5) }, () => this.#any());
      const result = value.apply(object, values);
      if (result instanceof glue.JobClient) this.#objects.push([result, Object.getOwnPropertyNames(glue.JobClient.prototype).filter((name) => !INNER.test(name))]);
      return result;
    });
  }

  /**
   * Input and moves in the document.
   * @param {HTMLElement} element
   */
  #touch(element) {
    const { pick, below } = this.#random;
    const canvas = element.shadowRoot?.querySelector("canvas, .viewport");
    pick([
      () => element.setAttribute(pick(["job-id", "api-base", "buckets", "interval", "view", "kinds", "total", "time-axis", "time-zone", "lang", "markers", "loading", "paused", "for", "kind", "input", "order"]), pick(["", "one", "none", "x\ud800", "-1", "1e9", "elapsed", "items", "newest-first", "..", "Europe/Berlin", "xx-invalid-"])),
      () => element.remove(),
      () => document.body.append(element),
      () => Object.assign(element.style, { inlineSize: `${below(1200)}px`, blockSize: `${below(600)}px` }),
      () => canvas?.dispatchEvent(new PointerEvent(pick(["pointermove", "pointerdown", "pointerup", "pointerleave", "click", "dblclick"]), { clientX: below(700), clientY: below(400) })),
      () => canvas?.dispatchEvent(new KeyboardEvent("keydown", { key: pick(["Home", "End", "ArrowLeft", "ArrowUp", "Enter", "Escape"]), shiftKey: below(2) === 0 })),
      () => pick([...element.shadowRoot?.querySelectorAll("button, summary, .row") ?? [element]]).click(),
      () => element.addEventListener(pick(["poll", "progress", "error", "select", "configure", "statuschange"]), this.#callback()),
    ])();
  }

  /**
   * Arguments that a method is made for.
   * @param {string} name
   * @returns {unknown[]}
   */
  #good(name) {
    const { pick, below } = this.#random;
    const start = Date.parse(this.#traces.points[0].t);
    const times = () => start + below(900_000);
    /** @type {Record<string, () => unknown[]>} */
    const values = {
      configure: () => [this.#options()],
      setTraces: () => [pick([this.#traces, new TextEncoder().encode(JSON.stringify(this.#traces)), { ...this.#traces, points: [] }, undefined])],
      setJob: () => [pick([{ id: this.#traces.job_id, status: "RUNNING", name: "A" }, { status: "COMPLETED" }, undefined])],
      resize: () => [pick([0, 1, 300, 4000, 1e9]), pick([0, 1, 200, 3000, 1e9]), pick([0.1, 1, 2, 50])],
      setTheme: () => [{ text: "red", kinds: ["blue", "nonsense"], fontSize: below(40) }],
      setHidden: () => [["completed", "kind:inference"]],
      setZoom: () => [times(), times()],
      setMarkers: () => [[times(), times(), Number.NaN]],
      setItemTotals: () => [[{ kind: "inference", total: below(1000) }]],
      pointAt: () => [below(400)],
      point: () => [below(5)],
      setVisible: () => [below(2) === 0, below(2) === 0],
      entries: () => [`offset=${below(100)}&limit=10`],
      toBlob: () => ["image/png"],
      setViewport: () => [below(1000), below(100)],
      rows: () => [below(100), below(100)],
      times: () => [below(100), below(100)],
      handleError: () => [pick([...CODES, ""])],
      setAttempt: () => [below(4), pick([undefined, times(), Number.NaN])],
      findTime: () => [times()],
      detail: () => [below(100)],
      itemTotals: () => [below(2) === 0],
      handlePage: () => [new TextEncoder().encode(JSON.stringify({ job_id: "one", total: 3, offset: 0, limit: 10, entries: [{ id: below(5), kind: "inference", created_at: "2026-04-14T10:00:00Z" }] }))],
    };
    return values[name]?.() ?? [];
  }

  #options() {
    const { pick, below, oneIn } = this.#random;
    return {
      jobId: pick(["one", "one", "none", "broken", undefined]), apiBase: pick(["/v0.5", "http://127.0.0.1:1/"]),
      buckets: below(2000), interval: below(3), view: pick(["auto", "items", "both"]), kinds: pick([[], ["inference"]]),
      total: pick([undefined, below(100), 2 ** 53 - 1]), lang: pick(["de", "ar", "xx-"]), timeZone: pick(["UTC", "Nowhere"]),
      headers: oneIn(3) ? this.#callback() : undefined,
      ...(oneIn(5) ? { [pick(["jobId", "buckets", "view", "kinds", "strings", "headers", "total"])]: this.#any() } : {}),
    };
  }

  /** Any value, also such as throw or call back when they are read. @returns {any} */
  #any() {
    const { pick, below } = this.#random;
    return pick([
      () => undefined, () => null, () => true, () => Number.NaN, () => Infinity, () => -1, () => -0, () => 2 ** 53, () => 1e308, () => below(1000),
      () => "", () => "one", () => "x".repeat(10_000), () => "\ud800", () => "offset=0&limit=1", () => Symbol("s"), () => 10n,
      () => [], () => [1, "a", null], () => ({}), () => ({ length: 2 ** 40 }), () => ({ length: 2 ** 29 - 1 }), () => new Date(Number.NaN), () => /x/,
      () => new Uint8Array(below(50)), () => new Float64Array([1, Number.NaN]), () => new TextEncoder().encode("{\"points\":[{}]}"),
      () => document.createElement("canvas"), () => document, () => this.#traces, () => Promise.reject(new PageError("rejected")),
      () => this.#callback(),
      () => {
        const buffer = new ArrayBuffer(8);
        const view = new Uint8Array(buffer);
        structuredClone(buffer, { transfer: [buffer] });
        return view;
      },
      () => ({ valueOf: this.#callback(), toString: this.#callback(), [Symbol.iterator]: this.#callback() }),
      () => Object.defineProperty({}, pick(["jobId", "view", "kinds", "points", "status", "text", "length", "0"]), { get: this.#callback(), enumerable: true }),
      () => new Proxy([], { get: this.#callback() }),
      () => new Proxy({}, { get: this.#callback(), ownKeys: this.#callback() }),
    ])();
  }

  /** A function of the page that throws, calls back, or frees something. */
  #callback() {
    const { pick, below } = this.#random;
    const kind = below(6);
    return (/** @type {unknown[]} */ ...values) => {
      if (kind === 0) throw new PageError("thrown");
      if (kind === 4) return Promise.reject(new PageError("rejected"));
      // The engine may call it, with no call of this case below.
      this.#depth += 1;
      if (kind === 1 && this.#depth < DEPTH && this.#objects.length > 0) this.#try("free", () => pick(this.#objects)[0].free?.());
      if (kind === 2 || kind === 3) for (let n = below(3); n >= 0; n -= 1) if (this.#depth < DEPTH) this.#act();
      this.#depth -= 1;
      return kind === 5 ? values[0] : undefined;
    };
  }

  /**
   * @param {string} name
   * @param {() => unknown} call
   */
  #try(name, call) {
    this.log.push(`${"  ".repeat(this.#depth)}${name}`);
    this.#depth += 1;
    try {
      const result = call();
      if (result instanceof Promise) result.catch((error) => this.#check(name, error));
    } catch (error) {
      this.#check(name, error);
    }
    this.#depth -= 1;
    if (this.#depth === 0) this.#checkEngines(name);
  }

  /** After every call the engines must be as before. @param {string} name */
  #checkEngines(name) {
    for (const { isBroken } of [glue, logGlue]) if (isBroken()) this.failures.push(`${name} has never returned`);
  }

  /**
   * @param {string} name
   * @param {any} error
   */
  #check(name, error) {
    if (!CODES.has(error?.code) && /wasm-function/.test(error?.stack)) this.errors.push(`${name}: ${error.stack}`);
    if (!isExpected(error)) this.failures.push(`${name}: ${error?.stack ?? error}`);
  }
}

/**
 * Runs cases one after another.
 * @param {{seed: number, first: number, count: number, traces: any}} options - `first`: the number of the first case
 * @returns {Promise<{failed: number, why: unknown[], log: string[]} | null>} the case that failed
 */
export async function fuzzCalls({ seed, first, count, traces }) {
  await Promise.all([load(), logEngine.load()]);
  const control = new JobProgressChart(document.createElement("canvas"), undefined);
  control.setTraces(traces);
  control.resize(300, 200, 1);
  control.flush();
  for (let number = first; number < first + count; number += 1) {
    uncaught.length = 0;
    const one = new Case(seedOf(seed, number), traces);
    await one.run();
    await frame();
    await wait(0);
    const why = [...one.failures, ...uncaught.filter((error) => !isExpected(error)).map((error) => `uncaught ${error?.stack ?? error}`)];
    if (glue.isBroken() || logGlue.isBroken()) why.push("a call has never returned");
    try {
      if (control.snapshot().completed !== 8 || control.pointAt(control.axis().right)?.completed !== 8) why.push("another chart has lost its data");
    } catch (error) {
      why.push(`another chart fails: ${error}`);
    }
    // What the page has thrown may have gone through the wasm.
    if (why.length > 0) why.push(...one.errors, ...uncaught.map((error) => `${error?.stack ?? error}`).filter((stack) => stack.includes("wasm-function")));
    if (why.length > 0) return { failed: number, why: why.slice(0, 8), log: one.log };
  }
  control.free();
  return null;
}

/** Bytes of the memories of both wasms. */
export async function wasmBytes() {
  const [chart, log] = await Promise.all([glue.default(), logGlue.default()]);
  return chart.memory.buffer.byteLength + log.memory.buffer.byteLength;
}
