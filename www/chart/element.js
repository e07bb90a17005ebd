// <job-progress-chart>: attributes, life cycle, events. Polling and drawing are Rust; each part around the canvas has its own
// module.
import { JobProgressChart } from "../../pkg/job_progress_chart.js";
import { CLOCK_MS } from "../shared/activity-observer.js";
import { splitWords, upgradeProperties } from "../shared/attributes.js";
import { chartEngine } from "../shared/chart-engine.js";
import { EngineController } from "../shared/engine-controller.js";
import { FrameTask } from "../shared/frame-task.js";
import { languageOf } from "../shared/language.js";
import { Localizer } from "../shared/localizer.js";
import { abandon, abortUnclaimed, claim, prefetch } from "../shared/prefetch.js";
import { ChartAttributes } from "./attributes.js";
import { EntryMarkersLoader, markersConfig } from "./entry-markers-loader.js";
import { EnvironmentObserver } from "./environment-observer.js";
import { ManualData } from "./manual-data.js";
import { looksSame } from "./state.js";
import { canvasStrings, STRINGS } from "./strings.js";
import { readTheme } from "./theme.js";
import { View } from "./view.js";

/** @typedef {import("../../pkg/job_progress_chart.js").JobClient} JobClient */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartErrorDetail} ChartErrorDetail */
/** @typedef {import("../../pkg/job_progress_chart.js").Traces} Traces */
/** @typedef {import("../../pkg/job_progress_chart.js").Job} Job */

/**
 * A live chart of a job's cumulative progress.
 *
 * Events don't bubble; `detail` is the snapshot. For one response they come in this order:
 * - `poll`: any response or failure;
 * - `progress`: there are new data;
 * - `statuschange`: the job's status has changed, or became known;
 * - `finish`: the job's attempt has ended and its last data have arrived; once per attempt, also for a job that had ended before;
 * - `error`: a failure; `detail` is `{code, message, status, errorUid, retryInMs}`.
 *
 * Two more events:
 * - `select`: the user has clicked a point, or pressed Enter on it; `detail` is `{time}`, its time in ms since the Unix epoch;
 * - `configure`: an attribute or property has changed. A plain event, once for several changes in a row.
 */
export class JobProgressChartElement extends ChartAttributes {
  #manual = new ManualData();
  /** @type {ChartErrorDetail | null} */ #failure = null;
  #failedAt = 0;
  /** The newest snapshot. @type {ChartSnapshot | null} */ #snapshot = null;
  #shownAt = 0;
  #isOnScreen = false;
  /** The job of the last configuration, and where it is. */
  #job = "";
  #hasResponse = false;
  /** Whether the chart object has the current theme. */
  #hasTheme = false;
  /** @type {string | null} */ #lang = null;
  /** @type {import("./strings.js").ChartLocalizer | undefined} */ #localizer;
  /** @type {View | undefined} */ #view;
  /** @type {EnvironmentObserver | undefined} */ #environment;
  /** The chart's client. @type {JobClient | undefined} */ #client;
  #frame = new FrameTask(() => this.#show());
  #markers = new EntryMarkersLoader(() => this.#showNow());
  /** @type {EngineController<JobProgressChart>} */
  #controller = new EngineController(this, [chartEngine], {
    create: () => new JobProgressChart(/** @type {View} */ (this.#view).canvas, undefined),
    attached: (chart) => this.#attach(chart),
    detached: () => this.#detach(),
    failed: (error) => this.#fail(error),
  });

  /**
   * The last traces, an object of the API's shape. Setting them draws them and stops polling; undefined resumes it.
   * @type {Traces | undefined}
   */
  get traces() { return this.#manual.traces ?? this.#controller.instance?.traces(); }
  set traces(value) {
    this.#manual.traces = value ?? undefined;
    if (this.#manual.traces) abandon(this);
    this.#configure();
  }

  /**
   * A response of the job route, shown with traces that are set by hand: state, name, total.
   * @type {Job | undefined}
   */
  get job() { return this.#manual.job; }
  set job(value) {
    this.#manual.job = value ?? undefined;
    this.requestUpdate();
  }

  /**
   * The time under the crosshair in ms since the Unix epoch; null without a crosshair. Setting it moves the crosshair.
   * @type {number | null}
   */
  get cursor() { return this.#view?.cursor ?? null; }
  set cursor(value) {
    if (this.#view) this.#view.cursor = value ?? null;
  }

  /**
   * The current snapshot; null before the engine is loaded.
   * @type {ChartSnapshot | null}
   */
  get snapshot() { return this.#controller.instance?.snapshot() ?? null; }

  /** Polls now, even after an error that ended the polling; not while paused. */
  refresh() {
    if (!this.isConnected || this.paused) return;
    const chart = this.#controller.instance;
    if (!chart) {
      this.#load();
    } else if (!this.#manual.traces) {
      this.#markers.restart();
      chart.refresh();
    }
  }

  /**
   * The chart as an image, with the texts around it.
   * @param {string} [type] - a MIME type
   * @returns {Promise<Blob>}
   */
  async toBlob(type = "image/png") {
    const view = this.#view;
    if (!view) throw new DOMException("The chart is not in a document yet", "InvalidStateError");
    const { renderImage } = await import("./image.js");
    this.#controller.instance?.flush();
    const background = getComputedStyle(view.probes).backgroundColor;
    return renderImage(this, view.canvas, view.imageParts, background, type);
  }

  /**
   * The points as comma-separated values, a row each; empty without data and before the engine is loaded.
   * @returns {string}
   */
  toCSV() {
    return this.#controller.instance?.toCSV() ?? "";
  }

  connectedCallback() {
    this.#controller.cancelRelease();
    this.#view ??= new View(this.shadowRoot ?? this.attachShadow({ mode: "open" }), {
      hiddenChanged: (keys) => this.#controller.instance?.setHidden(keys),
      selected: (time) => this.#dispatch("select", { time }),
      styleChanged: () => this.#updateTheme(),
      entriesBetween: (from, to) => this.#markers.between(from, to),
    });
    this.#environment ??= new EnvironmentObserver(this, this.#view.canvas, {
      resized: (width, height, ratio) => this.#resize(width, height, ratio),
      visibilityChanged: (onScreen) => {
        this.#isOnScreen = onScreen;
        this.#updateVisibility();
      },
      fontsLoaded: () => this.#updateTheme(),
      mediumChanged: () => {
        this.#updateTheme();
        this.#controller.instance?.flush();
      },
      tick: () => this.#tick(),
    });
    upgradeProperties(this);
    if (this.#controller.instance) this.#configure();
    else this.#load();
    this.#environment.observe();
  }

  disconnectedCallback() {
    this.#controller.instance?.stop();
    this.#environment?.disconnect();
    this.#controller.scheduleRelease();
  }

  /**
   * @override
   * @protected
   */
  update() {
    if (this.isConnected) this.#configure();
    this.dispatchEvent(new Event("configure"));
  }

  /** Loads the engine; meanwhile sends the first request and shows the first texts. */
  async #load() {
    const attached = this.#controller.attach();
    if (!chartEngine.isLoaded) {
      prefetch(this);
      // Creating a page's first formatters is slow.
      this.#show();
    }
    await attached;
    // By then, all charts that waited for the engine have claimed their requests.
    setTimeout(abortUnclaimed);
  }

  /** @param {JobProgressChart} chart */
  #attach(chart) {
    this.#failure = null;
    this.#hasTheme = false;
    this.#client = chartEngine.track(chart.client);
    chart.onchange = (type, snapshot) => this.#handleChange(type, snapshot);
    this.#view?.attach(chart);
    this.#configure();
    // The observer reports the size only once; the new chart object needs it again.
    this.#environment?.measure();
  }

  #detach() {
    this.#markers.close();
    this.#view?.attach(undefined);
    this.#frame.cancel();
    if (this.#client) chartEngine.free(this.#client);
    this.#client = undefined;
    this.#manual.reset();
    this.#snapshot = null;
    this.#hasResponse = false;
  }

  /** Applies attributes and properties to the chart object. */
  #configure() {
    const chart = this.#controller.instance;
    if (!chart) return;
    this.#updateLocale();
    this.#updateJob();
    this.#updateVisibility();
    chart.configure({
      jobId: this.jobId,
      apiBase: this.apiBase,
      buckets: this.buckets,
      interval: this.interval,
      view: this.view,
      kinds: splitWords(this.kinds),
      total: this.total,
      lang: this.#lang,
      timeAxis: this.timeAxis,
      timeZone: this.timeZone,
      strings: canvasStrings(this.strings),
      credentials: this.credentials,
      headers: this.headers,
    });
    const isAccepted = this.#applyData(chart);
    // After a trap there is no chart object.
    if (chart !== this.#controller.instance) return;
    this.#showNow();
    this.#updateMarkers(false);
    if (!isAccepted) this.#dispatch("error", this.#failure);
  }

  /**
   * Draws the data set by hand, or polls if there are none.
   * @param {JobProgressChart} chart
   * @returns {boolean} whether the data could be drawn
   */
  #applyData(chart) {
    try {
      this.#manual.apply(chart);
    } catch (error) {
      if (chartEngine.stopIfTrap(error)) return false;
      const { code, message } = /** @type {{code: "bad-response" | "too-large", message: string}} */ (error);
      this.#setFailure(code, message);
      return false;
    }
    if (!this.#manual.traces) {
      if (this.paused) chart.stop();
      else this.#startPolling(chart);
    }
    return true;
  }

  /** @param {JobProgressChart} chart */
  #startPolling(chart) {
    const prefetched = claim(this);
    // Not in the public types.
    if (prefetched) /** @type {any} */ (this.#client).usePrefetched(prefetched);
    chart.start();
  }

  #updateLocale() {
    this.#lang = languageOf(this);
    this.#localizer = new Localizer(this.#lang, this.timeZone, STRINGS, this.strings);
  }

  /** Another job has had no response yet. */
  #updateJob() {
    const job = JSON.stringify([this.apiBase, this.jobId]);
    if (job !== this.#job) this.#hasResponse = false;
    this.#job = job;
  }

  /** Requests are sent while the chart is on screen; an eager chart loads its first response in any case. */
  #updateVisibility() {
    this.#controller.instance?.setVisible(this.#isOnScreen || (this.loading === "eager" && !this.#hasResponse));
  }

  #updateTheme() {
    const chart = this.#controller.instance;
    if (!this.#view || !chart) return;
    this.#hasTheme = true;
    chart.setTheme(readTheme(this.#view.probes));
  }

  /** @param {boolean} isNew - whether the server has sent a response */
  #updateMarkers(isNew) {
    const [chart, client, snapshot] = [this.#controller.instance, this.#client, this.#snapshot];
    if (!chart || !client || !snapshot) return;
    const job = this.#manual.traces ? "" : this.jobId ?? "";
    const config = markersConfig({ job, apiBase: this.apiBase, markers: this.markers }, snapshot);
    this.#markers.update({ chart, client, config, snapshot, isNew });
  }

  /**
   * @param {number} width - CSS pixels
   * @param {number} height
   * @param {number} ratio - device pixels per CSS pixel
   */
  #resize(width, height, ratio) {
    const chart = this.#controller.instance;
    if (!chart) return;
    chart.resize(width, height, ratio);
    // After layout and before painting, reading colours and fonts is cheap.
    if (!this.#hasTheme) this.#updateTheme();
    // Repaint now, so that no frame shows the bitmap stretched. The first paint waits for the next frame, which may have data.
    if (chart.axis()) chart.flush();
  }

  /** Called every second. */
  #tick() {
    this.#controller.checkEngines();
    // No event reports that an ancestor's language has changed.
    if (languageOf(this) !== this.#lang) this.requestUpdate();
    // Half a period: the last tick was a little less than a whole one ago.
    if (performance.now() - this.#shownAt < CLOCK_MS / 2) return;
    this.#snapshot = this.snapshot;
    this.#view?.showStatus(this.#viewState());
  }

  /**
   * @param {import("../../pkg/job_progress_chart.js").JobEvent} type
   * @param {ChartSnapshot} snapshot
   */
  #handleChange(type, snapshot) {
    const isShown = this.#failure === null && looksSame(this.#snapshot, snapshot);
    this.#failure = null;
    this.#snapshot = snapshot;
    if (type === "error") this.#failedAt = Date.now();
    if (!this.#hasResponse) {
      this.#hasResponse = true;
      this.#updateVisibility();
    }
    if (type === "progress" || type === "statuschange") this.#updateMarkers(true);
    if (!isShown || type === "error") this.#frame.schedule();
    this.#dispatch(type, type === "error" ? snapshot.error : snapshot);
  }

  /**
   * Reports a failure that is not the server's.
   * @param {"engine" | "bad-response" | "too-large"} code
   * @param {string} message
   */
  #setFailure(code, message) {
    this.#failure = { code, message, status: null, errorUid: null, retryInMs: null };
    this.#failedAt = Date.now();
  }

  /**
   * Shows that there is no chart object until `refresh` is called.
   * @param {Error} error
   */
  #fail(error) {
    this.#setFailure("engine", error.message);
    this.#view?.clear();
    this.#showNow();
    this.#dispatch("error", this.#failure);
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Renders the current state. */
  #showNow() {
    this.#snapshot = this.snapshot;
    this.#show();
  }

  #show() {
    this.#frame.cancel();
    this.#view?.show(this.#viewState());
  }

  /** @returns {import("./view.js").ViewState} */
  #viewState() {
    this.#shownAt = performance.now();
    this.#localizer ??= new Localizer(null, null, STRINGS, this.strings);
    return {
      job: this.jobId,
      snapshot: this.#snapshot,
      failure: this.#failure ?? this.#snapshot?.error ?? null,
      isEngineFailed: this.#failure?.code === "engine",
      failedAt: this.#failedAt,
      paused: this.paused && this.#manual.traces === undefined,
      elapsed: this.timeAxis === "elapsed",
      localizer: this.#localizer,
      now: Date.now(),
    };
  }
}
