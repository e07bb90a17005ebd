// <job-progress-chart>: attributes, life cycle, events. Polling and drawing are Rust; each part around the canvas has its own
// module.
import { CLOCK_MS } from "../shared/activity-observer.js";
import { splitWords, upgradeProperties } from "../shared/attributes.js";
import { chartEngine, JobProgressChart } from "../shared/chart-engine.js";
import { dynamicImport } from "../shared/dynamic-import.js";
import { EngineController } from "../shared/engine-controller.js";
import { isBrowser } from "../shared/environment.js";
import { FailureRecord, localFailure } from "../shared/failure.js";
import { FrameTask } from "../shared/frame-task.js";
import { languageOf } from "../shared/language.js";
import { Localizer } from "../shared/localizer.js";
import { abandonUnneeded, abortUnclaimed, claim, prefetch } from "../shared/prefetch.js";
import { ChartAttributes } from "./attributes.js";
import { EntryMarkersLoader, markersConfig } from "./entry-markers-loader.js";
import { EnvironmentObserver } from "./environment-observer.js";
import { ManualData } from "./manual-data.js";
import { looksSame } from "./state.js";
import { canvasStrings, STRINGS } from "./strings.js";
import { readTheme } from "./theme.js";
import { View } from "./view.js";

/** @typedef {import("../shared/chart-engine.js").JobClient} JobClient */
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
 * - `configure`: an attribute or property other than `traces` and `cursor` has changed. A plain event, once for several changes in a row.
 *
 * @tag job-progress-chart
 * @attr {string} lang - BCP 47 language of numbers and times; that of the nearest ancestor if missing
 * @fires {CustomEvent<ChartSnapshot>} poll - Any response or failure
 * @fires {CustomEvent<ChartSnapshot>} progress - New data
 * @fires {CustomEvent<ChartSnapshot>} statuschange - The job's status has changed, or became known
 * @fires {CustomEvent<ChartSnapshot>} finish - The job's attempt has ended and its last data have arrived
 * @fires {CustomEvent<ChartErrorDetail>} error - A failure
 * @fires {CustomEvent<{time: number}>} select - The user has selected a point
 * @fires {Event} configure - An attribute or property other than `traces` and `cursor` has changed
 * @csspart header - The header
 * @csspart name - The job's name
 * @csspart state - The job's state
 * @csspart percent - The share of finished files or items
 * @csspart legend - The legend
 * @csspart footer - The footer
 * @csspart readout - The values under the crosshair
 * @csspart table - The table
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
export class JobProgressChartElement extends ChartAttributes {
  #manual = new ManualData();
  #failure = new FailureRecord();
  /** The newest snapshot. @type {ChartSnapshot | null} */ #snapshot = null;
  #shownAt = 0;
  /** Undefined until the observer reports it, after the first frame. @type {boolean | undefined} */ #isOnScreen;
  /** The job of the last configuration, and its API. */
  #jobKey = "";
  #hasResponse = false;
  /** Whether the chart object has the current theme. */
  #hasTheme = false;
  /** @type {string | null} */ #lang = null;
  /** @type {import("./strings.js").ChartLocalizer | undefined} */ #localizer;
  /** @type {View | undefined} */ #view;
  /** The time that `cursor` was set to before there was a view. @type {number | null} */ #firstCursor = null;
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
    if (this.isConnected) this.#configure();
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
   * The time under the crosshair in ms since the Unix epoch; null without a crosshair. Setting it moves the crosshair, as soon as
   * there are data.
   * @type {number | null}
   */
  get cursor() { return this.#view?.cursor ?? null; }
  set cursor(value) {
    if (this.#view) this.#view.cursor = value ?? null;
    else this.#firstCursor = value ?? null;
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
    const { renderImage } = await dynamicImport(() => import("./image.js"));
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
    if (!isBrowser()) {
      this.#load();
      return;
    }
    this.#view ??= new View(this.shadowRoot ?? this.attachShadow({ mode: "open" }), {
      hiddenChanged: (keys) => this.#controller.instance?.setHidden(keys),
      selected: (time) => this.dispatch("select", { time }),
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
      closed: () => this.disconnectedCallback(),
    });
    // Its surroundings may have other colours and fonts.
    this.#hasTheme = false;
    if (this.#firstCursor !== null) this.#view.cursor = this.#firstCursor;
    this.#firstCursor = null;
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
  resetView() {
    this.#controller.release();
    this.#view = this.#environment = undefined;
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
    let sent;
    if (!chartEngine.isLoaded && isBrowser()) {
      sent = prefetch(this);
      // Creating a page's first formatters is slow.
      this.#show();
    }
    // The engine may fail before the request is sent.
    await Promise.all([attached, sent]);
    // By then, all charts that waited for the engine have claimed their requests.
    setTimeout(abortUnclaimed);
  }

  /** @param {JobProgressChart} chart */
  #attach(chart) {
    this.#failure.own = null;
    this.#hasTheme = false;
    this.#client = chart.client;
    chart.onchange = (type, snapshot) => this.#handleChange(type, snapshot);
    this.#view?.attach(chart);
    this.#configure();
    // The observer reports the size only once; the new chart object needs it again.
    this.#environment?.measure();
  }

  #detach() {
    abandonUnneeded(this);
    this.#markers.close();
    this.#view?.attach(undefined);
    this.#frame.cancel();
    this.#client?.free();
    this.#client = undefined;
    this.#manual.reset();
    this.#snapshot = null;
    this.#hasResponse = false;
  }

  /** Applies attributes and properties to the chart object. */
  #configure() {
    const chart = this.#controller.instance;
    if (!chart) {
      abandonUnneeded(this);
      return;
    }
    this.#updateLocale();
    this.#updateJob();
    this.#updateVisibility();
    try {
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
    } catch (error) {
      if (!chartEngine.stopIfTrap(error)) this.#rejectOptions(chart, /** @type {Error} */ (error));
      return;
    }
    // Else it is about data that were set by hand, and are the same as before.
    if (this.#failure.own?.code === "engine" || this.#manual.isChanged) this.#failure.own = null;
    const isAccepted = this.#applyData(chart);
    // After a trap there is no chart object.
    if (chart !== this.#controller.instance) return;
    this.#showNow();
    this.#updateMarkers(false);
    if (!isAccepted) this.dispatch("error", this.#failure.own);
  }

  /**
   * Nothing is requested or drawn until the options are valid.
   * @param {JobProgressChart} chart
   * @param {Error} error
   */
  #rejectOptions(chart, error) {
    chart.configure(undefined);
    chart.setTraces(undefined);
    this.#manual.reset();
    this.#fail(error);
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
      this.#failure.set(localFailure(code, message));
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
    const key = JSON.stringify([this.apiBase, this.jobId]);
    if (key !== this.#jobKey) this.#hasResponse = false;
    this.#jobKey = key;
  }

  /**
   * Requests are sent while the chart is on screen. An eager chart loads its first response in any case, and does not wait for the
   * observer with what follows, so that its first frame has the job's state.
   */
  #updateVisibility() {
    const isEager = this.loading === "eager" && (this.#isOnScreen === undefined || !this.#hasResponse);
    this.#controller.instance?.setVisible(this.#isOnScreen || isEager, this.ownerDocument !== document);
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
    // Paint now, so that no frame shows the bitmap stretched. Without data there is nothing to paint.
    if (this.#snapshot?.points) chart.flush();
  }

  /** Called every second. */
  #tick() {
    this.#controller.checkEngines();
    this.#environment?.checkRatio();
    // The page of a chart in another window may be hidden and have no frames.
    if (document.hidden) this.#controller.instance?.flush();
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
    const isShown = this.#failure.own === null && looksSame(this.#snapshot, snapshot);
    this.#failure.own = null;
    this.#snapshot = snapshot;
    if (type === "error") this.#failure.touch();
    if (!this.#hasResponse) {
      this.#hasResponse = true;
      this.#updateVisibility();
    }
    if (type === "progress" || type === "statuschange") this.#updateMarkers(true);
    if (!isShown || type === "error") this.#frame.schedule();
    this.dispatch(type, type === "error" ? snapshot.error : snapshot);
  }

  /**
   * Shows that there is no chart object until `refresh` is called, or no valid configuration.
   * @param {Error} error
   */
  #fail(error) {
    this.#failure.set(localFailure("engine", error.message));
    if (!this.#controller.instance) this.#view?.clear();
    this.#showNow();
    this.dispatch("error", this.#failure.own);
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
      jobKey: this.#jobKey,
      snapshot: this.#snapshot,
      failure: this.#failure.own ?? this.#snapshot?.error ?? null,
      isEngineFailed: this.#failure.own?.code === "engine",
      failureAge: this.#failure.age,
      paused: this.paused && this.#manual.traces === undefined,
      elapsed: this.timeAxis === "elapsed",
      localizer: this.#localizer,
      now: Date.now(),
    };
  }
}
