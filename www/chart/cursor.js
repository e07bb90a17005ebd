// The point under the crosshair. The crosshair and its input handling are loaded when they are first needed.
import { setAttribute } from "../shared/dom.js";
import { dynamicImport } from "../shared/dynamic-import.js";
import { isolate } from "../shared/localizer.js";
import { appearanceOf } from "./legend.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartPoint} ChartPoint */
/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */
/** @typedef {import("./entry-markers.js").MarkerTooltip} MarkerTooltip */
/** @typedef {import("./strings.js").ChartLocalizer} ChartLocalizer */

/** Input on the canvas. */
const EVENTS = [
  "pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave", "click", "dblclick", "keydown", "focus", "blur",
];

/**
 * @typedef {object} CursorHandlers
 * @property {(point: ChartPoint | null) => void} moved - the crosshair has moved
 * @property {(point: ChartPoint) => void} selected - the user has clicked a point, or pressed Enter on it
 * @property {(from: number, to: number) => MarkerTooltip | null} entriesBetween - the entries after `from` and until `to`
 */

/** The point under the crosshair. */
export class Cursor {
  #canvas;
  #handlers;
  /** @type {import("./crosshair.js").Crosshair | undefined} */ #crosshair;
  #isLoading = false;
  /** Events before the crosshair was loaded. @type {Event[]} */ #queued = [];
  /** The time that it was set to, to find its bucket again in new data; null if there is no crosshair. @type {number | null} */ #setTime = null;
  /** The time that it was set to before there were data. @type {number | null} */ #pendingTime = null;

  /** @type {JobProgressChart | undefined} */ chart;
  /** @type {ChartLocalizer | undefined} */ localizer;
  /** @type {import("./table.js").FormatTime} */ formatTime = String;
  /** The point's index, null if there is no crosshair. @type {number | null} */ index = null;
  /** Number of points. */
  count = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {CursorHandlers} handlers
   */
  constructor(canvas, handlers) {
    this.#canvas = canvas;
    this.#handlers = handlers;
    for (const type of EVENTS) canvas.addEventListener(type, (event) => this.#handleInput(event));
  }

  /**
   * The chart whose points are read; undefined after it is freed.
   * @param {JobProgressChart | undefined} chart
   */
  attach(chart) {
    this.chart = chart;
    this.count = 0;
    this.index = this.#setTime = null;
    this.place();
  }

  /**
   * Updates it for new data or another language; the crosshair stays at its time.
   * @param {number} count - of points
   * @param {ChartLocalizer} localizer
   * @param {import("./table.js").FormatTime} formatTime
   */
  update(count, localizer, formatTime) {
    this.localizer = localizer;
    this.formatTime = formatTime;
    const hasOtherData = this.count === 0 || count === 0;
    this.count = count;
    if (count === 0) {
      this.index = this.#setTime = null;
    } else {
      this.#setTime = this.#pendingTime ?? this.#setTime;
      this.#pendingTime = null;
      if (this.#setTime !== null) this.index = this.#bucketOf(this.#setTime);
    }
    this.#place(this.point);
    // Screen readers speak a focused slider's value whenever it changes; a response with more of the same data is not to be spoken.
    if (hasOtherData || !this.#canvas.matches(":focus")) this.#describeValue(this.point);
  }

  /** The point under the crosshair; null if there is no crosshair. */
  get point() {
    return this.index === null ? null : this.chart?.point(this.index) ?? null;
  }

  /** The time under the crosshair in ms since the Unix epoch; null if there is no crosshair. */
  get time() {
    return this.point?.time ?? null;
  }

  /** Moves the crosshair to the bucket of a time; without data, when there are some. */
  set time(ms) {
    this.#pendingTime = this.count === 0 ? ms : null;
    if (ms === null || this.count === 0) {
      this.moveTo(null);
      return;
    }
    this.moveTo(this.#bucketOf(ms));
    this.#setTime = ms;
    this.#crosshair?.scrollIntoView();
  }

  /**
   * The first bucket that ends at a time or later.
   * @param {number} ms - since the Unix epoch
   */
  #bucketOf(ms) {
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.chart?.point(middle)?.time ?? ms) < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * @param {number | null} index
   * @param {ChartPoint} [point] - the one at the index, if known
   */
  moveTo(index, point) {
    if (index === this.index) return;
    this.index = index;
    const found = index === null ? null : point ?? this.point;
    this.#setTime = found?.time ?? null;
    this.place(found);
  }

  /**
   * Shows the crosshair at a point, describes it, and calls `moved`.
   * @param {ChartPoint | null} point
   */
  place(point = this.point) {
    this.#place(point);
    this.#describeValue(point);
  }

  /** @param {ChartPoint | null} point */
  #place(point) {
    if (this.#crosshair) this.#crosshair.place(point);
    else if (point) this.#load();
    this.#describe();
    this.#handlers.moved(point);
  }

  /** Calls `selected` for the point under the crosshair. */
  select() {
    const { point } = this;
    if (point) this.#handlers.selected(point);
  }

  /**
   * The entries of a point's bucket; the last bucket includes those after its end.
   * @param {ChartPoint} point
   */
  entriesAt({ index, from, time }) {
    return this.#handlers.entriesBetween(from, index === this.count - 1 ? Infinity : time);
  }

  /** @param {Event} event */
  #handleInput(event) {
    if (this.#crosshair || (this.#queued.length === 0 && isEnter(event))) {
      this.#dispatch(event);
      return;
    }
    // A key that moves the crosshair must not also scroll the page.
    if (isKey(event) && this.count > 0 && !(event.ctrlKey || event.altKey || event.metaKey) &&
      /^(Arrow|Page|Home|End)/.test(event.key)) event.preventDefault();
    // Only the last of several moves is kept.
    if (event.type === "pointermove" && this.#queued.at(-1)?.type === event.type) this.#queued.pop();
    this.#queued.push(event);
    this.#load();
  }

  /** @param {Event} event */
  #dispatch(event) {
    if (isEnter(event)) this.select();
    else this.#crosshair?.handleInput(event);
  }

  async #load() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const module = await dynamicImport(() => import("./crosshair.js")).catch(() => null);
    this.#isLoading = false;
    const queued = this.#queued.splice(0);
    // If it can't be loaded, the next input tries again.
    if (!module) return;
    this.#crosshair = new module.Crosshair(this.#canvas, this);
    this.#crosshair.place(this.point);
    for (const event of queued) this.#dispatch(event);
  }

  /** The canvas has the slider role. */
  #describe() {
    const { localizer, count } = this;
    if (!localizer) return;
    this.#setAttributes({
      "role": "slider",
      "aria-label": localizer.format("chart"),
      "aria-description": localizer.format("keys"),
      "aria-valuemin": "0",
      "aria-valuemax": String(Math.max(0, count - 1)),
    });
  }

  /**
   * The slider's value: a point, else the newest.
   * @param {ChartPoint | null} point
   */
  #describeValue(point) {
    const { localizer, count } = this;
    if (!localizer) return;
    const shown = point ?? (count > 0 ? this.chart?.point(count - 1) ?? null : null);
    this.#setAttributes({
      "aria-valuenow": String(shown?.index ?? 0),
      "aria-valuetext": shown ? valueText(shown, this.entriesAt(shown), localizer, this.formatTime) : localizer.format("noProgress"),
    });
  }

  /** @param {Record<string, string>} attributes */
  #setAttributes(attributes) {
    for (const [name, value] of Object.entries(attributes)) setAttribute(this.#canvas, name, value);
  }
}

/**
 * Events of another window are of another class.
 * @param {Event} event
 * @returns {event is KeyboardEvent}
 */
const isKey = (event) => event.type === "keydown";

/** @param {Event} event */
const isEnter = (event) => isKey(event) && event.key === "Enter";

/**
 * @param {ChartPoint} point
 * @param {MarkerTooltip | null} entries
 * @param {ChartLocalizer} localizer
 * @param {import("./table.js").FormatTime} formatTime
 */
function valueText(point, entries, localizer, formatTime) {
  const values = [
    `${localizer.format("completed")} ${localizer.formatNumber(point.completed)}`,
    ...(point.failed > 0 ? [`${localizer.format("failed")} ${localizer.formatNumber(point.failed)}`] : []),
    ...point.kinds.map(({ success, failed, ...kind }) =>
      `${isolate(appearanceOf(kind, localizer).name)} ${localizer.formatNumber(success)}${failed > 0 ? ` (${localizer.format("someFailed", { n: failed })})` : ""}`),
    ...(entries && entries.count > 0 ? [localizer.format("entries", { n: entries.count }), ...entries.newest.map(({ kind, message }) => isolate(message || kind))] : []),
  ];
  return localizer.format("cursor", { time: formatTime(point.time), values: values.join(", ") });
}
