// <job-progress-chart>: attributes, observers, legend, words, events, teardown. All decisions and all pixels are Rust's.
import { JobProgressChart, load } from "./chart.js";
import { legend } from "./legend.js";
import { styles } from "./styles.js";
import { probes, theme } from "./theme.js";

/** @typedef {import("../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */
/** @typedef {import("../pkg/job_progress_chart.js").Traces} Traces */

/** A node may be moved: only after this many ms outside the document is the engine's part freed. */
const FREE_AFTER_MS = 100;

/** A chart this near to the viewport counts as seen: its data are there when it is scrolled to. */
const VIEWPORT_MARGIN = "256px";

// Where there is no DOM (a server that renders) the class can be imported, not used.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {});

/**
 * A live chart of a job's cumulative progress.
 *
 * Events don't bubble; `detail` is the snapshot. Those of one answer come in this order:
 * - `poll`: any answer, also a failure;
 * - `progress`: there are new data;
 * - `statuschange`: the job's status is another than before, or is known for the first time;
 * - `finish`: the job's attempt has ended and its last data are here; once per attempt, also for a job found at its end;
 * - `error`: a failure; `detail` is `{code, message, status, errorUid, retryInMs}`.
 */
export class JobProgressChartElement extends Base {
  static observedAttributes = [
    "job-id", "api-base", "buckets", "interval", "view", "kinds", "total", "time-zone", "lang", "loading",
    "paused",
  ];

  /** @type {JobProgressChart | undefined} */ #chart;
  /** @type {ChartHeaders | null} */ #headers = null;
  /** @type {RequestCredentials | null} */ #credentials = null;
  /** @type {Traces | undefined} */ #traces;
  /** @type {ChartSnapshot["error"]} */ #failure = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #freeing;
  #loading = false;
  #changing = false;
  /** @type {ReturnType<typeof build> | undefined} */ #parts;
  /** @type {ResizeObserver | undefined} */ #resizes;
  /** @type {IntersectionObserver | undefined} */ #sights;
  #onScreen = false;
  #answered = false;
  /** @type {AbortController | undefined} */ #listeners;

  /** Which job; nothing is asked without. */
  get jobId() { return this.getAttribute("job-id"); }
  set jobId(value) { this.#reflect("job-id", value); }

  /** Where the API is, absolute or relative to the page. */
  get apiBase() { return this.getAttribute("api-base") ?? "/v0.5"; }
  set apiBase(value) { this.#reflect("api-base", value); }

  /** Number of buckets to ask for. */
  get buckets() { return Math.min(Math.max(Math.trunc(number(this.getAttribute("buckets")) ?? 100), 10), 1000); }
  set buckets(value) { this.#reflect("buckets", value); }

  /** Seconds between two requests. */
  get interval() { return Math.max(number(this.getAttribute("interval")) ?? 5, 1); }
  set interval(value) { this.#reflect("interval", value); }

  /**
   * Which panels.
   * @type {"auto" | "files" | "items" | "both"}
   */
  get view() {
    const view = this.getAttribute("view");
    return view === "files" || view === "items" || view === "both" ? view : "auto";
  }
  set view(value) { this.#reflect("view", value); }

  /** Names of the kinds of items to show, separated by spaces; all if empty. */
  get kinds() { return this.getAttribute("kinds") ?? ""; }
  set kinds(value) { this.#reflect("kinds", value); }

  /**
   * Number of files, if the page knows it.
   * @type {number | null}
   */
  get total() {
    const total = number(this.getAttribute("total"));
    return total !== null && Number.isSafeInteger(total) && total >= 0 ? total : null;
  }
  set total(value) { this.#reflect("total", value); }

  /**
   * IANA time zone of the axis; the browser's if null.
   * @type {string | null}
   */
  get timeZone() { return this.getAttribute("time-zone"); }
  set timeZone(value) { this.#reflect("time-zone", value); }

  /**
   * "lazy" waits with the first request until the chart is near the viewport. Off screen both ask nothing more.
   * @type {"eager" | "lazy"}
   */
  get loading() { return this.getAttribute("loading") === "lazy" ? "lazy" : "eager"; }
  set loading(value) { this.#reflect("loading", value); }

  /** Whether polling is paused. */
  get paused() { return this.hasAttribute("paused"); }
  set paused(value) { this.toggleAttribute("paused", Boolean(value)); }

  /**
   * Headers of each request, or a function (async too) that gives them. Never an attribute: they hold keys.
   * @type {ChartHeaders | null}
   */
  get headers() { return this.#headers; }
  set headers(value) {
    this.#headers = value ?? null;
    this.#changed();
  }

  /**
   * As in fetch; "same-origin" if null.
   * @type {RequestCredentials | null}
   */
  get credentials() { return this.#credentials; }
  set credentials(value) {
    this.#credentials = value ?? null;
    this.#changed();
  }

  /**
   * The last answer, an object of the API's shape. Setting one draws it and ends the fetching; undefined starts it again.
   * @type {Traces | undefined}
   */
  get traces() { return this.#traces ?? this.#chart?.traces(); }
  set traces(value) {
    this.#traces = value ?? undefined;
    if (this.#chart) this.#run(this.#chart);
  }

  /**
   * What is known now; null before the engine is loaded.
   * @type {ChartSnapshot | null}
   */
  get snapshot() { return this.#chart?.snapshot() ?? null; }

  /** Asks now instead of later, also after an error that ended the polling. */
  refresh() {
    if (!this.isConnected) return;
    if (this.#chart && !this.#traces) this.#chart.refresh();
    else if (!this.#chart) this.#connect();
  }

  connectedCallback() {
    clearTimeout(this.#freeing);
    if (!this.#parts) {
      this.#parts = build(this.shadowRoot ?? this.attachShadow({ mode: "open" }));
    }
    this.#upgrade();
    if (this.#chart) this.#run(this.#chart);
    else this.#connect();
    this.#observe();
  }

  disconnectedCallback() {
    this.#chart?.stop();
    this.#resizes?.disconnect();
    this.#sights?.disconnect();
    this.#listeners?.abort();
    this.#freeing = setTimeout(() => {
      this.#chart?.free();
      this.#chart = undefined;
      this.#answered = false;
    }, FREE_AFTER_MS);
  }

  attributeChangedCallback() {
    this.#changed();
  }

  /** Properties that were set on the plain node, before the tag was defined, hide the class's: set them anew. */
  #upgrade() {
    const self = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this));
    for (const name of Object.keys(self)) {
      if (name in JobProgressChartElement.prototype) {
        const value = self[name];
        delete self[name];
        self[name] = value;
      }
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  #reflect(name, value) {
    if (value === null || value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, String(value));
  }

  /** Several changes in a row reach the engine as one. */
  #changed() {
    if (this.#changing) return;
    this.#changing = true;
    queueMicrotask(() => {
      this.#changing = false;
      if (this.#chart && this.isConnected) this.#run(this.#chart);
    });
  }

  async #connect() {
    if (this.#loading) return;
    this.#loading = true;
    this.#show();
    try {
      await load();
    } catch {
      this.#fail("the program could not be loaded; see the browser's console, and the CSP of the page");
      return;
    } finally {
      this.#loading = false;
    }
    if (!this.isConnected || this.#chart || !this.#parts) return;
    try {
      this.#chart = new JobProgressChart(this.#parts.canvas, undefined);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#failure = null;
    this.#chart.onchange = (type, snapshot) => this.#changedTo(type, snapshot);
    this.#chart.setTheme(theme(this.#parts.probes));
    this.#run(this.#chart);
    this.#observe();
  }

  /**
   * Brings the engine to what attributes and properties say.
   * @param {JobProgressChart} chart
   */
  #run(chart) {
    this.#see();
    chart.configure({
      jobId: this.jobId,
      apiBase: this.apiBase,
      buckets: this.buckets,
      interval: this.interval,
      view: this.view,
      kinds: this.kinds.split(/\s+/).filter(Boolean),
      total: this.total,
      lang: this.closest("[lang]")?.getAttribute("lang"),
      timeZone: this.timeZone,
      credentials: this.#credentials,
      headers: this.#headers,
    });
    if (this.#traces) {
      chart.stop();
      try {
        chart.setTraces(this.#traces);
      } catch (error) {
        const { code, message } = /** @type {{code: "bad-response" | "too-large", message: string}} */ (error);
        this.#failure = { code, message, status: null, errorUid: null, retryInMs: null };
        this.#show();
        this.#dispatch("error", this.#failure);
      }
    } else if (this.paused) {
      chart.stop();
    } else {
      chart.start();
    }
    this.#show();
  }

  #observe() {
    const parts = this.#parts;
    if (!parts) return;
    this.#resizes ??= new ResizeObserver((entries) => {
      for (const entry of entries) {
        const ratio = devicePixelRatio;
        const exact = entry.devicePixelContentBoxSize?.[0];
        const { width, height } = entry.contentRect;
        this.#chart?.resize(
          exact ? exact.inlineSize / ratio : width,
          exact ? exact.blockSize / ratio : height,
          ratio,
        );
      }
    });
    // Observing anew reports the size anew, as a new engine needs.
    this.#resizes.disconnect();
    try {
      this.#resizes.observe(parts.canvas, { box: "device-pixel-content-box" });
    } catch {
      this.#resizes.observe(parts.canvas);
    }
    this.#sights ??= new IntersectionObserver((entries) => {
      this.#onScreen = entries.at(-1)?.isIntersecting ?? true;
      this.#see();
    }, { rootMargin: VIEWPORT_MARGIN });
    this.#sights.observe(this);
    this.#listeners?.abort();
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#restyle(), { signal });
    document.fonts?.addEventListener("loadingdone", () => this.#restyle(), { signal });
  }

  /** Tells the engine whether anybody can see the chart; the first answer of an eager one comes in any case. */
  #see() {
    this.#chart?.setVisible(this.#onScreen || (this.loading === "eager" && !this.#answered));
  }

  #restyle() {
    if (this.#parts) this.#chart?.setTheme(theme(this.#parts.probes));
  }

  /**
   * @param {import("../pkg/job_progress_chart.js").ChartEvent} type
   * @param {ChartSnapshot} snapshot
   */
  #changedTo(type, snapshot) {
    if (type !== "error") this.#failure = null;
    if (!this.#answered) {
      this.#answered = true;
      this.#see();
    }
    this.#show(snapshot);
    this.#dispatch(type, type === "error" ? snapshot.error : snapshot);
  }

  /** @param {string} message */
  #fail(message) {
    this.#failure = {
      code: "engine", message: `The chart can't be shown: ${message}`, status: null, errorUid: null, retryInMs: null,
    };
    this.#show();
    this.#dispatch("error", this.#failure);
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Puts the snapshot into words. Everything from outside goes in as text. */
  #show(snapshot = this.snapshot) {
    const parts = this.#parts;
    if (!parts) return;
    const format = new Intl.NumberFormat(this.closest("[lang]")?.getAttribute("lang") || undefined);
    const failure = this.#failure ?? snapshot?.error ?? null;
    const shown = snapshot !== null && snapshot.points > 0;
    const count = (/** @type {number} */ n) => format.format(n);

    parts.completed.textContent = shown && snapshot ? count(snapshot.completed) : "";
    parts.unit.textContent = !shown || !snapshot ? "" :
      snapshot.total === null ? "files completed" : `of ${count(snapshot.total)} files completed`;
    parts.failed.textContent = shown && snapshot && snapshot.failed > 0 ? `${count(snapshot.failed)} failed` : "";
    parts.legend.replaceChildren(...(shown && snapshot ? legend(snapshot, count) : []));
    parts.notice.textContent = shown ? "" :
      failure ? failure.message :
      snapshot?.phase === "waiting" ? "Waiting to run" :
      snapshot?.phase === "empty" ? "No progress yet" :
      this.jobId ? "Loading" : "No job";
    parts.footer.classList.toggle("error", failure !== null);
    parts.footer.textContent = !failure ? "" :
      failure.retryInMs === null ? failure.message :
      `${failure.message}. Next try in ${Math.max(1, Math.round(failure.retryInMs / 1000))} s`;
  }
}

/**
 * The number in an attribute; null if there is none.
 * @param {string | null} text
 */
function number(text) {
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}

/**
 * The contents of the shadow root.
 * @param {ShadowRoot} root
 */
function build(root) {
  root.adoptedStyleSheets = [styles()];
  const make = (/** @type {string} */ tag, className = "") => Object.assign(document.createElement(tag), { className });
  const header = make("div", "header");
  const [completed, unit, failed] = [make("strong"), make("span", "muted"), make("span", "failed")];
  header.append(completed, unit, failed);
  const plot = make("div", "plot");
  const canvas = document.createElement("canvas");
  const notice = make("div", "notice");
  plot.append(canvas, notice);
  const list = make("ul", "legend");
  const footer = make("div", "footer");
  const colors = probes();
  root.replaceChildren(header, plot, list, footer, colors);
  return { canvas, completed, unit, failed, notice, legend: list, footer, probes: colors };
}
