// A scrolling box for any number of rows of equal height; only those near the viewport exist.
import { make } from "../shared/dom.js";
import { Track } from "./track.js";

/** Rows rendered beyond the edges, for when the browser scrolls ahead. */
const OVERSCAN = 8;

/**
 * @typedef {object} ScrollHandlers
 * @property {() => void} scrolled
 * @property {() => number | null} keptInView - called before a resize: the row that must stay in view
 * @property {(position: number, kept: number | null) => void} resized - `position`: of the first row before the resize, with a
 *   fraction
 */

/**
 * Rows have an index, counted from the oldest, and a position, counted from the top: both are equal, or reversed if the newest
 * row comes first.
 */
export class VirtualScroller {
  #handlers;
  #track = new Track();
  #space;
  #measure = make("div", { class: "measure" });
  /** @type {ResizeObserver | undefined} */ #sizes;
  /** Whether it has no layout, as in an inactive tab of the page; the browser may lose the scroll position then. */
  #isHidden = false;

  isNewestFirst = false;

  /** The box that scrolls. */
  root;

  /**
   * @param {HTMLElement} layer - that the rows are put into
   * @param {ScrollHandlers} handlers
   */
  constructor(layer, handlers) {
    this.#handlers = handlers;
    this.#space = make("div", { class: "space" }, layer);
    this.root = make("div", { class: "viewport", tabindex: "-1" }, this.#space, this.#measure);
    this.root.addEventListener("scroll", () => handlers.scrolled(), { passive: true });
    // While a list that is taller than its box is scrolled, its position and the scroll bar's diverge: realign them.
    this.root.addEventListener("scrollend", () => {
      // This may be the end of an earlier move, reported after the user has scrolled on.
      handlers.scrolled();
      this.scrollTo(this.#track.top);
    });
  }

  /** Called when it is in a document, or was moved: observes its size, and restores the scroll position. */
  connect() {
    this.#sizes?.disconnect();
    // An observer of another window would not report.
    const { defaultView } = this.root.ownerDocument;
    if (!defaultView) return;
    this.#sizes = new defaultView.ResizeObserver(() => this.#resize());
    this.#sizes.observe(this.root);
    this.#sizes.observe(this.#measure);
    this.#restore();
  }

  /** Number of rows. */
  get length() {
    return this.#track.rows;
  }

  set length(rows) {
    this.#track.rows = rows;
  }

  /** Number of whole rows that fit into the viewport. */
  get pageSize() {
    return Math.floor(this.#track.viewport / this.#track.rowHeight);
  }

  /** Distance to the newest row, in CSS pixels. */
  get tail() {
    return this.isNewestFirst ? 0 : this.#track.end;
  }

  get isAtTail() {
    return Math.abs(this.#track.top - this.tail) < Math.max(2, this.#track.rowHeight / 2);
  }

  /** Number of rows up to the newest one in view. */
  get newestInView() {
    const { top, rowHeight, viewport, rows } = this.#track;
    return this.isNewestFirst ? rows - Math.floor(top / rowHeight) : Math.min(rows, Math.ceil((top + viewport) / rowHeight));
  }

  /** The first row that is wholly in view, and how far the viewport's top is below the row's, in CSS pixels. */
  get anchor() {
    const { top, rowHeight, rows } = this.#track;
    const position = Math.min(Math.max(0, Math.ceil(top / rowHeight)), rows - 1);
    return { index: this.indexAt(position), offset: top - position * rowHeight };
  }

  /** The rows to render: those in view, with a margin. */
  get window() {
    const { first, count } = this.#track.window(OVERSCAN);
    return { position: first, index: this.isNewestFirst ? this.#track.rows - first - count : first, count };
  }

  /** @param {number} index */
  positionOf(index) {
    return this.isNewestFirst ? this.#track.rows - 1 - index : index;
  }

  /** @param {number} position */
  indexAt(position) {
    return this.positionOf(position);
  }

  /**
   * Where to draw a row within the layer, in CSS pixels.
   * @param {number} position
   */
  offsetOf(position) {
    return this.#track.origin + position * this.#track.rowHeight;
  }

  /**
   * Whether the whole row is in view.
   * @param {number} index
   */
  isInView(index) {
    const { top, rowHeight, viewport } = this.#track;
    const y = this.positionOf(index) * rowHeight;
    return y >= top && y + rowHeight <= top + viewport;
  }

  /** @param {number} top - CSS pixels */
  scrollTo(top) {
    const bar = this.#track.moveTo(top);
    this.#space.style.blockSize = `${this.#track.space}px`;
    if (this.root.scrollTop !== bar) this.root.scrollTop = bar;
  }

  /**
   * Scrolls a row to the top, or below it.
   * @param {number} position - may have a fraction
   * @param {number} [offset] - how far the viewport's top is below the row's, in CSS pixels
   */
  scrollToPosition(position, offset = 0) {
    this.scrollTo(position * this.#track.rowHeight + offset);
  }

  /**
   * Scrolls a row into view by the shortest distance.
   * @param {number} position
   */
  scrollIntoView(position) {
    this.scrollTo(this.#track.reveal(position));
  }

  /**
   * Scrolls a row to the middle.
   * @param {number} index
   */
  center(index) {
    this.scrollToPosition(this.positionOf(index), -(this.#track.viewport - this.#track.rowHeight) / 2);
  }

  /** Restores the scroll position after it was without layout. */
  #restore() {
    this.#isHidden = false;
    this.scrollTo(this.#track.top);
  }

  /** Reads the scroll position. @returns {boolean} whether it has changed */
  sync() {
    this.#isHidden ||= this.root.clientHeight === 0;
    if (this.#isHidden) return false;
    const bar = this.root.scrollTop;
    // Ignore its own moves.
    if (Math.abs(bar - this.#track.bar) < 1) return false;
    this.#track.scrolled(bar);
    return true;
  }

  #resize() {
    const track = this.#track;
    const [rowHeight, viewport] = [this.#measure.offsetHeight, this.root.clientHeight];
    if (viewport === 0) {
      this.#isHidden = true;
      return;
    }
    if (this.#isHidden) this.#restore();
    // A scroll bar that appears or disappears changes only the width.
    if (rowHeight === track.rowHeight && viewport === track.viewport) return;
    const position = track.rowHeight > 0 ? track.top / track.rowHeight : 0;
    const kept = this.#handlers.keptInView();
    Object.assign(track, { rowHeight, viewport });
    this.#handlers.resized(position, kept);
  }
}
