// <job-progress-chart>: attributes, life, events. All decisions and all pixels are Rust's; the parts around the canvas
// have a module each.
import { Annotator } from "./annotator.js";
import { Base, number, reflect, upgrade } from "../shared/attributes.js";
import { JobProgressChart, load } from "../chart.js";
import { csv } from "./csv.js";
import { dismiss, take } from "../shared/prefetch.js";
import { loaded } from "../shared/engine.js";
import { askFirst, questionOf } from "./first.js";
import { languageOf } from "../shared/language.js";
import { Surroundings } from "./surroundings.js";
import { theme } from "./theme.js";
import { View } from "./view.js";
import { Words } from "../shared/words.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */
/** @typedef {import("../../pkg/job_progress_chart.js").Traces} Traces */
/** @typedef {import("../../pkg/job_progress_chart.js").Job} Job */
/** @typedef {Partial<import("./strings.js").Strings>} Strings */

/** A node may be moved: only after this many ms outside the document is the engine's part freed. */
const FREE_AFTER_MS = 100;
/** Seconds: a day. */
const LONGEST_INTERVAL = 86_400;
/** "3 s ago" is said anew after this many ms. */
const CLOCK_MS = 1000;

/**
 * A live chart of a job's cumulative progress.
 *
 * Events don't bubble; `detail` is the snapshot. Those of one answer come in this order:
 * - `poll`: any answer, also a failure;
 * - `progress`: there are new data;
 * - `statuschange`: the job's status is another than before, or is known for the first time;
 * - `finish`: the job's attempt has ended and its last data are here; once per attempt, also for a job found at its end;
 * - `error`: a failure; `detail` is `{code, message, status, errorUid, retryInMs}`.
 *
 * And of themselves:
 * - `select`: the reader clicked a point, or pressed Enter on it; `detail` is `{time}`, its time in ms since the Unix epoch;
 * - `configure`: an attribute or property has another value. A plain event, once for changes in a row.
 */
export class JobProgressChartElement extends Base {
  static observedAttributes = [
    "job-id", "api-base", "buckets", "interval", "view", "kinds", "total", "time-axis", "time-zone", "lang", "loading",
    "paused", "markers",
  ];

  /** @type {JobProgressChart | undefined} */ #chart;
  /** @type {ChartHeaders | null} */ #headers = null;
  /** @type {RequestCredentials | null} */ #credentials = null;
  /** @type {Traces | undefined} */ #traces;
  /** @type {Job | undefined} */ #job;
  /** @type {Strings} */ #strings = {};
  /** @type {ChartSnapshot["error"]} */ #failure = null;
  #failedAt = 0;
  /** @type {ChartSnapshot | null} */ #shown = null;
  #shownAt = 0;
  /** Whether the engine knows its colours. */
  #styled = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #freeing;
  #loading = false;
  #changing = false;
  /** @type {View | undefined} */ #view;
  /** @type {Words | undefined} */ #words;
  /** @type {string | null} */ #lang = null;
  /** What was set by hand and is drawn. @type {[Traces | undefined, Job | undefined]} */ #drawn = [undefined, undefined];
  /** @type {Surroundings | undefined} */ #surroundings;
  #onScreen = false;
  #answered = false;
  #annotator = new Annotator((snapshot) => this.#wish(snapshot), () => this.#show());

  /** Which job; nothing is asked without. */
  get jobId() { return this.getAttribute("job-id"); }
  set jobId(value) { reflect(this, "job-id", value); }

  /** Where the API is, absolute or relative to the page. */
  get apiBase() { return this.getAttribute("api-base") ?? "/v0.5"; }
  set apiBase(value) { reflect(this, "api-base", value); }

  /** Number of buckets to ask for. */
  get buckets() { return Math.min(Math.max(Math.trunc(number(this, "buckets") ?? 100), 10), 1000); }
  set buckets(value) { reflect(this, "buckets", value); }

  /** Seconds between two requests. */
  get interval() { return Math.min(Math.max(number(this, "interval") ?? 5, 1), LONGEST_INTERVAL); }
  set interval(value) { reflect(this, "interval", value); }

  /**
   * Which panels.
   * @type {"auto" | "files" | "items" | "both"}
   */
  get view() {
    const view = this.getAttribute("view");
    return view === "files" || view === "items" || view === "both" ? view : "auto";
  }
  set view(value) { reflect(this, "view", value); }

  /** Names of the kinds of items to show, separated by spaces; all if empty. */
  get kinds() { return this.getAttribute("kinds") ?? ""; }
  set kinds(value) { reflect(this, "kinds", value); }

  /**
   * Number of files, if the page knows it.
   * @type {number | null}
   */
  get total() {
    const total = number(this, "total");
    return total !== null && Number.isSafeInteger(total) && total >= 0 ? total : null;
  }
  set total(value) { reflect(this, "total", value); }

  /**
   * Marks the job's newest progress entries on the time axis: those of the kinds it names, separated by spaces, or all if it
   * is empty; none if null.
   * @type {string | null}
   */
  get markers() { return this.getAttribute("markers"); }
  set markers(value) { reflect(this, "markers", value); }

  /**
   * How times are written.
   * @type {"clock" | "elapsed"}
   */
  get timeAxis() { return this.getAttribute("time-axis") === "elapsed" ? "elapsed" : "clock"; }
  set timeAxis(value) { reflect(this, "time-axis", value); }

  /**
   * IANA time zone of the axis; the browser's if null.
   * @type {string | null}
   */
  get timeZone() { return this.getAttribute("time-zone"); }
  set timeZone(value) { reflect(this, "time-zone", value); }

  /**
   * "lazy" waits with the first request until the chart is near the viewport. Off screen both ask nothing more.
   * @type {"eager" | "lazy"}
   */
  get loading() { return this.getAttribute("loading") === "lazy" ? "lazy" : "eager"; }
  set loading(value) { reflect(this, "loading", value); }

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
   * An answer of the job route to show beside traces that are set by hand: state, name, total.
   * @type {Job | undefined}
   */
  get job() { return this.#job; }
  set job(value) {
    this.#job = value ?? undefined;
    this.#changed();
  }

  /**
   * Words of the page's own, by their names in `strings.js`; those that are missing stay English.
   * @type {Strings}
   */
  get strings() { return this.#strings; }
  set strings(value) {
    this.#strings = value ?? {};
    this.#changed();
  }

  /**
   * The time under the crosshair in ms since the Unix epoch; null if it is nowhere. Setting one moves the crosshair to it.
   * @type {number | null}
   */
  get cursor() { return this.#view?.cursor ?? null; }
  set cursor(value) {
    if (this.#view) this.#view.cursor = value ?? null;
  }

  /**
   * What is known now; null before the engine is loaded.
   * @type {ChartSnapshot | null}
   */
  get snapshot() { return this.#chart?.snapshot() ?? null; }

  /** Asks now instead of later, also after an error that ended the polling; not while it is paused. */
  refresh() {
    if (!this.isConnected || this.paused) return;
    if (this.#chart && !this.#traces) this.#chart.refresh();
    else if (!this.#chart) this.#connect();
  }

  /**
   * The chart as a picture, with the words around it.
   * @param {string} [type] - a MIME type
   * @returns {Promise<Blob>}
   */
  async toBlob(type = "image/png") {
    const view = this.#view;
    if (!view) throw new DOMException("The chart is not in a document yet", "InvalidStateError");
    const { image } = await import("./image.js");
    this.#chart?.flush();
    const paper = getComputedStyle(view.probes).backgroundColor;
    return image(this, view.canvas, view.printed, paper, type);
  }

  /**
   * The points as comma-separated values, a row each; empty without data.
   * @returns {string}
   */
  toCSV() {
    const traces = this.traces;
    return traces ? csv(traces) : "";
  }

  connectedCallback() {
    clearTimeout(this.#freeing);
    this.#view ??= new View(this.shadowRoot ?? this.attachShadow({ mode: "open" }), {
      hide: (keys) => this.#chart?.setHidden(keys),
      select: (time) => this.#dispatch("select", { time }),
      restyle: () => this.#restyle(),
      notes: (from, to) => this.#annotator.between(from, to),
    });
    this.#surroundings ??= new Surroundings(this, this.#view.canvas, {
      resized: (width, height, ratio) => this.#resize(width, height, ratio),
      seen: (onScreen) => {
        this.#onScreen = onScreen;
        this.#see();
      },
      restyled: () => this.#restyle(),
      printed: () => {
        this.#restyle();
        this.#chart?.flush();
      },
      tick: () => this.#tick(),
    });
    upgrade(this);
    if (this.#chart) this.#run(this.#chart);
    else this.#connect();
    this.#surroundings.watch();
  }

  disconnectedCallback() {
    this.#chart?.stop();
    this.#surroundings?.leave();
    this.#freeing = setTimeout(() => {
      this.#annotator.close();
      this.#view?.attach(undefined);
      this.#chart?.free();
      this.#chart = undefined;
      this.#drawn = [undefined, undefined];
      this.#answered = false;
    }, FREE_AFTER_MS);
  }

  attributeChangedCallback() {
    this.#changed();
  }

  /** Several changes in a row reach the engine as one. */
  #changed() {
    if (this.#changing) return;
    this.#changing = true;
    queueMicrotask(() => {
      this.#changing = false;
      if (this.#chart && this.isConnected) this.#run(this.#chart);
      this.dispatchEvent(new Event("configure"));
    });
  }

  async #connect() {
    if (this.#loading) return;
    this.#loading = true;
    const loading = load();
    if (!loaded) {
      askFirst(this);
      // A page's first formatters take longer than all else: the wasm is on its way meanwhile.
      this.#show();
    }
    try {
      await loading;
    } catch {
      this.#fail("the program could not be loaded; see the browser's console, and the CSP of the page");
      return;
    } finally {
      this.#loading = false;
      // All charts that waited for the engine have begun by then.
      setTimeout(dismiss);
    }
    if (!this.isConnected || this.#chart || !this.#view) return;
    try {
      this.#chart = new JobProgressChart(this.#view.canvas, undefined);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#failure = null;
    this.#chart.onchange = (type, snapshot) => this.#changedTo(type, snapshot);
    this.#view.attach(this.#chart);
    this.#styled = false;
    this.#run(this.#chart);
    // A new engine knows no size.
    this.#surroundings?.measure();
  }

  /**
   * Brings the engine to what attributes and properties say.
   * @param {JobProgressChart} chart
   */
  #run(chart) {
    const lang = languageOf(this);
    this.#lang = lang;
    this.#words = new Words(lang, this.timeZone, this.#strings);
    this.#see();
    chart.configure({
      jobId: this.jobId,
      apiBase: this.apiBase,
      buckets: this.buckets,
      interval: this.interval,
      view: this.view,
      kinds: this.kinds.split(/\s+/).filter(Boolean),
      total: this.total,
      lang,
      timeAxis: this.timeAxis,
      timeZone: this.timeZone,
      strings: this.#words.canvas,
      credentials: this.#credentials,
      headers: this.#headers,
      early: take(questionOf(this)),
    });
    const [traces, job] = this.#drawn;
    let refused = false;
    this.#drawn = [this.#traces, this.#job];
    if (this.#traces || traces) chart.stop();
    if (traces && !this.#traces) chart.setTraces(undefined);
    if (this.#traces) {
      try {
        // Only what is another causes events.
        if (this.#traces !== traces) chart.setTraces(this.#traces);
        if (this.#job !== job) chart.setJob(this.#job);
      } catch (error) {
        const { code, message } = /** @type {{code: "bad-response" | "too-large", message: string}} */ (error);
        this.#refuse(code, message);
        refused = true;
      }
    } else if (this.paused) {
      chart.stop();
    } else {
      chart.start();
    }
    const snapshot = chart.snapshot();
    this.#show(snapshot);
    this.#annotator.hear(chart, snapshot, false);
    if (refused) this.#dispatch("error", this.#failure);
  }

  /**
   * What is wanted of the job's progress entries.
   * @param {ChartSnapshot} snapshot
   * @returns {import("./annotations.js").Wish}
   */
  #wish({ phase, kinds, total, status }) {
    const job = this.#traces ? "" : this.jobId ?? "";
    return {
      job,
      apiBase: this.apiBase,
      marks: job ? this.markers?.split(/\s+/).filter(Boolean) ?? null : null,
      // Where the files say nothing of the way: of one file, or of a number that the server doesn't tell.
      totals: job !== "" && phase === "live" && kinds.length > 0 && (total === null ? status !== null : total <= 1),
    };
  }

  /**
   * @param {number} width - CSS pixels
   * @param {number} height
   * @param {number} ratio - device pixels each
   */
  #resize(width, height, ratio) {
    this.#chart?.resize(width, height, ratio);
    // All is laid out, so that asking for colours and fonts costs nothing now, and nothing is shown yet.
    if (!this.#styled) this.#restyle();
    // A picture is never stretched; the first one waits for the next frame, and for what the server says till then.
    if (this.#chart?.axis()) this.#chart.flush();
  }

  /** Time goes by. */
  #tick() {
    // No event tells that an ancestor speaks another language now.
    if (languageOf(this) !== this.#lang) this.#changed();
    if (performance.now() - this.#shownAt >= CLOCK_MS) this.#view?.tell(this.#scene(this.snapshot));
  }

  /** Tells the engine whether anybody can see the chart; the first answer of an eager one comes in any case. */
  #see() {
    this.#chart?.setVisible(this.#onScreen || (this.loading === "eager" && !this.#answered));
  }

  #restyle() {
    if (!this.#view || !this.#chart) return;
    this.#styled = true;
    this.#chart.setTheme(theme(this.#view.probes));
  }

  /**
   * @param {import("../../pkg/job_progress_chart.js").ChartEvent} type
   * @param {ChartSnapshot} snapshot
   */
  #changedTo(type, snapshot) {
    const calm = this.#failure === null && snapshot.error === null && snapshot.answer === "not-modified" &&
      this.#shown !== null && this.#shown.error === null && this.#shown.stale === snapshot.stale && this.#shown.phase === snapshot.phase;
    this.#failure = null;
    if (type === "error") this.#failedAt = Date.now();
    if (!this.#answered) {
      this.#answered = true;
      this.#see();
    }
    if (this.#chart && (type === "progress" || type === "statuschange")) this.#annotator.hear(this.#chart, snapshot, true);
    // All events of an answer bring the same; and what was only confirmed is as it was, but for the clock, which goes on.
    if ((snapshot !== this.#shown && !calm) || type === "error") this.#show(snapshot);
    this.#dispatch(type, type === "error" ? snapshot.error : snapshot);
  }

  /**
   * A failure that is not the server's.
   * @param {"engine" | "bad-response" | "too-large"} code
   * @param {string} message
   */
  #refuse(code, message) {
    this.#failure = { code, message, status: null, errorUid: null, retryInMs: null };
    this.#failedAt = Date.now();
  }

  /** @param {string} message */
  #fail(message) {
    this.#refuse("engine", `The chart can't be shown: ${message}`);
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

  #show(snapshot = this.snapshot) {
    this.#view?.show(this.#scene(snapshot));
  }

  /**
   * What there is to show now.
   * @param {ChartSnapshot | null} snapshot
   * @returns {import("./view.js").Scene}
   */
  #scene(snapshot) {
    this.#shown = snapshot;
    this.#shownAt = performance.now();
    this.#words ??= new Words(null, null, this.#strings);
    return {
      job: this.jobId,
      snapshot,
      failure: this.#failure ?? snapshot?.error ?? null,
      broken: this.#failure?.code === "engine",
      failedAt: this.#failedAt,
      paused: this.paused && this.#traces === undefined,
      elapsed: this.timeAxis === "elapsed",
      words: this.#words,
      now: Date.now(),
    };
  }
}
