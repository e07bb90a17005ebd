// Crosshair, readout and zoom, by mouse, pen, touch and keys. All of it lies over the canvas: moving it draws no data.
import { make, setAttribute, setParts, setText } from "./dom.js";
import { identity } from "./legend.js";

/** @typedef {import("../pkg/job_progress_chart.js").ChartPoint} ChartPoint */
/** @typedef {import("../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */
/** @typedef {import("./annotations.js").Notes} Notes */

/** A drag of fewer CSS pixels is a click. */
const DRAG_PX = 5;
/** How much of the axis stays at one step of zooming in. */
const ZOOM_STEP = 0.5;
/** How far one step moves a zoomed axis. */
const PAN_STEP = 0.1;

/** The layer over the canvas. */
export class Cursor {
  #canvas;
  #line = make("div", { class: "crosshair" });
  #selection = make("div", { class: "selection" });
  #time = make("b");
  #values = new Values();
  #entries = make("div");
  #readout = make("div", { class: "readout", part: "readout", "aria-hidden": "true" }, this.#time, this.#values.root, this.#entries);
  #reset = make("button", { class: "reset", type: "button" });
  /** @type {JobProgressChart | undefined} */ #chart;
  /** @type {import("./words.js").Words | undefined} */ #words;
  /** @type {(ms: number) => string} */ #moment = String;
  /** @type {number | null} */ #index = null;
  /** The time that it was brought to, whatever buckets there will be; null if it is nowhere. @type {number | null} */ #at = null;
  #count = 0;
  /** @type {number | null} */ #dragFrom = null;
  #zoomed = false;
  /** The last press ended a drag: the click that follows selects nothing. */
  #dragged = false;
  #moved;
  #notes;

  /** To be put over the canvas. */
  parts = [this.#selection, this.#line, this.#readout, this.#reset];

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {object} told
   * @param {(point: ChartPoint | null) => void} told.moved - called when the crosshair is elsewhere
   * @param {(point: ChartPoint) => void} told.selected - called when the reader clicks a point, or presses Enter on it
   * @param {(from: number, to: number) => Notes | null} told.notes - asked for the entries of a bucket
   */
  constructor(canvas, { moved, selected, notes }) {
    this.#notes = notes;
    this.#canvas = canvas;
    this.#moved = moved;
    for (const part of this.parts) part.hidden = true;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", () => {
      this.#endDrag();
      this.#go(null);
    });
    canvas.addEventListener("pointerleave", ({ pointerType }) => {
      // A finger that lifts leaves the crosshair, so that it can be read; a touch elsewhere takes it away.
      if (this.#dragFrom === null && pointerType !== "touch") this.#go(null);
    });
    canvas.addEventListener("click", () => {
      if (!this.#dragged) this.#select(selected);
    });
    canvas.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") this.#select(selected);
    });
    canvas.addEventListener("dblclick", () => this.#zoom(null));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.#go(null));
    this.#reset.addEventListener("click", () => {
      this.#zoom(null);
      canvas.focus();
    });
  }

  /**
   * The engine, when it is there, and when it goes.
   * @param {JobProgressChart | undefined} chart
   */
  attach(chart) {
    this.#chart = chart;
    this.#index = this.#at = null;
    this.#zoomed = false;
    this.#place();
  }

  /**
   * New data or words: the crosshair stays at its time.
   * @param {number} count - of points
   * @param {import("./words.js").Words} words
   * @param {(ms: number) => string} moment - writes a time
   */
  update(count, words, moment) {
    this.#words = words;
    this.#moment = moment;
    this.#count = count;
    if (count === 0) this.#index = this.#at = null;
    else if (this.#at !== null) this.#index = this.#bucketOf(this.#at);
    setText(this.#reset, words.say("reset"));
    this.#place();
  }

  /** What the crosshair is on; null if it is nowhere. */
  get point() {
    return this.#index === null ? null : this.#chart?.point(this.#index) ?? null;
  }

  /** The time under the crosshair in ms since the Unix epoch; null if it is nowhere. */
  get time() {
    return this.point?.time ?? null;
  }

  /** Moves it to the bucket that a time is in. */
  set time(ms) {
    if (ms === null || this.#count === 0) {
      this.#go(null);
      return;
    }
    this.#go(this.#bucketOf(ms));
    this.#at = ms;
    this.#follow();
  }

  /**
   * The first bucket that ends then or later.
   * @param {number} ms - since the Unix epoch
   */
  #bucketOf(ms) {
    let [low, high] = [0, this.#count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#chart?.point(middle)?.time ?? ms) < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Another job: the whole axis, no crosshair. */
  clear() {
    this.#zoomed = false;
    this.#go(null);
  }

  /** @param {PointerEvent} event */
  #x(event) {
    return event.clientX - this.#canvas.getBoundingClientRect().left;
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) return;
    this.#dragged = false;
    this.#move(event);
    // A finger moves the crosshair; dragging to zoom is for those who can also hover.
    if (event.pointerType === "touch") {
      this.#canvas.focus({ preventScroll: true });
      return;
    }
    this.#dragFrom = this.#x(event);
    this.#canvas.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const x = this.#x(event);
    const axis = this.#chart?.axis();
    if (!axis) return;
    const within = Math.min(Math.max(x, axis.left), axis.right);
    // Beside the axis there is nothing to point at, but a finger or a drag may overshoot.
    const far = event.pointerType !== "touch" && this.#dragFrom === null && Math.abs(within - x) > DRAG_PX;
    const point = far ? undefined : this.#chart?.pointAt(within);
    this.#go(point?.index ?? null, point);
    if (this.#dragFrom !== null) {
      const from = Math.min(Math.max(this.#dragFrom, axis.left), axis.right);
      this.#selection.hidden = Math.abs(within - from) < DRAG_PX;
      this.#selection.style.transform = `translateX(${Math.min(from, within)}px)`;
      this.#selection.style.inlineSize = `${Math.abs(within - from)}px`;
    }
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const axis = this.#chart?.axis();
    if (this.#dragFrom !== null && axis && Math.abs(this.#x(event) - this.#dragFrom) >= DRAG_PX) {
      const time = (/** @type {number} */ x) =>
        axis.from + ((Math.min(Math.max(x, axis.left), axis.right) - axis.left) / (axis.right - axis.left)) * (axis.to - axis.from);
      const ends = [time(this.#dragFrom), time(this.#x(event))].sort((a, b) => a - b);
      this.#zoom({ from: ends[0], to: ends[1] });
      this.#dragged = true;
    }
    this.#endDrag();
  }

  /** @param {(point: ChartPoint) => void} selected */
  #select(selected) {
    const point = this.point;
    if (point) selected(point);
  }

  #endDrag() {
    this.#dragFrom = null;
    this.#selection.hidden = true;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const handled = event.shiftKey ? this.#zoomKey(event.key) : this.#cursorKey(event.key);
    if (handled) event.preventDefault();
  }

  /** @param {string} key */
  #cursorKey(key) {
    const last = this.#count - 1;
    if (last < 0) return false;
    const page = Math.max(1, Math.round(this.#count / 10));
    const at = this.#index;
    /** @type {Record<string, number>} */
    const targets = {
      ArrowLeft: (at ?? last + 1) - 1, ArrowRight: (at ?? last - 1) + 1, Home: 0, End: last,
      PageUp: (at ?? last) - page, PageDown: (at ?? last) + page,
    };
    if (key in targets) {
      this.#go(Math.min(Math.max(targets[key], 0), last));
      this.#follow();
      return true;
    }
    if (key !== "Escape" || (at === null && !this.#zoomed)) return false;
    if (at === null) this.#zoom(null);
    else this.#go(null);
    return true;
  }

  /** @param {string} key */
  #zoomKey(key) {
    const axis = this.#chart?.axis();
    if (!axis) return false;
    const width = axis.to - axis.from;
    const full = axis.fullTo - axis.fullFrom;
    const center = this.point?.time ?? (axis.from + axis.to) / 2;
    const around = (/** @type {number} */ next) => {
      const from = center - ((center - axis.from) / width) * next;
      this.#zoom(next >= full ? null : this.#clamp({ from, to: from + next }, axis));
    };
    const pan = (/** @type {number} */ by) =>
      this.#zoom(this.#zoomed ? this.#clamp({ from: axis.from + by * width, to: axis.to + by * width }, axis) : null);
    /** @type {Record<string, () => void>} */
    const actions = {
      ArrowUp: () => around(width * ZOOM_STEP), ArrowDown: () => around(width / ZOOM_STEP),
      ArrowLeft: () => pan(-PAN_STEP), ArrowRight: () => pan(PAN_STEP),
    };
    actions[key]?.();
    return key in actions;
  }

  /**
   * @param {{from: number, to: number}} zoom
   * @param {import("../pkg/job_progress_chart.js").ChartAxis} axis
   */
  #clamp({ from, to }, { fullFrom, fullTo }) {
    const shift = from < fullFrom ? fullFrom - from : to > fullTo ? fullTo - to : 0;
    return { from: from + shift, to: to + shift };
  }

  /** Moves a zoomed axis so that the crosshair is on it. */
  #follow() {
    const axis = this.#chart?.axis();
    const time = this.point?.time;
    if (!this.#zoomed || !axis || time === undefined || (time >= axis.from && time <= axis.to)) return;
    const width = axis.to - axis.from;
    this.#zoom(this.#clamp({ from: time - width / 2, to: time + width / 2 }, axis));
  }

  /** @param {{from: number, to: number} | null} zoom */
  #zoom(zoom) {
    this.#zoomed = zoom !== null;
    this.#chart?.setZoom(zoom?.from, zoom?.to);
    this.#chart?.flush();
    this.#place();
  }

  /**
   * @param {number | null} index
   * @param {ChartPoint} [point] - what is there, if that is known
   */
  #go(index, point) {
    if (index === this.#index) return;
    this.#index = index;
    const there = index === null ? null : point ?? this.point;
    this.#at = there?.time ?? null;
    this.#place(there);
  }

  /** @param {ChartPoint | null} point */
  #place(point = this.point) {
    const axis = point === null ? undefined : this.#chart?.axis();
    const words = this.#words;
    const visible = point !== null && axis !== undefined && words !== undefined &&
      point.x >= axis.left - 1 && point.x <= axis.right + 1;
    this.#line.hidden = this.#readout.hidden = !visible;
    this.#reset.hidden = !this.#zoomed;
    if (visible) {
      this.#line.style.transform = `translateX(${Math.round(point.x * devicePixelRatio) / devicePixelRatio}px)`;
      setText(this.#time, this.#moment(point.time));
      this.#values.show(point, words);
      this.#entries.replaceChildren(...noteRows(this.#notesOf(point), words));
      const left = point.x > (axis.left + axis.right) / 2;
      this.#readout.classList.toggle("left", left);
      this.#readout.style.transform = `translateX(${point.x}px)${left ? " translateX(-100%)" : ""}`;
    }
    this.#describe(point, words);
    this.#moved(point);
  }

  /**
   * The entries of a point's bucket; those after the last one's end are its, too.
   * @param {ChartPoint} point
   */
  #notesOf({ index, from, time }) {
    return this.#notes(from, index === this.#count - 1 ? Infinity : time);
  }

  /**
   * The canvas is a slider over the points: its value is read out when it moves.
   * @param {ChartPoint | null} point
   * @param {import("./words.js").Words | undefined} words
   */
  #describe(point, words) {
    if (!words) return;
    const canvas = this.#canvas;
    const shown = point ?? (this.#count > 0 ? this.#chart?.point(this.#count - 1) ?? null : null);
    setAttribute(canvas, "role", "slider");
    setAttribute(canvas, "aria-label", words.say("chart"));
    setAttribute(canvas, "aria-description", words.say("keys"));
    setAttribute(canvas, "aria-valuemin", "0");
    setAttribute(canvas, "aria-valuemax", String(Math.max(0, this.#count - 1)));
    setAttribute(canvas, "aria-valuenow", String(shown?.index ?? 0));
    setAttribute(canvas, "aria-valuetext", shown ? valueText(shown, this.#notesOf(shown), words, this.#moment) : words.say("noProgress"));
  }
}

/**
 * @param {ChartPoint} point
 * @param {Notes | null} notes
 * @param {import("./words.js").Words} words
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

/** The readout's rows, which live as long as there are as many. */
class Values {
  /** @type {{row: HTMLElement, swatch: HTMLElement, label: HTMLElement, value: HTMLElement}[]} */ #rows = [];

  /** To be put into the readout. */
  root = make("div", { class: "values" });

  /**
   * @param {ChartPoint} point
   * @param {import("./words.js").Words} words
   */
  show({ completed, failed, kinds }, words) {
    const rows = [
      { swatch: "completed area", name: words.say("completed"), n: completed, bad: 0 },
      ...(failed > 0 ? [{ swatch: "failed area hatch", name: words.say("failed"), n: failed, bad: 0 }] : []),
      ...kinds.map((kind) => ({ ...identity(kind, words), n: kind.success, bad: kind.failed })),
    ];
    while (this.#rows.length < rows.length) this.#rows.push(this.#add());
    for (const { row } of this.#rows.splice(rows.length)) row.remove();
    for (const [at, { swatch, name, n, bad }] of rows.entries()) {
      const row = this.#rows[at];
      setAttribute(row.swatch, "class", `swatch ${swatch}`);
      setText(row.label, name);
      setParts(row.value, [{ text: words.count(n), value: true }, ...(bad > 0 ? [{ text: ` · ${words.say("someFailed", { n: bad })}`, value: false }] : [])]);
    }
  }

  #add() {
    const [swatch, label, value] = [make("i"), make("span", { class: "label" }), make("span", { class: "value" })];
    const row = this.root.appendChild(make("div", { class: "row" }, swatch, label, value));
    return { row, swatch, label, value };
  }
}

/**
 * @param {Notes | null} notes
 * @param {import("./words.js").Words} words
 */
function noteRows(notes, words) {
  if (!notes || notes.count === 0) return [];
  return [
    make("div", { class: "notes" }, words.say("entries", { n: notes.count })),
    ...notes.newest.map(({ kind, message }) => make("div", { class: "note" }, message || kind)),
  ];
}
