// The list: as many rows as can be seen, moved over any number of entries. Follows the tail until the reader leaves it.
import { make, setAttribute, setText } from "../shared/dom.js";
import { Columns } from "./columns.js";
import { Row } from "./row.js";
import { Track } from "./track.js";

/** @typedef {import("../../pkg/job_progress_log.js").EntryRow} EntryRow */
/** @typedef {import("./row.js").RowContext} RowContext */

/**
 * Where rows come from. Numbered by time: 0 is the oldest.
 * @typedef {object} Rows
 * @property {number} length
 * @property {(first: number, count: number) => (EntryRow | null)[]} rows
 */

/**
 * What the reader does.
 * @typedef {object} Told
 * @property {(first: number, count: number) => void} look - these rows are looked at
 * @property {(number: number) => void} move - the keys have gone to a row
 * @property {(number: number) => void} choose - a row is to be opened
 */

/** What the reader reads: a row, its entry's id if it is known, and how far the top edge is below it. @typedef {{number: number, id: string | null, offset: number}} Anchor */

/** Rows beyond the edges, so that there are some when the browser scrolls ahead. */
const MARGIN = 8;
/** While the list is scrolled, what is looked at is told so often at most. */
const LOOK_MS = 120;
/** Rows that may hold an entry from before a retry: the first ones. */
const EARLIER_ROWS = 1500;

/** The list and its scroll bar. */
export class List {
  #track = new Track();
  #layer = make("div", { class: "layer", role: "list" });
  #space = make("div", { class: "space" }, this.#layer);
  #measure = make("div", { class: "measure" });
  #viewport = make("div", { class: "viewport" }, this.#space, this.#measure);
  #news = make("button", { class: "news", type: "button" });
  #told;
  /** @type {Map<number, Row>} */ #shown = new Map();
  /** @type {Row[]} */ #spare = [];
  /** @type {Rows | undefined} */ #rows;
  /** @type {RowContext | undefined} */ #context;
  #newestFirst = false;
  #following = true;
  /** Whether the reader is at an entry, which new ones must not move. */
  #held = false;
  /** What the reader read before it was gone, until it is found or the reader scrolls. @type {Anchor | null} */ #lost = null;
  /** Number of rows that the reader has seen, up to the newest of them. */
  #seen = 0;
  /** @type {number | null} */ #selected = null;
  /** Where the keys are. @type {number | null} */ #active = null;
  /** Whether the list is in no layout, as in a closed tab: then the browser may forget how far it was scrolled. */
  #away = false;
  #lookedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #looking;

  /** To be put into the shadow root. */
  root = make("div", { class: "list", part: "list" }, this.#viewport, this.#news);

  #columns = new Columns(this.root);

  /** @param {Told} told */
  constructor(told) {
    this.#told = told;
    this.#news.hidden = true;
    this.#viewport.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // Only a list that is taller than any box strays from its scroll bar, and only while it moves.
    this.#viewport.addEventListener("scrollend", () => {
      // The end of the list's own move may be told when the reader has scrolled on.
      this.#scrolled();
      this.#scrollTo(this.#track.top);
    });
    this.#layer.addEventListener("keydown", (event) => this.#key(event));
    this.#layer.addEventListener("click", (event) => {
      const row = this.#rowOf(event.target);
      if (row && !String(getSelection())) this.#told.choose(row.number);
    });
    this.#layer.addEventListener("focusin", (event) => {
      const row = this.#rowOf(event.target);
      if (row) this.#activate(row.number);
    });
    this.#news.addEventListener("click", () => this.#toNewest());
    new ResizeObserver(() => this.#resized()).observe(this.#viewport);
    new ResizeObserver(() => this.#resized()).observe(this.#measure);
  }

  /** Other entries: the list begins at its tail. */
  reset() {
    this.#selected = this.#active = null;
    this.#held = false;
    this.#following = true;
    this.#lost = null;
    this.#seen = 0;
    this.#rows = undefined;
    this.#track.rows = 0;
    this.#columns.reset();
    for (const row of this.#shown.values()) this.#retire(row);
    this.#shown.clear();
    this.#news.hidden = true;
    clearTimeout(this.#looking);
    this.#scrollTo(0);
  }

  /** Scrolls to where it was, after it was taken out of the layout. */
  restore() {
    this.#away = false;
    this.#scrollTo(this.#track.top);
  }

  /**
   * There may be other or more rows. What the reader reads stays where it is.
   * @param {Rows} rows
   * @param {RowContext} context
   * @param {boolean} newestFirst
   */
  show(rows, context, newestFirst) {
    // The reader may scroll in the very frame in which entries come.
    this.#sync();
    const anchor = this.#following || !this.#rows ? null : this.#lost ?? this.#anchor();
    this.#rows = rows;
    this.#context = context;
    this.#newestFirst = newestFirst;
    this.#track.rows = rows.length;
    if (anchor) {
      const found = this.#find(anchor);
      const number = Math.min(found ?? anchor.number, rows.length - 1);
      this.#lost = found === null ? anchor : null;
      if (found !== null) this.#renumber(found - anchor.number);
      this.#scrollTo(this.#placeOf(number) * this.#track.rowHeight + anchor.offset);
    } else {
      this.#scrollTo(this.#tail);
    }
    this.#render();
  }

  /**
   * Opens a row, or none. While one is open the list does not follow the tail.
   * @param {number | null} number
   */
  select(number) {
    this.#selected = number;
    this.#held = number !== null;
    if (number !== null) this.#activate(number);
    this.#following = !this.#held && this.#atTail;
    this.#render();
  }

  /** Which row is open, null if none. */
  get selected() {
    return this.#selected;
  }

  /**
   * Scrolls to a row that may be anywhere, into the middle if it is not to be seen.
   * @param {number} number
   */
  reveal(number) {
    this.#sync();
    if (this.#isSeen(number)) return;
    const { rowHeight, viewport } = this.#track;
    this.#following = false;
    this.#scrollTo(this.#placeOf(number) * rowHeight - (viewport - rowHeight) / 2);
    this.#render();
  }

  /** Puts the keys where they were in the list. */
  focus() {
    if (this.#active !== null) this.#go(this.#placeOf(this.#active));
  }

  /**
   * The entry of a row, if it is here.
   * @param {number} number
   */
  entry(number) {
    return this.#rows?.rows(number, 1)[0] ?? null;
  }

  /** @param {import("./strings.js").LogLocalizer} words */
  name(localizer) {
    setAttribute(this.#layer, "aria-label", localizer.format("log"));
    setAttribute(this.#layer, "aria-description", localizer.format("keys"));
  }

  get #tail() {
    return this.#newestFirst ? 0 : this.#track.end;
  }

  get #atTail() {
    return Math.abs(this.#track.top - this.#tail) < Math.max(2, this.#track.rowHeight / 2);
  }

  /**
   * From a row's number to its place in the list, and back.
   * @param {number} number
   */
  #placeOf(number) {
    return this.#newestFirst ? this.#track.rows - 1 - number : number;
  }

  /**
   * Whether the whole row can be seen.
   * @param {number} number
   */
  #isSeen(number) {
    const { top, rowHeight, viewport } = this.#track;
    const y = this.#placeOf(number) * rowHeight;
    return y >= top && y + rowHeight <= top + viewport;
  }

  /** @param {EventTarget | null} target */
  #rowOf(target) {
    const root = target instanceof Element ? target.closest(".row") : null;
    return [...this.#shown.values()].find((row) => row.root === root);
  }

  /** The first row that is seen whole, and how far it is above the edge. */
  #anchor() {
    const { top, rowHeight, rows } = this.#track;
    const place = Math.min(Math.max(0, Math.ceil(top / rowHeight)), rows - 1);
    const number = this.#placeOf(place);
    return { number, id: this.#shown.get(number)?.id ?? null, offset: top - place * rowHeight };
  }

  /**
   * Where an entry is now; null if it is nowhere, or not yet: a retry can take entries off the server, and those that are
   * held get other numbers when that is certain.
   * @param {Anchor} was
   */
  #find({ number, id }) {
    if (id === null || this.entry(number)?.id === id) return number;
    const found = this.#rows?.rows(0, Math.min(EARLIER_ROWS, number + 1)).findIndex((entry) => entry?.id === id) ?? -1;
    return found < 0 ? null : found;
  }

  /** @param {number} by */
  #renumber(by) {
    if (by === 0) return;
    this.#seen += by;
    if (this.#selected !== null) this.#selected = Math.max(0, this.#selected + by);
    if (this.#active !== null) this.#active = Math.max(0, this.#active + by);
  }

  /** @param {number} top */
  #scrollTo(top) {
    const bar = this.#track.moveTo(top);
    this.#space.style.blockSize = `${this.#track.space}px`;
    if (this.#viewport.scrollTop !== bar) this.#viewport.scrollTop = bar;
  }

  /** Takes over where the reader has scrolled to; gives whether that is elsewhere. */
  #sync() {
    this.#away ||= this.#viewport.clientHeight === 0;
    if (this.#away) return false;
    const bar = this.#viewport.scrollTop;
    // The list's own moves are known.
    if (Math.abs(bar - this.#track.bar) < 1) return false;
    this.#track.scrolled(bar);
    this.#lost = null;
    this.#following = !this.#held && this.#atTail;
    return true;
  }

  #scrolled() {
    if (this.#sync()) this.#render();
  }

  #resized() {
    const track = this.#track;
    const [rowHeight, viewport] = [this.#measure.offsetHeight, this.#viewport.clientHeight];
    if (viewport === 0) {
      this.#away = true;
      return;
    }
    if (this.#away) this.restore();
    // A scroll bar that comes or goes changes only the width.
    if (rowHeight === track.rowHeight && viewport === track.viewport) return;
    const place = track.rowHeight > 0 ? track.top / track.rowHeight : 0;
    const kept = this.#selected !== null && this.#isSeen(this.#selected) ? this.#selected : null;
    Object.assign(track, { rowHeight, viewport });
    if (!this.#rows) return;
    // A viewport that has grown may have come to the tail.
    this.#following ||= !this.#held && !this.#lost && this.#atTail;
    this.#scrollTo(this.#following ? this.#tail : place * rowHeight);
    if (kept !== null) this.reveal(kept);
    this.#render();
  }

  #render() {
    if (!this.#rows || !this.#context) return;
    const { first, count } = this.#track.window(MARGIN);
    const from = this.#newestFirst ? this.#track.rows - first - count : first;
    const entries = this.#rows.rows(from, count);
    const numbers = Array.from({ length: count }, (_, at) => (this.#newestFirst ? from + count - 1 - at : from + at));
    this.#look(from, count);
    const wanted = new Set(numbers);
    const focused = this.#rowOf(/** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement);
    for (const [number, row] of this.#shown) {
      if (!wanted.has(number) && row !== focused) {
        this.#shown.delete(number);
        this.#retire(row);
      }
    }
    // The row that has the focus stays, or the keys would lead nowhere.
    if (focused && !wanted.has(focused.number) && focused.number < this.#rows.length) {
      if (this.#placeOf(focused.number) < first) numbers.unshift(focused.number);
      else numbers.push(focused.number);
    }
    const tabbable = this.#tabbable(numbers);
    const entryOf = (/** @type {number} */ number) => (number >= from && number < from + count ? entries[number - from] : this.entry(number));
    let before = null;
    for (const number of numbers) {
      const row = this.#shown.get(number) ?? this.#take(number);
      const entry = entryOf(number);
      const place = this.#placeOf(number);
      if (entry) this.#columns.fit(entry, this.#context);
      row.show(entry, this.#context);
      row.place(this.#track.origin + place * this.#track.rowHeight, place, this.#track.rows);
      row.mark(number === this.#selected, number === tabbable, this.#borderOf(entry, number > 0 ? entryOf(number - 1) : null));
      if (row.root.parentNode !== this.#layer || row.root.previousSibling !== before) {
        this.#layer.insertBefore(row.root, before ? before.nextSibling : this.#layer.firstChild);
      }
      before = row.root;
    }
    this.#countNews();
  }

  /**
   * The edge at which the entries of the attempt before end.
   * @param {EntryRow | null} entry
   * @param {EntryRow | null} older
   */
  #borderOf(entry, older) {
    if (!entry || entry.earlier || !older?.earlier) return null;
    return this.#newestFirst ? "below" : "above";
  }

  /** @param {number} number */
  #take(number) {
    const row = this.#spare.pop() ?? new Row();
    row.number = number;
    this.#shown.set(number, row);
    return row;
  }

  /** @param {Row} row */
  #retire(row) {
    row.root.remove();
    this.#spare.push(row);
  }

  /**
   * The row that Tab leads to.
   * @param {number[]} numbers
   */
  #tabbable(numbers) {
    if (this.#active !== null && numbers.includes(this.#active)) return this.#active;
    const seen = numbers.filter((number) => this.#isSeen(number));
    return (this.#following && !this.#newestFirst ? seen.at(-1) : seen[0]) ?? numbers[0];
  }

  /**
   * Tells what is looked at: at once, and while it changes quickly now and then.
   * @param {number} first
   * @param {number} count
   */
  #look(first, count) {
    const tell = () => {
      this.#looking = undefined;
      this.#lookedAt = performance.now();
      this.#told.look(first, count);
    };
    clearTimeout(this.#looking);
    const wait = this.#lookedAt + LOOK_MS - performance.now();
    if (wait <= 0) tell();
    else this.#looking = setTimeout(tell, wait);
  }

  #countNews() {
    if (this.#lost) return;
    const { top, rowHeight, viewport, rows } = this.#track;
    const last = Math.ceil((top + viewport) / rowHeight);
    const newest = this.#newestFirst ? rows - Math.floor(top / rowHeight) : Math.min(rows, last);
    this.#seen = Math.min(rows, Math.max(this.#seen, newest));
    const news = rows - this.#seen;
    this.#news.hidden = news <= 0;
    this.#news.classList.toggle("top", this.#newestFirst);
    if (news > 0 && this.#context) setText(this.#news, this.#context.localizer.format("newEntries", { n: news }));
  }

  #toNewest() {
    this.#held = false;
    this.#following = true;
    this.#go(this.#placeOf(this.#track.rows - 1));
  }

  /** @param {number} number */
  #activate(number) {
    if (number === this.#active) return;
    const before = this.#active === null ? undefined : this.#shown.get(this.#active);
    this.#active = number;
    if (before) setAttribute(before.root, "tabindex", "-1");
    const now = this.#shown.get(number);
    if (now) setAttribute(now.root, "tabindex", "0");
  }

  /**
   * Brings the keys to a place.
   * @param {number} place
   */
  #go(place) {
    const to = Math.min(Math.max(place, 0), this.#track.rows - 1);
    if (to < 0) return;
    this.#sync();
    const number = this.#placeOf(to);
    this.#activate(number);
    this.#scrollTo(this.#track.reveal(to));
    this.#following = !this.#held && this.#atTail;
    this.#render();
    this.#shown.get(number)?.root.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const at = this.#placeOf(this.#active ?? 0);
    const page = Math.max(1, Math.floor(this.#track.viewport / this.#track.rowHeight) - 1);
    /** @type {Record<string, number>} */
    const places = {
      ArrowUp: at - 1, ArrowDown: at + 1, PageUp: at - page, PageDown: at + page, Home: 0, End: this.#track.rows - 1,
    };
    if (event.key in places) {
      this.#go(places[event.key]);
      if (this.#active !== null) this.#told.move(this.#active);
    } else if ((event.key === "Enter" || event.key === " ") && this.#active !== null) {
      this.#told.choose(this.#active);
    } else {
      return;
    }
    event.preventDefault();
  }
}
