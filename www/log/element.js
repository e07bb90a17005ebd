// <job-progress-log>: attributes, life cycle, events. Rust decides which entries to request, and keeps them.
import { ActivityObserver } from "../shared/activity-observer.js";
import { upgradeProperties } from "../shared/attributes.js";
import { chartEngine, JobClient } from "../shared/chart-engine.js";
import { EngineController } from "../shared/engine-controller.js";
import { isBrowser } from "../shared/environment.js";
import { EntryLoader } from "../shared/entry-loader.js";
import { FailureRecord, localFailure } from "../shared/failure.js";
import { FrameTask } from "../shared/frame-task.js";
import { languageOf } from "../shared/language.js";
import { Localizer } from "../shared/localizer.js";
import { logEngine } from "../shared/log-engine.js";
import { LogAttributes } from "./attributes.js";
import { ChartLink } from "./chart-link.js";
import { Exporter } from "./exporter.js";
import { LOG_STRINGS } from "./strings.js";
import { View } from "./view.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartErrorDetail} ChartErrorDetail */
/** @typedef {import("../../pkg/job_progress_chart.js").JobSnapshot} JobSnapshot */

/** Maximum number of names that the filters offer. */
const MAX_NAMES = 100;

/**
 * A list of the progress entries of a job: a chart's job, or its own.
 *
 * Events don't bubble:
 * - `select`: an entry was opened; `detail` is `{id, time, row}`, `time` in ms since the Unix epoch or null;
 * - `error`: a failure; `detail` is `{code, message, status, errorUid, retryInMs}`.
 *
 * @tag job-progress-log
 * @attr {string} lang - BCP 47 language of numbers and times; the chart's if missing
 * @fires {CustomEvent<SelectedEntry>} select - An entry was opened
 * @fires {CustomEvent<ChartErrorDetail>} error - A failure
 * @csspart toolbar - The filters
 * @csspart list - The list
 * @csspart row - An entry in the list
 * @csspart detail - The opened entry
 * @csspart footer - The footer
 * @csspart export - The menu to copy and download entries
 * @cssprop --job-progress-back - Background of the page behind the element
 * @cssprop --job-progress-text - Text
 * @cssprop --job-progress-muted - Less important text
 * @cssprop --job-progress-grid - Grid lines
 * @cssprop --job-progress-axis - Axes
 * @cssprop --job-progress-completed - Completed files
 * @cssprop --job-progress-failed - Failures
 * @cssprop --job-progress-good - The state of a job that has completed
 * @cssprop --job-progress-kind-0 - Kinds of items that get colour 0
 * @cssprop --job-progress-kind-1 - Kinds of items that get colour 1
 * @cssprop --job-progress-kind-2 - Kinds of items that get colour 2
 * @cssprop --job-progress-kind-3 - Kinds of items that get colour 3
 * @cssprop --job-progress-kind-4 - Kinds of items that get colour 4
 * @cssprop --job-progress-kind-5 - Kinds of items that get colour 5
 * @cssprop --job-progress-kind-6 - Kinds of items that get colour 6
 * @cssprop --job-progress-kind-7 - Kinds of items that get colour 7
 * @cssprop --job-progress-other - The sum of the kinds without their own line
 */
export class JobProgressLogElement extends LogAttributes {
  /** @type {EntryLoader | undefined} */ #entries;
  /** The filters that the entries are loaded with. */
  #entriesKey = "";
  /** What requests depend on: job, server, headers, credentials. @type {unknown[]} */ #requestKey = [];
  /** Names in the entries loaded so far, for the filters. @type {{kinds: Set<string>, inputs: Set<string>}} */
  #known = { kinds: new Set(), inputs: new Set() };
  #failure = new FailureRecord();
  /** Whether polling has stopped after a failure. */
  #hasStopped = false;
  #isOnScreen = false;
  /** @type {View | undefined} */ #view;
  /** @type {import("./strings.js").LogLocalizer | undefined} */ #localizer;
  /** What the localizer was created with. @type {unknown[]} */ #localeKey = [];
  /** @type {ActivityObserver | undefined} */ #activity;
  #frame = new FrameTask(() => this.#show());
  #link = new ChartLink(this, {
    changed: () => this.requestUpdate(),
    selected: (ms) => this.#selectTime(ms),
  });
  #exporter = new Exporter(this, {
    progressChanged: () => {
      this.#updateVisibility();
      this.#show();
    },
    setNotice: (text) => this.#view?.setNotice(text),
  });
  /** @type {EngineController<JobClient>} */
  #controller = new EngineController(this, [chartEngine, logEngine], {
    create: () => new JobClient(undefined),
    attached: (client) => {
      this.#failure.own = null;
      client.onchange = (type, snapshot) => this.#handleChange(type, snapshot);
      this.#configure();
    },
    detached: () => this.#detach(),
    failed: ({ message }) => this.#fail(localFailure("engine", message)),
  });

  /**
   * Number of entries that match the filters; null before it is known.
   * @type {number | null}
   */
  get count() { return this.#entries?.log.isLengthKnown ? this.#entries.log.length : null; }

  /** Polls now, even after an error that ended the polling; not while paused. */
  refresh() {
    if (!this.isConnected || this.#isPaused) return;
    const client = this.#controller.instance;
    if (!client) {
      this.#load();
      return;
    }
    client.refresh();
    this.#entries?.refresh();
    this.#resume();
  }

  connectedCallback() {
    this.#controller.cancelRelease();
    if (!isBrowser()) {
      this.#load();
      return;
    }
    this.#view ??= new View(this.shadowRoot ?? this.attachShadow({ mode: "open" }), {
      filtersChanged: (filters) => this.#setFilters(filters),
      viewportChanged: (first, count) => this.#entries?.setViewport(first, count),
      selected: (index) => this.#select(index),
      startExport: (target) => this.#startExport(target),
      cancelExport: () => this.#exporter.cancel(),
    });
    this.#view.connect();
    upgradeProperties(this);
    this.#link.observe(this.htmlFor);
    this.#activity ??= new ActivityObserver(this, {
      visibilityChanged: (onScreen) => {
        this.#isOnScreen = onScreen;
        this.#updateVisibility();
      },
      tick: () => this.#tick(),
      closed: () => this.disconnectedCallback(),
    });
    this.#activity.observe();
    if (this.#controller.instance) this.#configure();
    else this.#load();
  }

  disconnectedCallback() {
    this.#controller.instance?.stop();
    this.#exporter.cancel();
    this.#activity?.disconnect();
    this.#controller.scheduleRelease();
  }

  /**
   * @param {string} name
   * @override
   */
  attributeChangedCallback(name) {
    if (name === "for" && this.isConnected) this.#link.observe(this.htmlFor);
    this.requestUpdate();
  }

  /**
   * @override
   * @protected
   */
  resetView() {
    this.#controller.release();
    this.#link.disconnect();
    this.#view = undefined;
  }

  /**
   * @override
   * @protected
   */
  update() {
    if (this.isConnected) this.#configure();
  }

  #load() {
    this.#controller.attach();
    this.#show();
  }

  #detach() {
    if (!this.isConnected) this.#link.disconnect();
    this.#exporter.cancel();
    this.#closeEntries();
    // The view must not use the entries from now on.
    this.#show();
  }

  /** The chart's options for requests, or the log's own. */
  get #options() {
    const { chart } = this.#link;
    const source = /** @type {this | import("./chart-link.js").ChartElement} */ (chart ?? this);
    return {
      jobId: chart || this.htmlFor === null ? source.jobId : null,
      apiBase: source.apiBase,
      buckets: source.buckets,
      interval: source.interval,
      credentials: source.credentials,
      headers: source.headers,
    };
  }

  get #isPaused() {
    return this.paused || (this.#link.chart?.paused ?? false);
  }

  /** Applies attributes and properties to the client, and opens the entries. */
  #configure() {
    const client = this.#controller.instance;
    if (!client) return;
    const options = this.#options;
    this.#updateLocale();
    try {
      client.configure(options);
    } catch (error) {
      if (!chartEngine.stopIfTrap(error)) this.#rejectOptions(client, /** @type {Error} */ (error));
      return;
    }
    if (this.#failure.own?.code === "engine") this.#failure.own = null;
    const { jobId, apiBase, headers, credentials } = options;
    const key = [jobId, apiBase, headers, credentials];
    if (!isSame(key, this.#requestKey)) {
      this.#requestKey = key;
      this.#known = { kinds: new Set(), inputs: new Set() };
      this.#exporter.cancel();
      this.#closeEntries();
    }
    this.#openEntries(client, jobId);
    if (this.#isPaused) {
      client.stop();
      this.#entries?.pause();
    } else {
      client.start();
    }
    this.#updateVisibility();
    this.#show();
  }

  /**
   * Nothing is requested until the options are valid.
   * @param {JobClient} client
   * @param {Error} error
   */
  #rejectOptions(client, { message }) {
    client.configure(undefined);
    this.#closeEntries();
    this.#requestKey = [];
    this.#fail(localFailure("engine", message));
  }

  /**
   * Loads the entries that match the filters, if they are not loaded yet.
   * @param {JobClient} client
   * @param {string | null} jobId
   */
  #openEntries(client, jobId) {
    const key = JSON.stringify([this.kind, this.input]);
    if (this.#entries && key === this.#entriesKey) return;
    this.#closeEntries();
    if (!jobId) return;
    this.#entriesKey = key;
    this.#entries = new EntryLoader(client, {
      jobId,
      kind: this.kind ?? undefined,
      inputId: this.input ?? undefined,
      changed: () => this.#handleEntries(),
      failed: (error) => this.#fail(error),
    });
    this.#entries.pause();
    this.#setAttempt(client.snapshot());
    // The first query requests the number of entries.
    this.#entries.setViewport(0, 1);
  }

  #closeEntries() {
    this.#entries?.close();
    this.#entries = undefined;
    this.#failure.own = null;
    this.#view?.setNotice(null);
  }

  /** @param {JobSnapshot} snapshot */
  #setAttempt({ retryCount, startedAt }) {
    this.#entries?.setAttempt(retryCount, startedAt ?? undefined);
  }

  /** Requests are sent while the log is on screen, or during an export. */
  #updateVisibility() {
    this.#controller.instance?.setVisible(this.#isOnScreen || this.#exporter.progress !== null, this.ownerDocument !== document);
    if (this.#isOnScreen) this.#resume();
    else this.#entries?.pause();
  }

  #resume() {
    if (this.#isOnScreen && !this.#isPaused) this.#entries?.resume();
  }

  /**
   * What the localizer depends on.
   * @returns {[lang: string | null, timeZone: string | null, strings: object]}
   */
  get #locale() {
    const { chart } = this.#link;
    return [languageOf(this.hasAttribute("lang") || !chart ? this : chart), this.timeZone ?? chart?.timeZone ?? null, this.strings];
  }

  #updateLocale() {
    const key = this.#locale;
    if (this.#localizer && isSame(key, this.#localeKey)) return;
    this.#localeKey = key;
    const [lang, timeZone] = key;
    this.#localizer = new Localizer(lang, timeZone, LOG_STRINGS, this.strings);
  }

  /**
   * @param {import("../../pkg/job_progress_chart.js").JobEvent} type
   * @param {JobSnapshot} snapshot
   */
  #handleChange(type, snapshot) {
    if (type === "progress" || type === "statuschange") {
      this.#setAttempt(snapshot);
      this.#entries?.refresh();
    }
    if (this.#hasStopped && snapshot.error === null) this.#resume();
    this.#hasStopped = snapshot.error !== null && snapshot.error.retryInMs === null;
    this.#frame.schedule();
    if (type === "error") {
      this.#failure.touch();
      this.dispatch("error", snapshot.error);
    }
  }

  /** The entries have changed. They are shown at once, because the user waits for them. */
  #handleEntries() {
    const { log } = /** @type {EntryLoader} */ (this.#entries);
    this.#failure.own = null;
    for (const kind of log.kinds()) if (this.#known.kinds.size < MAX_NAMES) this.#known.kinds.add(kind);
    for (const input of log.inputs()) if (this.#known.inputs.size < MAX_NAMES) this.#known.inputs.add(input);
    this.#show();
  }

  /** @param {ChartErrorDetail} error */
  #fail({ code, message, status, errorUid, retryInMs }) {
    const failure = { code, message, status: status ?? null, errorUid: errorUid ?? null, retryInMs: retryInMs ?? null };
    this.#failure.set(failure);
    this.#show();
    this.dispatch("error", failure);
  }

  /** Called every second. */
  #tick() {
    this.#controller.checkEngines();
    // No event reports that an ancestor's language has changed.
    if (this.#controller.instance && !isSame(this.#locale, this.#localeKey)) this.requestUpdate();
    this.#show();
  }

  /** @param {Partial<import("./toolbar.js").Filters>} filters */
  #setFilters({ kind, input, newestFirst }) {
    if (kind !== undefined) this.kind = kind;
    if (input !== undefined) this.input = input;
    if (newestFirst !== undefined) this.order = newestFirst ? "newest-first" : "oldest-first";
    this.#view?.setNotice(null);
  }

  /**
   * @param {number | null} index - null: none
   * @param {boolean} [fromChart] - whether it was selected on the chart
   */
  #select(index, fromChart = false) {
    this.#view?.setNotice(null);
    const entry = this.#view?.select(index, fromChart) ?? null;
    if (!entry) return;
    const { chart } = this.#link;
    if (chart && !fromChart && entry.time !== null) chart.cursor = entry.time;
    this.dispatch("select", { id: entry.id, time: entry.time, row: index });
  }

  /** @param {number} ms - since the Unix epoch */
  async #selectTime(ms) {
    const entries = this.#entries;
    const index = await entries?.findTime(ms);
    if (index !== undefined && entries === this.#entries) this.#select(index, true);
  }

  /** @param {import("./export-menu.js").ExportTarget} target */
  #startExport(target) {
    const client = this.#controller.instance;
    const { jobId } = this.#options;
    if (client && jobId && this.#localizer) this.#exporter.start(client, target, { jobId, kind: this.kind, input: this.input }, this.#localizer);
  }

  #show() {
    this.#frame.cancel();
    if (!this.#localizer) this.#updateLocale();
    const snapshot = this.#controller.instance?.snapshot() ?? null;
    const kinds = (this.#link.chart?.snapshot ?? snapshot)?.kinds ?? [];
    // Names that are not shown whole can't be filtered for.
    const names = kinds.flatMap(({ key, name }) => (name !== null && key === `kind:${name}` ? [name] : []));
    this.#view?.show({
      job: this.#options.jobId,
      missingChart: this.#link.chart ? null : this.htmlFor,
      snapshot,
      kinds,
      entries: this.#entries ?? null,
      failure: this.#failure.own ?? snapshot?.error ?? null,
      failureAge: this.#failure.age,
      paused: this.#isPaused,
      filtered: this.kind !== null || this.input !== null,
      filters: { kind: this.kind, input: this.input, newestFirst: this.order === "newest-first" },
      known: { kinds: [...new Set([...names, ...this.#known.kinds])], inputs: [...this.#known.inputs] },
      exporting: this.#exporter.progress,
      localizer: /** @type {import("./strings.js").LogLocalizer} */ (this.#localizer),
      now: Date.now(),
    });
  }
}

/**
 * Whether two lists have the same values.
 * @param {unknown[]} a
 * @param {unknown[]} b
 */
function isSame(a, b) {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
