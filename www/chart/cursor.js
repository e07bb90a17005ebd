// Where the crosshair is, and what those who listen are told of it. What shows it, and what hears the reader, is loaded when
// the reader comes.
import { setAttribute } from "../shared/dom.js";
import { identity } from "./legend.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartPoint} ChartPoint */
/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */
/** @typedef {import("./annotations.js").Notes} Notes */
/** @typedef {import("../shared/words.js").Words} Words */

/** What the reader does to a canvas. */
const EVENTS = [
  "pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave", "click", "dblclick", "keydown", "focus", "blur",
];

/** The point that is looked at. */
export class Cursor {
  #canvas;
  #told;
  /** @type {import("./crosshair.js").Crosshair | undefined} */ #crosshair;
  #loading = false;
  /** What the reader did before the crosshair was there. @type {Event[]} */ #missed = [];
  /** The time that it was brought to, whatever buckets there will be; null if it is nowhere. @type {number | null} */ #at = null;

  /** @type {JobProgressChart | undefined} */ chart;
  /** @type {Words | undefined} */ words;
  /** Writes a time. @type {(ms: number) => string} */ moment = String;
  /** Which point it is on. @type {number | null} */ index = null;
  /** Number of points. */
  count = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {object} told
   * @param {(point: ChartPoint | null) => void} told.moved - called when the crosshair is elsewhere
   * @param {(point: ChartPoint) => void} told.selected - called when the reader clicks a point, or presses Enter on it
   * @param {(from: number, to: number) => Notes | null} told.notes - asked for the entries of a bucket
   */
  constructor(canvas, told) {
    this.#canvas = canvas;
    this.#told = told;
    for (const type of EVENTS) canvas.addEventListener(type, (event) => this.#hear(event));
  }

  /**
   * The engine, when it is there, and when it goes.
   * @param {JobProgressChart | undefined} chart
   */
  attach(chart) {
    this.chart = chart;
    this.index = this.#at = null;
    this.#crosshair?.forget();
    this.place();
  }

  /**
   * New data or words: the crosshair stays at its time.
   * @param {number} count - of points
   * @param {Words} words
   * @param {(ms: number) => string} moment - writes a time
   */
  update(count, words, moment) {
    this.words = words;
    this.moment = moment;
    this.count = count;
    if (count === 0) this.index = this.#at = null;
    else if (this.#at !== null) this.index = this.#bucketOf(this.#at);
    this.place();
  }

  /** What the crosshair is on; null if it is nowhere. */
  get point() {
    return this.index === null ? null : this.chart?.point(this.index) ?? null;
  }

  /** The time under the crosshair in ms since the Unix epoch; null if it is nowhere. */
  get time() {
    return this.point?.time ?? null;
  }

  /** Moves it to the bucket that a time is in. */
  set time(ms) {
    if (ms === null || this.count === 0) {
      this.go(null);
      return;
    }
    this.go(this.#bucketOf(ms));
    this.#at = ms;
    this.#crosshair?.follow();
  }

  /**
   * The first bucket that ends then or later.
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

  /** Another job: the whole axis, no crosshair. */
  clear() {
    this.#crosshair?.forget();
    this.go(null);
  }

  /**
   * @param {number | null} index
   * @param {ChartPoint} [point] - what is there, if that is known
   */
  go(index, point) {
    if (index === this.index) return;
    this.index = index;
    const there = index === null ? null : point ?? this.point;
    this.#at = there?.time ?? null;
    this.place(there);
  }

  /**
   * Shows and tells where it is.
   * @param {ChartPoint | null} point
   */
  place(point = this.point) {
    if (this.#crosshair) this.#crosshair.place(point);
    else if (point) this.#load();
    this.#describe(point);
    this.#told.moved(point);
  }

  /** The reader chooses the point. */
  select() {
    const { point } = this;
    if (point) this.#told.selected(point);
  }

  /**
   * The entries of a point's bucket; those after the last one's end are its, too.
   * @param {ChartPoint} point
   */
  notesOf({ index, from, time }) {
    return this.#told.notes(from, index === this.count - 1 ? Infinity : time);
  }

  /** @param {Event} event */
  #hear(event) {
    if (this.#crosshair || (this.#missed.length === 0 && isEnter(event))) {
      this.#obey(event);
      return;
    }
    // A key that will move the crosshair must not scroll the page.
    if (event instanceof KeyboardEvent && this.count > 0 && !(event.ctrlKey || event.altKey || event.metaKey) &&
      /^(Arrow|Page|Home|End)/.test(event.key)) event.preventDefault();
    // Of moves the last one tells all.
    if (event.type === "pointermove" && this.#missed.at(-1)?.type === event.type) this.#missed.pop();
    this.#missed.push(event);
    this.#load();
  }

  /** @param {Event} event */
  #obey(event) {
    if (isEnter(event)) this.select();
    else this.#crosshair?.hear(event);
  }

  async #load() {
    if (this.#loading) return;
    this.#loading = true;
    const loaded = await import("./crosshair.js").catch(() => null);
    this.#loading = false;
    const missed = this.#missed.splice(0);
    // What can't be loaded is tried again with whatever the reader does next.
    if (!loaded) return;
    this.#crosshair = new loaded.Crosshair(this.#canvas, this);
    this.#crosshair.place(this.point);
    for (const event of missed) this.#obey(event);
  }

  /**
   * The canvas is a slider over the points: its value is read out when it moves.
   * @param {ChartPoint | null} point
   */
  #describe(point) {
    const { words, count } = this;
    if (!words) return;
    const shown = point ?? (count > 0 ? this.chart?.point(count - 1) ?? null : null);
    const attributes = {
      "role": "slider",
      "aria-label": words.say("chart"),
      "aria-description": words.say("keys"),
      "aria-valuemin": "0",
      "aria-valuemax": String(Math.max(0, count - 1)),
      "aria-valuenow": String(shown?.index ?? 0),
      "aria-valuetext": shown ? valueText(shown, this.notesOf(shown), words, this.moment) : words.say("noProgress"),
    };
    for (const [name, value] of Object.entries(attributes)) setAttribute(this.#canvas, name, value);
  }
}

/** @param {Event} event */
const isEnter = (event) => event instanceof KeyboardEvent && event.key === "Enter";

/**
 * @param {ChartPoint} point
 * @param {Notes | null} notes
 * @param {Words} words
 * @param {(ms: number) => string} moment
 */
function valueText(point, notes, words, moment) {
  const values = [
    `${words.say("completed")} ${words.count(point.completed)}`,
    ...(point.failed > 0 ? [`${words.say("failed")} ${words.count(point.failed)}`] : []),
    ...point.kinds.map(({ success, failed, ...kind }) =>
      `${identity(kind, words).name} ${words.count(success)}${failed > 0 ? ` (${words.say("someFailed", { n: failed })})` : ""}`),
    ...(notes && notes.count > 0 ? [words.say("entries", { n: notes.count }), ...notes.newest.map(({ message }) => message)] : []),
  ];
  return words.say("cursor", { time: moment(point.time), values: values.join(", ") });
}
