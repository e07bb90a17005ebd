// The list of entries: renders the rows in view, and moves between them by keys.
import { make, setAttribute } from "../shared/dom.js";
import { Columns } from "./columns.js";
import { FollowTail } from "./follow-tail.js";
import { Row } from "./row.js";
import { VirtualScroller } from "./virtual-scroller.js";

/** @typedef {import("../../pkg/job_progress_log.js").EntryRow} EntryRow */
/** @typedef {import("./row.js").RowContext} RowContext */

/**
 * Where rows come from, by their index from the oldest entry.
 * @typedef {object} Rows
 * @property {number} length
 * @property {(first: number, count: number) => (EntryRow | null)[]} rows
 */

/**
 * @typedef {object} ListHandlers
 * @property {(first: number, count: number) => void} viewportChanged - these rows are in view
 * @property {(index: number) => void} moved - the user has moved to a row by keys
 * @property {(index: number) => void} chosen - the user has clicked a row, or pressed Enter on it
 */

/** The scroll position: a row, its entry's id if it is loaded, and how far the viewport's top is below the row's. @typedef {{index: number, id: string | null, offset: number}} Anchor */

/** Shortest time between two calls of `viewportChanged` while the list is scrolled. */
const VIEWPORT_MS = 120;

/** The list and its scroll bar. */
export class List {
  #handlers;
  #layer = make("div", { class: "layer", role: "list" });
  /** @type {VirtualScroller} */
  #scroller = new VirtualScroller(this.#layer, {
    scrolled: () => {
      if (this.#sync()) this.#render();
    },
    keptInView: () => (this.#selected !== null && this.#scroller.isInView(this.#selected) ? this.#selected : null),
    resized: (position, kept) => this.#resize(position, kept),
  });
  #tail = new FollowTail(() => this.#goToNewest());
  /** By index. @type {Map<number, Row>} */ #shown = new Map();
  /** @type {Row[]} */ #spare = [];
  /** @type {Rows | undefined} */ #rows;
  /** @type {RowContext | undefined} */ #context;
  /** The anchor of an entry that was removed, until it is found or the user scrolls. @type {Anchor | null} */ #lostAnchor = null;
  /** @type {number | null} */ #selected = null;
  /** The row that has the focus, or had it last. @type {number | null} */ #active = null;
  #viewportChangedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #viewportTimer;

  /** To be put into the shadow root. */
  root = make("div", { class: "list", part: "list" }, this.#scroller.root, this.#tail.root);

  #columns = new Columns(this.root);

  /** @param {ListHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#layer.addEventListener("keydown", (event) => this.#handleKey(event));
    this.#layer.addEventListener("click", (event) => {
      const row = this.#rowOf(event.target);
      if (row && !String(this.root.ownerDocument.getSelection())) this.#handlers.chosen(row.index);
    });
    this.#layer.addEventListener("focusin", (event) => {
      const row = this.#rowOf(event.target);
      if (row) this.#activate(row.index);
    });
  }

  /** Resets the list to its tail, for other entries. */
  reset() {
    this.#selected = this.#active = null;
    this.#lostAnchor = null;
    this.#rows = undefined;
    this.#scroller.length = 0;
    this.#columns.reset();
    for (const row of this.#shown.values()) this.#recycle(row);
    this.#shown.clear();
    this.#tail.reset();
    clearTimeout(this.#viewportTimer);
    this.#scroller.scrollTo(0);
  }

  /** Called when it is in a document, or in another one. */
  connect() {
    this.#scroller.connect();
  }

  /**
   * Updates the rows. The visible entries stay in place.
   * @param {Rows} rows
   * @param {RowContext} context
   * @param {boolean} isNewestFirst
   */
  show(rows, context, isNewestFirst) {
    // The user may have scrolled in the same frame.
    this.#sync();
    const anchor = this.#tail.isFollowing || !this.#rows ? null : this.#lostAnchor ?? this.#anchor();
    this.#rows = rows;
    this.#context = context;
    this.#scroller.isNewestFirst = isNewestFirst;
    this.#scroller.length = rows.length;
    if (anchor) {
      const found = this.#find(anchor);
      const index = Math.min(found ?? anchor.index, rows.length - 1);
      this.#lostAnchor = found === null ? anchor : null;
      if (found !== null) this.#renumber(found - anchor.index);
      this.#scroller.scrollToPosition(this.#scroller.positionOf(index), anchor.offset);
    } else {
      this.#scroller.scrollTo(this.#scroller.tail);
    }
    this.#render();
  }

  /**
   * Opens a row; null closes it. While one is open the list does not follow the tail.
   * @param {number | null} index
   */
  select(index) {
    this.#selected = index;
    this.#tail.hold(index !== null);
    if (index !== null) this.#activate(index);
    this.#tail.update(this.#scroller.isAtTail);
    this.#render();
  }

  /** The row that is open, null if none. */
  get selected() {
    return this.#selected;
  }

  /**
   * Scrolls to any row; to the middle of the viewport if it is not in view.
   * @param {number} index
   */
  reveal(index) {
    this.#sync();
    if (this.#scroller.isInView(index)) return;
    this.#tail.stop();
    this.#scroller.center(index);
    this.#render();
  }

  /** Focuses the row that had the focus last. */
  focus() {
    if (this.#active !== null) this.#goTo(this.#scroller.positionOf(this.#active));
  }

  /**
   * The entry of a row, if it is loaded.
   * @param {number} index
   */
  entry(index) {
    return this.#rows?.rows(index, 1)[0] ?? null;
  }

  /** @param {import("./strings.js").LogLocalizer} localizer */
  setLabels(localizer) {
    setAttribute(this.#layer, "aria-label", localizer.format("log"));
    setAttribute(this.#layer, "aria-description", localizer.format("keys"));
  }

  /** @param {EventTarget | null} target */
  #rowOf(target) {
    const root = /** @type {Element | null} */ (target)?.closest(".row") ?? null;
    return [...this.#shown.values()].find((row) => row.root === root);
  }

  /** @returns {Anchor} */
  #anchor() {
    const { index, offset } = this.#scroller.anchor;
    return { index, id: this.#shown.get(index)?.id ?? null, offset };
  }

  /**
   * The current row of an anchor's entry; null if it is not known (yet). A retry can remove entries from the server; those that
   * are kept get other numbers once that is certain.
   * @param {Anchor} anchor
   */
  #find({ index, id }) {
    if (id === null || this.entry(index)?.id === id) return index;
    // Those that are kept are among the first 1000 rows; `rows` returns no more than 1500.
    const found = this.#rows?.rows(0, index + 1).findIndex((entry) => entry?.id === id) ?? -1;
    return found < 0 ? null : found;
  }

  /** @param {number} by */
  #renumber(by) {
    if (by === 0) return;
    this.#tail.shift(by);
    if (this.#selected !== null) this.#selected = Math.max(0, this.#selected + by);
    if (this.#active !== null) this.#active = Math.max(0, this.#active + by);
  }

  /** Reads the scroll position; returns whether it has changed. */
  #sync() {
    if (!this.#scroller.sync()) return false;
    this.#lostAnchor = null;
    this.#tail.update(this.#scroller.isAtTail);
    return true;
  }

  /**
   * @param {number} position - of the first row before the resize
   * @param {number | null} kept - the row that is to stay in view
   */
  #resize(position, kept) {
    if (!this.#rows) return;
    // A larger viewport may reach the tail.
    if (!this.#tail.isFollowing && !this.#lostAnchor) this.#tail.update(this.#scroller.isAtTail);
    if (this.#tail.isFollowing) this.#scroller.scrollTo(this.#scroller.tail);
    else this.#scroller.scrollToPosition(position);
    if (kept !== null) this.reveal(kept);
    this.#render();
  }

  #render() {
    if (!this.#rows || !this.#context) return;
    const { index: first, count } = this.#scroller.window;
    const entries = this.#rows.rows(first, count);
    const entryOf = (/** @type {number} */ index) => (index >= first && index < first + count ? entries[index - first] : this.entry(index));
    this.#reportViewport(first, count);
    const indices = this.#recycleOthers(first, count);
    const tabbable = this.#tabbable(indices);
    let previous = null;
    for (const index of indices) {
      const row = this.#shown.get(index) ?? this.#takeRow(index);
      const entry = entryOf(index);
      const position = this.#scroller.positionOf(index);
      if (entry) this.#columns.fit(entry, this.#context);
      row.show(entry, this.#context);
      row.move(this.#scroller.offsetOf(position), position, this.#scroller.length);
      row.mark(index === this.#selected, index === tabbable, this.#borderOf(entry, index > 0 ? entryOf(index - 1) : null));
      if (row.root.parentNode !== this.#layer || row.root.previousSibling !== previous) {
        this.#layer.insertBefore(row.root, previous ? previous.nextSibling : this.#layer.firstChild);
      }
      previous = row.root;
    }
    if (!this.#lostAnchor) this.#tail.showCount(this.#scroller, this.#context.localizer);
  }

  /**
   * Removes the rows out of view, except the one with the focus, so that keys keep working.
   * @param {number} first
   * @param {number} count
   * @returns {number[]} the rows to show, by position
   */
  #recycleOthers(first, count) {
    const indices = Array.from({ length: count }, (_, at) => (this.#scroller.isNewestFirst ? first + count - 1 - at : first + at));
    const isInWindow = (/** @type {number} */ index) => index >= first && index < first + count;
    const focused = this.#rowOf(/** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement);
    for (const [index, row] of this.#shown) {
      if (isInWindow(index) || row === focused) continue;
      this.#shown.delete(index);
      this.#recycle(row);
    }
    if (focused && !isInWindow(focused.index) && focused.index < this.#scroller.length) {
      if (this.#scroller.positionOf(focused.index) < this.#scroller.window.position) indices.unshift(focused.index);
      else indices.push(focused.index);
    }
    return indices;
  }

  /**
   * The edge at which the entries of the previous attempt end.
   * @param {EntryRow | null} entry
   * @param {EntryRow | null} older
   */
  #borderOf(entry, older) {
    if (!entry || entry.earlier || !older?.earlier) return null;
    return this.#scroller.isNewestFirst ? "below" : "above";
  }

  /** @param {number} index */
  #takeRow(index) {
    const row = this.#spare.pop() ?? new Row();
    row.index = index;
    this.#shown.set(index, row);
    return row;
  }

  /** @param {Row} row */
  #recycle(row) {
    row.root.remove();
    this.#spare.push(row);
  }

  /**
   * The row that can be reached with the Tab key.
   * @param {number[]} indices
   */
  #tabbable(indices) {
    if (this.#active !== null && indices.includes(this.#active)) return this.#active;
    const inView = indices.filter((index) => this.#scroller.isInView(index));
    return (this.#tail.isFollowing && !this.#scroller.isNewestFirst ? inView.at(-1) : inView[0]) ?? indices[0];
  }

  /**
   * Reports the rows in view, at once or throttled while they change quickly.
   * @param {number} first
   * @param {number} count
   */
  #reportViewport(first, count) {
    const report = () => {
      this.#viewportChangedAt = performance.now();
      this.#handlers.viewportChanged(first, count);
    };
    clearTimeout(this.#viewportTimer);
    const wait = this.#viewportChangedAt + VIEWPORT_MS - performance.now();
    if (wait <= 0) report();
    else this.#viewportTimer = setTimeout(report, wait);
  }

  #goToNewest() {
    this.#tail.start();
    this.#goTo(this.#scroller.positionOf(this.#scroller.length - 1));
  }

  /** @param {number} index */
  #activate(index) {
    if (index === this.#active) return;
    const before = this.#active === null ? undefined : this.#shown.get(this.#active);
    this.#active = index;
    if (before) setAttribute(before.root, "tabindex", "-1");
    const now = this.#shown.get(index);
    if (now) setAttribute(now.root, "tabindex", "0");
  }

  /**
   * Focuses the row at a position, and scrolls it into view.
   * @param {number} position
   */
  #goTo(position) {
    const target = Math.min(Math.max(position, 0), this.#scroller.length - 1);
    if (target < 0) return;
    this.#sync();
    const index = this.#scroller.indexAt(target);
    this.#activate(index);
    this.#scroller.scrollIntoView(target);
    this.#tail.update(this.#scroller.isAtTail);
    this.#render();
    // Keys move the focus: it is shown also after a click, which Safari would not do by itself.
    this.#shown.get(index)?.root.focus(/** @type {FocusOptions} */ ({ preventScroll: true, focusVisible: true }));
  }

  /** @param {KeyboardEvent} event */
  #handleKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const position = this.#scroller.positionOf(this.#active ?? 0);
    const page = Math.max(1, this.#scroller.pageSize - 1);
    /** @type {Record<string, number>} */
    const positions = {
      ArrowUp: position - 1, ArrowDown: position + 1, PageUp: position - page, PageDown: position + page,
      Home: 0, End: this.#scroller.length - 1,
    };
    if (event.key in positions) {
      this.#goTo(positions[event.key]);
      if (this.#active !== null) this.#handlers.moved(this.#active);
    } else if ((event.key === "Enter" || event.key === " ") && this.#active !== null) {
      this.#handlers.chosen(this.#active);
    } else {
      return;
    }
    event.preventDefault();
  }
}
