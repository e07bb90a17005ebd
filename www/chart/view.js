// The contents of the shadow root: header, canvas with its layers, legend, footer, table.
import { Announcer } from "./announcer.js";
import { Cursor } from "./cursor.js";
import { adopt, make, setAttribute, setText } from "../shared/dom.js";
import { SHARED_CSS } from "../shared/styles.js";
import { Footer } from "./footer.js";
import { doneParts, failedText, Header } from "./header.js";
import { Legend } from "./legend.js";
import { stateOf } from "./state.js";
import { CHART_CSS } from "./styles.js";
import { Table } from "./table.js";
import { createProbes } from "./theme.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */

/**
 * @typedef {object} ViewState
 * @property {string | null} job
 * @property {string} jobKey - differs for another job or API
 * @property {ChartSnapshot | null} snapshot
 * @property {import("../../pkg/job_progress_chart.js").ChartErrorDetail | null} failure
 * @property {boolean} isEngineFailed
 * @property {number} failureAge - ms since the failure
 * @property {boolean} paused
 * @property {boolean} elapsed - whether times are shown as time since the start
 * @property {import("./strings.js").ChartLocalizer} localizer
 * @property {number} now - ms since the Unix epoch
 */

/**
 * @typedef {object} ViewHandlers
 * @property {(keys: string[]) => void} hiddenChanged - the user has shown or hidden series
 * @property {(time: number) => void} selected - the user has selected a point
 * @property {() => void} styleChanged - a colour of the theme has changed
 * @property {(from: number, to: number) => import("./entry-markers.js").MarkerTooltip | null} entriesBetween - the entries after
 *   `from` and until `to`
 */

/** The contents of the element's shadow root. */
export class View {
  #header = new Header();
  #legend;
  #footer = new Footer();
  #table = new Table();
  #announcer = new Announcer();
  #cursor;
  #summary = make("p", { class: "hidden", id: "summary" });
  #notice = make("div", { class: "notice", dir: "auto" });
  #plot;
  #figure;
  /** @type {JobProgressChart | undefined} */ #chart;
  /** @type {ViewState | undefined} */ #viewState;
  #jobKey = "";

  /** The chart's canvas. */
  canvas = make("canvas", { tabindex: "0" });
  /** The probes of the theme. */
  probes;

  /**
   * @param {ShadowRoot} root
   * @param {ViewHandlers} handlers
   */
  constructor(root, { hiddenChanged, selected, styleChanged, entriesBetween }) {
    for (const css of [SHARED_CSS, CHART_CSS]) adopt(root, css);
    this.#legend = new Legend(hiddenChanged);
    this.#cursor = new Cursor(this.canvas, {
      moved: (point) => this.#showLegend(point), selected: ({ time }) => selected(time), entriesBetween,
    });
    this.#plot = make("div", { class: "plot" }, this.canvas, this.#notice);
    this.probes = createProbes(styleChanged);
    this.#figure = make(
      "section", { "aria-describedby": "summary" },
      this.#header.root, this.#summary, this.#plot, this.#legend.root,
      make("div", { class: "bottom" }, this.#footer.root, this.#table.root), this.#announcer.root, this.probes,
    );
    root.replaceChildren(this.#figure);
  }

  /** The parts whose texts are drawn into an image of the chart. */
  get imageParts() {
    return [this.#header.root, this.#legend.root];
  }

  /**
   * The chart whose points are read; undefined after it is freed.
   * @param {JobProgressChart | undefined} chart
   */
  attach(chart) {
    this.#chart = chart;
    chart?.setHidden(this.#legend.hidden);
    this.#cursor.attach(chart);
  }

  /** Removes the picture of a chart object that is gone. While there is one, the canvas is its own. */
  clear() {
    // Setting the size clears a canvas, and resets its context.
    this.canvas.setAttribute("width", String(this.canvas.width));
  }

  /** The time under the crosshair in ms since the Unix epoch; null if there is no crosshair. */
  get cursor() {
    return this.#cursor.time;
  }

  set cursor(ms) {
    this.#cursor.time = ms;
  }

  /** @param {ViewState} viewState */
  show(viewState) {
    const { jobKey, snapshot, localizer } = viewState;
    this.showStatus(viewState);
    if (jobKey !== this.#jobKey) this.#cursor.moveTo(null);
    this.#jobKey = jobKey;
    const points = snapshot?.points ?? 0;
    const start = viewState.elapsed ? this.#chart?.axis()?.fullFrom : undefined;
    const decimals = this.#decimals(points);
    /** @type {import("./table.js").FormatTime} */
    const formatTime = (ms, referenceTime) =>
      start === undefined ? localizer.formatTime(ms, { seconds: true, decimals, referenceTime }) : localizer.formatElapsed(ms - start, decimals);
    runEach(
      () => this.#cursor.update(points, localizer, formatTime),
      () => this.#table.show({ count: points, point: (index) => this.#chart?.point(index), localizer, formatTime }),
    );
    // Without points, the Tab key skips the canvas.
    setAttribute(this.canvas, "tabindex", points > 0 ? "0" : "-1");
    setAttribute(this.canvas, "aria-hidden", points > 0 ? null : "true");
  }

  /**
   * Decimals of the second without which several buckets would have the same time.
   * @param {number} count - of buckets
   */
  #decimals(count) {
    const [first, last] = [this.#chart?.point(0), this.#chart?.point(count - 1)];
    if (!first || !last) return 0;
    const seconds = (last.time - first.from) / count / 1000;
    return Math.min(3, Math.max(0, Math.ceil(-Math.log10(seconds))));
  }

  /**
   * Updates only what changes with time.
   * @param {ViewState} viewState
   */
  showStatus(viewState) {
    this.#viewState = viewState;
    const { jobKey, snapshot, localizer, now } = viewState;
    const points = snapshot?.points ?? 0;
    const name = snapshot?.name ?? localizer.format("unnamed");
    const state = stateOf(snapshot, { paused: viewState.paused, failed: viewState.isEngineFailed });
    runEach(
      () => this.#header.show(snapshot, state, localizer, snapshot?.serverTime ?? now),
      () => this.#footer.show(viewState),
      () => this.#announcer.update({ jobKey, snapshot, state, localizer }),
    );
    this.#plot.classList.toggle("stale", state.name === "stale");
    const hasCounts = snapshot !== null && (snapshot.completed + snapshot.failed > 0 || snapshot.kinds.length > 0);
    const notice = points === 0 ? noticeOf(state, viewState) : hasCounts || snapshot?.phase !== "live" ? "" : localizer.format("noProgress");
    setText(this.#notice, notice);
    this.#notice.classList.toggle("over", points > 0);
    this.#notice.classList.toggle("busy", notice !== "" && state.name === "loading");
    setAttribute(this.#figure, "aria-label", name);
    setText(this.#summary, localizer.format(points > 0 ? "summary" : "summaryWithoutData", {
      name,
      state: localizer.format(state.name),
      done: snapshot ? [doneParts(snapshot, localizer).map(({ text }) => text).join(""), failedText(snapshot, localizer)].filter(Boolean).join(", ") : "",
    }));
  }

  /**
   * The values in the legend: those under the crosshair, else the newest.
   * @param {import("../../pkg/job_progress_chart.js").ChartPoint | null} point
   */
  #showLegend(point) {
    if (!this.#viewState) return;
    const { snapshot, localizer } = this.#viewState;
    const counts = snapshot && snapshot.points > 0 ? snapshot : null;
    this.#legend.show(counts && (point ?? counts), counts, localizer);
  }
}

/**
 * Shows each part, also after one that failed.
 * @param {...() => void} parts
 */
function runEach(...parts) {
  for (const show of parts) {
    try {
      show();
    } catch (error) {
      reportError(error);
    }
  }
}

/**
 * The text in place of the chart.
 * @param {import("./state.js").State} state
 * @param {ViewState} viewState
 */
function noticeOf(state, { job, snapshot, failure, localizer }) {
  if (failure && (state.name === "error" || state.name === "gone" || state.name === "refused")) return localizer.formatError(failure);
  if (state.name === "loading") return localizer.format("loadingJob");
  if (state.name === "idle" || (!job && !snapshot)) return localizer.format("noJob");
  if (state.name === "paused") return localizer.format("paused");
  if (state.name === "queued" && snapshot?.queuePosition != null && snapshot.queueDepth != null) {
    return localizer.format("queuePosition", { position: snapshot.queuePosition, depth: snapshot.queueDepth });
  }
  return localizer.format(snapshot?.phase === "waiting" ? "waiting" : "noProgress");
}
