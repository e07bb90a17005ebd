// Crosshair, readout and zoom, by mouse, pen, touch and keys. All of it is an overlay: moving it does not redraw the canvas.
// Loaded at the first input.
import { adopt, make, setAttribute, setParts, setText } from "../shared/dom.js";
import { appearanceOf } from "./legend.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartPoint} ChartPoint */
/** @typedef {import("./entry-markers.js").MarkerTooltip} MarkerTooltip */
/** @typedef {import("./strings.js").ChartLocalizer} ChartLocalizer */

/** A shorter drag, in CSS pixels, is a click. */
const DRAG_PX = 5;
/** The share of the axis that remains after zooming in by one step. */
const ZOOM_STEP = 0.5;
/** How far one step pans, as a share of the zoomed axis. */
const PAN_STEP = 0.1;

// Messages have an explicit width: otherwise long ones would make the readout as narrow as a word.
const CSS = `
.crosshair { position: absolute; inset-block: 0 1.75em; left: 0; inline-size: 1px; background: var(--_muted); pointer-events: none }
.selection {
  position: absolute; inset-block: 0 1.75em; left: 0; pointer-events: none;
  background: color-mix(in srgb, var(--_completed) 15%, transparent); border-inline: 1px solid var(--_completed);
}
.readout {
  position: absolute; top: 0.25rem; left: 0; margin-inline: 0.625rem; padding: 0.375rem 0.625rem; pointer-events: none;
  max-inline-size: 60%; max-block-size: calc(100% - 2.5em); overflow: hidden; border: 1px solid var(--_grid); border-radius: 0.375rem;
  background: color-mix(in srgb, var(--_back) 94%, transparent); box-shadow: 0 1px 6px rgb(0 0 0 / 12%); font-size: 0.75rem;
}
.readout .row { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0.5em; align-items: center }
.readout .marker-entries { margin-block-start: 0.375rem; padding-block-start: 0.25rem; border-block-start: 1px solid var(--_grid); color: var(--_muted); unicode-bidi: plaintext }
.readout .marker-entry { max-inline-size: 26em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; unicode-bidi: plaintext }
.readout .value { color: var(--_muted); unicode-bidi: plaintext }
.readout .value b { color: var(--_text) }
.reset {
  position: absolute; top: 0; right: 0.5rem; padding: 0.125rem 0.625rem; border: 1px solid var(--_axis); border-radius: 1em;
  background: var(--_back);
}
@media (forced-colors: active) { .crosshair, .selection { forced-color-adjust: none } }
@media print { .readout, .crosshair, .reset { display: none !important } }
`;

/** The layer over the canvas. */
export class Crosshair {
  #canvas;
  #cursor;
  #line = make("div", { class: "crosshair" });
  #selection = make("div", { class: "selection" });
  #time = make("b");
  #values = new Values();
  #entries = make("div");
  #readout = make("div", { class: "readout", part: "readout", "aria-hidden": "true" }, this.#time, this.#values.root, this.#entries);
  #reset = make("button", { class: "reset", type: "button" });
  /** @type {number | null} */ #dragFrom = null;
  /** Whether the last press was a drag; then the following click selects nothing. */
  #wasDragged = false;
  /** @type {Record<string, (event: any) => void>} */
  #handlers = {
    pointerdown: (event) => this.#down(event),
    pointermove: (event) => this.#move(event),
    pointerup: (event) => this.#up(event),
    pointercancel: () => {
      this.#endDrag();
      this.#cursor.moveTo(null);
    },
    pointerleave: ({ pointerType }) => {
      // The crosshair stays when a finger is lifted, so that it can be read; a touch elsewhere removes it.
      if (this.#dragFrom === null && pointerType !== "touch") this.#cursor.moveTo(null);
    },
    click: (event) => {
      // At the end of a pointer capture, Safari sends "pointerleave" before the click.
      if (event.detail > 0 && this.#cursor.index === null) this.#move(event);
      if (!this.#wasDragged) this.#cursor.select();
    },
    dblclick: () => this.#zoom(null),
    keydown: (event) => this.#key(event),
    blur: () => this.#cursor.moveTo(null),
  };

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./cursor.js").Cursor} cursor
   */
  constructor(canvas, cursor) {
    this.#canvas = canvas;
    this.#cursor = cursor;
    adopt(/** @type {ShadowRoot} */ (canvas.getRootNode()), CSS);
    this.#selection.hidden = true;
    canvas.after(this.#selection, this.#line, this.#readout, this.#reset);
    this.#reset.addEventListener("click", () => {
      this.#zoom(null);
      canvas.focus();
    });
  }

  /** @param {Event} event - on the canvas */
  handleInput(event) {
    this.#handlers[event.type]?.(event);
  }

  /**
   * Where an event is, in CSS pixels of the canvas; these are larger or smaller than the window's under `zoom` and `transform`.
   * @param {PointerEvent} event
   */
  #x(event) {
    const { left, width } = this.#canvas.getBoundingClientRect();
    return (event.clientX - left) * (this.#canvas.clientWidth / width || 1);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) return;
    this.#wasDragged = false;
    this.#move(event);
    // A finger moves the crosshair; dragging zooms only with devices that can hover.
    if (event.pointerType === "touch") {
      this.#canvas.focus({ preventScroll: true });
      return;
    }
    this.#dragFrom = this.#x(event);
    try {
      this.#canvas.setPointerCapture(event.pointerId);
    } catch {
      // The event may have been queued, and its pointer may no longer exist.
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const x = this.#x(event);
    const axis = this.#cursor.chart?.axis();
    if (!axis) return;
    const within = Math.min(Math.max(x, axis.left), axis.right);
    // There are no points outside the axis, but a finger or a drag may overshoot it.
    const isOutside = event.pointerType !== "touch" && this.#dragFrom === null && Math.abs(within - x) > DRAG_PX;
    const point = isOutside ? undefined : this.#cursor.chart?.pointAt(within);
    this.#cursor.moveTo(point?.index ?? null, point);
    if (this.#dragFrom !== null) {
      const from = Math.min(Math.max(this.#dragFrom, axis.left), axis.right);
      this.#selection.hidden = Math.abs(within - from) < DRAG_PX;
      this.#selection.style.transform = `translateX(${Math.min(from, within)}px)`;
      this.#selection.style.inlineSize = `${Math.abs(within - from)}px`;
    }
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const axis = this.#cursor.chart?.axis();
    if (this.#dragFrom !== null && axis && Math.abs(this.#x(event) - this.#dragFrom) >= DRAG_PX) {
      const time = (/** @type {number} */ x) =>
        axis.from + ((Math.min(Math.max(x, axis.left), axis.right) - axis.left) / (axis.right - axis.left)) * (axis.to - axis.from);
      const ends = [time(this.#dragFrom), time(this.#x(event))].sort((a, b) => a - b);
      this.#zoom({ from: ends[0], to: ends[1] });
      this.#wasDragged = true;
    }
    this.#endDrag();
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
    const last = this.#cursor.count - 1;
    if (last < 0) return false;
    const page = Math.max(1, Math.round(this.#cursor.count / 10));
    const { index } = this.#cursor;
    /** @type {Record<string, number>} */
    const targets = {
      ArrowLeft: (index ?? last + 1) - 1, ArrowRight: (index ?? last - 1) + 1, Home: 0, End: last,
      PageUp: (index ?? last) - page, PageDown: (index ?? last) + page,
    };
    if (key in targets) {
      this.#cursor.moveTo(Math.min(Math.max(targets[key], 0), last));
      this.scrollIntoView();
      return true;
    }
    if (key !== "Escape" || (index === null && !isZoomed(this.#cursor.chart?.axis()))) return false;
    if (index === null) this.#zoom(null);
    else this.#cursor.moveTo(null);
    return true;
  }

  /** @param {string} key */
  #zoomKey(key) {
    const axis = this.#cursor.chart?.axis();
    if (!axis) return false;
    const width = axis.to - axis.from;
    const full = axis.fullTo - axis.fullFrom;
    const center = this.#cursor.point?.time ?? (axis.from + axis.to) / 2;
    const around = (/** @type {number} */ next) => {
      const from = center - ((center - axis.from) / width) * next;
      this.#zoom(next >= full ? null : this.#clamp({ from, to: from + next }, axis));
    };
    const pan = (/** @type {number} */ by) =>
      this.#zoom(isZoomed(axis) ? this.#clamp({ from: axis.from + by * width, to: axis.to + by * width }, axis) : null);
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
   * @param {import("../../pkg/job_progress_chart.js").ChartAxis} axis
   */
  #clamp({ from, to }, { fullFrom, fullTo }) {
    const shift = from < fullFrom ? fullFrom - from : to > fullTo ? fullTo - to : 0;
    return { from: from + shift, to: to + shift };
  }

  /** Pans a zoomed axis so that the crosshair is visible. */
  scrollIntoView() {
    const axis = this.#cursor.chart?.axis();
    const time = this.#cursor.point?.time;
    if (!axis || !isZoomed(axis) || time === undefined || (time >= axis.from && time <= axis.to)) return;
    const width = axis.to - axis.from;
    this.#zoom(this.#clamp({ from: time - width / 2, to: time + width / 2 }, axis));
  }

  /** @param {{from: number, to: number} | null} zoom */
  #zoom(zoom) {
    this.#cursor.chart?.setZoom(zoom?.from, zoom?.to);
    this.#cursor.chart?.flush();
    this.#cursor.place();
  }

  /**
   * Shows the crosshair at a point.
   * @param {ChartPoint | null} point
   */
  place(point) {
    const { chart, localizer, formatTime } = this.#cursor;
    const axis = chart?.axis();
    // A point has no position before the chart's first frame; the chart paints before this callback runs.
    if (point && chart && !axis && this.#canvas.clientHeight > 0) requestAnimationFrame(() => this.place(this.#cursor.point));
    const visible = point !== null && axis !== undefined && localizer !== undefined &&
      point.x >= axis.left - 1 && point.x <= axis.right + 1;
    this.#line.hidden = this.#readout.hidden = !visible;
    this.#reset.hidden = !isZoomed(axis);
    if (localizer) setText(this.#reset, localizer.format("reset"));
    if (!visible) return;
    const ratio = this.#canvas.width / this.#canvas.clientWidth || 1;
    this.#line.style.transform = `translateX(${Math.round(point.x * ratio) / ratio}px)`;
    setText(this.#time, formatTime(point.time));
    this.#values.show(point, localizer);
    this.#entries.replaceChildren(...entryRows(this.#cursor.entriesAt(point), localizer));
    const isLeft = point.x > (axis.left + axis.right) / 2;
    this.#readout.style.transform = `translateX(${point.x}px)${isLeft ? " translateX(-100%)" : ""}`;
  }
}

/** The readout's rows; elements are reused. */
class Values {
  /** @type {{row: HTMLElement, swatch: HTMLElement, label: HTMLElement, value: HTMLElement}[]} */ #rows = [];

  /** To be put into the readout. */
  root = make("div");

  /**
   * @param {ChartPoint} point
   * @param {ChartLocalizer} localizer
   */
  show({ completed, failed, kinds }, localizer) {
    const rows = [
      { swatch: "completed area", name: localizer.format("completed"), n: completed, bad: 0 },
      ...(failed > 0 ? [{ swatch: "failed area hatch", name: localizer.format("failed"), n: failed, bad: 0 }] : []),
      ...kinds.map((kind) => ({ ...appearanceOf(kind, localizer), n: kind.success, bad: kind.failed })),
    ];
    while (this.#rows.length < rows.length) this.#rows.push(this.#add());
    for (const { row } of this.#rows.splice(rows.length)) row.remove();
    for (const [at, { swatch, name, n, bad }] of rows.entries()) {
      const row = this.#rows[at];
      setAttribute(row.swatch, "class", `swatch ${swatch}`);
      setText(row.label, name);
      setParts(row.value, [{ text: localizer.formatNumber(n), value: true }, ...(bad > 0 ? [{ text: ` · ${localizer.format("someFailed", { n: bad })}`, value: false }] : [])]);
    }
  }

  #add() {
    const [swatch, label, value] = [make("i"), make("span", { class: "label" }), make("span", { class: "value" })];
    const row = this.root.appendChild(make("div", { class: "row" }, swatch, label, value));
    return { row, swatch, label, value };
  }
}

/** @param {import("../../pkg/job_progress_chart.js").ChartAxis | undefined} axis */
const isZoomed = (axis) => axis !== undefined && (axis.from > axis.fullFrom || axis.to < axis.fullTo);

/**
 * @param {MarkerTooltip | null} entries
 * @param {ChartLocalizer} localizer
 */
function entryRows(entries, localizer) {
  if (!entries || entries.count === 0) return [];
  return [
    make("div", { class: "marker-entries" }, localizer.format("entries", { n: entries.count })),
    ...entries.newest.map(({ kind, message }) => make("div", { class: "marker-entry" }, message || kind)),
  ];
}
