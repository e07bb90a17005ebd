// <job-progress-log>: attributes, life, events. What is asked, and when, is the chart's feed and the entries' bookkeeping.
import { Base, number, reflect, upgrade } from "../shared/attributes.js";
import { JobProgressChart, load } from "../chart.js";
import { Entries, loadEntries } from "../shared/entries.js";
import { languageOf } from "../shared/language.js";
import { Words } from "../shared/words.js";
import { Exporter } from "./exporter.js";
import { Partner } from "./partner.js";
import { LOG_STRINGS } from "./strings.js";
import { View } from "./view.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartErrorDetail} ChartErrorDetail */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */
/** @typedef {import("../../pkg/job_progress_log.js").EntryRow} EntryRow */
/** @typedef {Partial<import("./strings.js").LogStrings>} Strings */

/** A node may be moved: only after this many ms outside the document is what it holds freed. */
const FREE_AFTER_MS = 100;
/** How often "3 s ago" is said anew. */
const CLOCK_MS = 1000;
/** A log this near to the viewport counts as seen. */
const VIEWPORT_MARGIN = "256px";
/** The filters offer no more names than this. */
const MOST_NAMES = 100;

/**
 * The progress entries of a job as a list: those of a chart, or of a job of its own.
 *
 * Events don't bubble:
 * - `select`: an entry was opened; `detail` is `{id, time, row}`, `time` in ms since the Unix epoch or null;
 * - `error`: a failure; `detail` is `{code, message, status, errorUid, retryInMs}`.
 */
export class JobProgressLogElement extends Base {
  static observedAttributes = ["for", "job-id", "api-base", "buckets", "interval", "time-zone", "lang", "paused", "kind", "input", "order"];

  /** @type {JobProgressChart | undefined} */ #feed;
  /** @type {Entries | undefined} */ #entries;
  /** What the entries are of. */
  #subject = "";
  #partner = new Partner(this, {
    changed: () => this.#changed(),
    selected: (ms) => this.#seek(ms),
  });
  /** @type {ChartHeaders | null} */ #headers = null;
  /** @type {RequestCredentials | null} */ #credentials = null;
  /** @type {Strings} */ #strings = {};
  /** @type {ChartErrorDetail | null} */ #failure = null;
  #failedAt = 0;
  /** Whether the feed has stopped after a failure. */
  #ended = false;
  #loading = false;
  #changing = false;
  #onScreen = false;
  /** @type {View | undefined} */ #view;
  /** @type {import("./strings.js").LogLocalizer | undefined} */ #localizer;
  #spoken = "";
  /** @type {{kinds: Set<string>, inputs: Set<string>}} */ #known = { kinds: new Set(), inputs: new Set() };
  #exporter = new Exporter({
    changed: () => {
      this.#see();
      this.#show();
    },
    tell: (text) => this.#view?.tell(text),
  });
  /** @type {IntersectionObserver | undefined} */ #sights;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #clock;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #freeing;

  /**
   * The id of the chart whose job it is, in the same document or shadow root. Then the chart says what is asked, and how.
   * @type {string | null}
   */
  get htmlFor() { return this.getAttribute("for"); }
  set htmlFor(value) { reflect(this, "for", value); }

  /** Which job, without a chart. */
  get jobId() { return this.getAttribute("job-id"); }
  set jobId(value) { reflect(this, "job-id", value); }

  /** Where the API is, absolute or relative to the page. */
  get apiBase() { return this.getAttribute("api-base") ?? "/v0.5"; }
  set apiBase(value) { reflect(this, "api-base", value); }

  /**
   * Number of buckets of the traces, which tell of new entries: a log shares the feed of charts with as many. Their default
   * if null.
   * @type {number | null}
   */
  get buckets() { return number(this, "buckets"); }
  set buckets(value) { reflect(this, "buckets", value); }

  /**
   * Seconds between two requests for news; the chart's default if null.
   * @type {number | null}
   */
  get interval() { return number(this, "interval"); }
  set interval(value) { reflect(this, "interval", value); }

  /**
   * IANA time zone; the chart's, or the browser's, if null.
   * @type {string | null}
   */
  get timeZone() { return this.getAttribute("time-zone"); }
  set timeZone(value) { reflect(this, "time-zone", value); }

  /** Whether nothing is asked. */
  get paused() { return this.hasAttribute("paused"); }
  set paused(value) { this.toggleAttribute("paused", Boolean(value)); }

  /**
   * Only entries of this kind; all if null.
   * @type {string | null}
   */
  get kind() { return this.getAttribute("kind") || null; }
  set kind(value) { reflect(this, "kind", value); }

  /**
   * Only entries about the input of this id; all if null.
   * @type {string | null}
   */
  get input() { return this.getAttribute("input") || null; }
  set input(value) { reflect(this, "input", value); }

  /**
   * Where the newest entries are: at the end, as in a terminal, or at the start.
   * @type {"oldest-first" | "newest-first"}
   */
  get order() { return this.getAttribute("order") === "newest-first" ? "newest-first" : "oldest-first"; }
  set order(value) { reflect(this, "order", value); }

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
   * Words of the page's own, by their names in `log/strings.js`; those that are missing stay English.
   * @type {Strings}
   */
  get strings() { return this.#strings; }
  set strings(value) {
    this.#strings = value ?? {};
    this.#spoken = "";
    this.#changed();
  }

  /**
   * Number of entries that match the filters; null before it is known.
   * @type {number | null}
   */
  get count() { return this.#entries?.log.known ? this.#entries.log.length : null; }

  /** Asks now instead of later, also after an error that ended the asking; not while it is paused. */
  refresh() {
    if (!this.isConnected || this.#settings.paused) return;
    if (!this.#feed) {
      this.#connect();
      return;
    }
    this.#feed.refresh();
    this.#entries?.stir();
    this.#wake();
  }

  connectedCallback() {
    clearTimeout(this.#freeing);
    this.#view ??= new View(this.shadowRoot ?? this.attachShadow({ mode: "open" }), {
      choose: (choice) => this.#choose(choice),
      look: (first, count) => this.#entries?.look(first, count),
      select: (number) => this.#select(number),
      begin: (order) => this.#begin(order),
      cancel: () => this.#exporter.cancel(),
    });
    this.#view.restore();
    upgrade(this);
    this.#partner.watch(this.htmlFor);
    this.#sights ??= new IntersectionObserver((entries) => {
      this.#onScreen = entries.at(-1)?.isIntersecting ?? true;
      this.#see();
    }, { rootMargin: VIEWPORT_MARGIN });
    this.#sights.observe(this);
    this.#clock = setInterval(() => {
      if (!document.hidden) this.#tick();
    }, CLOCK_MS);
    if (this.#feed) this.#run(this.#feed);
    else this.#connect();
  }

  disconnectedCallback() {
    this.#feed?.stop();
    this.#exporter.cancel();
    this.#sights?.disconnect();
    clearInterval(this.#clock);
    this.#freeing = setTimeout(() => {
      this.#partner.release();
      this.#close();
      this.#feed?.free();
      this.#feed = undefined;
      this.#show();
    }, FREE_AFTER_MS);
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === "for" && this.isConnected) this.#partner.watch(this.htmlFor);
    this.#changed();
  }

  /** Several changes in a row are one. */
  #changed() {
    if (this.#changing) return;
    this.#changing = true;
    queueMicrotask(() => {
      this.#changing = false;
      if (this.#feed && this.isConnected) this.#run(this.#feed);
    });
  }

  /**
   * What is asked, and as whom: as the chart says, or the log's own attributes.
   * @returns {import("../../pkg/job_progress_chart.js").ChartOptions & {jobId: string | null, lang: string | null, timeZone: string | null, paused: boolean}}
   */
  get #settings() {
    const { chart } = this.#partner;
    const own = this.htmlFor === null;
    const from = /** @type {JobProgressLogElement | import("./partner.js").ChartElement} */ (chart ?? this);
    return {
      jobId: chart || own ? from.jobId : null,
      apiBase: from.apiBase,
      buckets: from.buckets,
      interval: from.interval,
      credentials: from.credentials,
      headers: from.headers,
      lang: languageOf(this.hasAttribute("lang") || !chart ? this : chart),
      timeZone: this.timeZone ?? from.timeZone,
      paused: this.paused || (chart?.paused ?? false),
    };
  }

  async #connect() {
    if (this.#loading) return;
    this.#loading = true;
    this.#show();
    try {
      await Promise.all([load(), loadEntries()]);
    } catch {
      this.#break("the program could not be loaded; see the browser's console, and the CSP of the page");
      return;
    } finally {
      this.#loading = false;
    }
    if (!this.isConnected || this.#feed) return;
    this.#failure = null;
    this.#feed = new JobProgressChart(undefined, undefined);
    this.#feed.onchange = (type, snapshot) => this.#heard(type, snapshot);
    this.#run(this.#feed);
  }

  /**
   * Brings everything to what attributes and properties say.
   * @param {JobProgressChart} feed
   */
  #run(feed) {
    const { paused, ...options } = this.#settings;
    feed.configure(options);
    this.#speak(options);
    const { jobId, apiBase, headers, credentials } = options;
    const about = [jobId, apiBase, headers, credentials];
    if (about.some((value, at) => value !== this.#about[at])) {
      this.#about = about;
      this.#known = { kinds: new Set(), inputs: new Set() };
      this.#exporter.cancel();
      this.#close();
    }
    this.#open(feed, jobId);
    if (paused) {
      feed.stop();
      this.#entries?.pause();
    } else {
      feed.start();
    }
    this.#see();
    this.#show();
  }

  /** Whose entries they are. @type {unknown[]} */
  #about = [];

  /**
   * The entries of the filters that are chosen.
   * @param {JobProgressChart} feed
   * @param {string | null} jobId
   */
  #open(feed, jobId) {
    const subject = JSON.stringify([this.kind, this.input]);
    if (this.#entries && subject === this.#subject) return;
    this.#close();
    if (!jobId) return;
    this.#subject = subject;
    this.#entries = new Entries(feed, {
      jobId,
      kind: this.kind ?? undefined,
      inputId: this.input ?? undefined,
      changed: () => this.#learned(),
      failed: (failure) => this.#fail(failure),
    });
    this.#entries.pause();
    this.#attempt(feed.snapshot());
    // The number of entries is what is asked first.
    this.#entries.look(0, 1);
  }

  #close() {
    this.#entries?.close();
    this.#entries = undefined;
    this.#failure = null;
    this.#view?.tell(null);
  }

  /** @param {ChartSnapshot} snapshot */
  #attempt({ retryCount, startedAt }) {
    this.#entries?.attempt(retryCount, startedAt ?? undefined);
  }

  /** Whether anybody looks, or exports, decides whether anything is asked. */
  #see() {
    const wanted = this.#onScreen || this.#exporter.progress !== null;
    this.#feed?.setVisible(wanted);
    if (this.#onScreen) this.#wake();
    else this.#entries?.pause();
  }

  #wake() {
    if (this.#onScreen && !this.#settings.paused) this.#entries?.resume();
  }

  /** @param {{lang: string | null, timeZone: string | null}} reader */
  #speak({ lang, timeZone }) {
    const key = JSON.stringify([lang, timeZone]);
    if (this.#localizer && key === this.#spoken) return;
    this.#spoken = key;
    this.#localizer = new Words(lang, timeZone, this.#strings, LOG_STRINGS);
  }

  /**
   * @param {import("../../pkg/job_progress_chart.js").ChartEvent} type
   * @param {ChartSnapshot} snapshot
   */
  #heard(type, snapshot) {
    if (type === "progress" || type === "statuschange") {
      this.#attempt(snapshot);
      this.#entries?.stir();
    }
    // What ended the asking may be over.
    if (this.#ended && snapshot.error === null) this.#wake();
    this.#ended = snapshot.error !== null && snapshot.error.retryInMs === null;
    if (type === "error") {
      this.#failedAt = Date.now();
      this.#dispatch("error", snapshot.error);
    }
    this.#show();
  }

  /** New rows. */
  #learned() {
    const { log } = /** @type {Entries} */ (this.#entries);
    this.#failure = null;
    for (const kind of log.kinds()) if (this.#known.kinds.size < MOST_NAMES) this.#known.kinds.add(kind);
    for (const input of log.inputs()) if (this.#known.inputs.size < MOST_NAMES) this.#known.inputs.add(input);
    this.#show();
  }

  /** @param {ChartErrorDetail} failure */
  #fail({ code, message, status, errorUid, retryInMs }) {
    this.#failure = { code, message, status: status ?? null, errorUid: errorUid ?? null, retryInMs: retryInMs ?? null };
    this.#failedAt = Date.now();
    this.#show();
    this.#dispatch("error", this.#failure);
  }

  /** @param {string} message */
  #break(message) {
    this.#fail({ code: "engine", message: `The log can't be shown: ${message}`, status: null, errorUid: null, retryInMs: null });
  }

  #tick() {
    // No event tells that an ancestor speaks another language now.
    const { lang, timeZone } = this.#settings;
    if (this.#feed && JSON.stringify([lang, timeZone]) !== this.#spoken) this.#changed();
    this.#show();
  }

  /** @param {Partial<import("./toolbar.js").Choice>} choice */
  #choose({ kind, input, newestFirst }) {
    if (kind !== undefined) this.kind = kind;
    if (input !== undefined) this.input = input;
    if (newestFirst !== undefined) this.order = newestFirst ? "newest-first" : "oldest-first";
    this.#view?.tell(null);
  }

  /**
   * @param {number | null} number
   * @param {boolean} [far] - whether it may be out of sight
   */
  #select(number, far = false) {
    this.#view?.tell(null);
    const entry = this.#view?.select(number, far) ?? null;
    if (!entry) return;
    const { chart } = this.#partner;
    if (chart && !far && entry.time !== null) chart.cursor = entry.time;
    this.#dispatch("select", { id: entry.id, time: entry.time, row: number });
  }

  /** @param {number} ms - since the Unix epoch */
  async #seek(ms) {
    const entries = this.#entries;
    const row = await entries?.seek(ms);
    if (row === undefined || entries !== this.#entries) return;
    this.#select(row, true);
  }

  /** @param {import("./menu.js").Order} order */
  #begin(order) {
    const { jobId } = this.#settings;
    if (this.#feed && jobId && this.#localizer) this.#exporter.begin(this.#feed, order, { jobId, kind: this.kind, input: this.input }, this.#localizer);
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #show() {
    if (!this.#localizer) this.#speak({ lang: null, timeZone: null });
    const snapshot = this.#feed?.snapshot() ?? null;
    const { jobId, paused } = this.#settings;
    const kinds = (snapshot?.kinds ?? []).map(({ name }) => name).filter((name) => name !== null);
    this.#view?.show({
      job: jobId,
      snapshot,
      entries: this.#entries ?? null,
      failure: this.#failure ?? snapshot?.error ?? null,
      failedAt: this.#failedAt,
      paused,
      filtered: this.kind !== null || this.input !== null,
      choice: { kind: this.kind, input: this.input, newestFirst: this.order === "newest-first" },
      known: { kinds: [...new Set([...kinds, ...this.#known.kinds])], inputs: [...this.#known.inputs] },
      exporting: this.#exporter.progress,
      words: /** @type {import("./strings.js").LogLocalizer} */ (this.#localizer),
      now: Date.now(),
    });
  }
}
