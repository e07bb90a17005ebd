// Maps the position of a scroll bar to rows. Has no DOM.

/** Browsers limit boxes to some ten million pixels; a longer list moves faster than its scroll bar. */
const MAX_HEIGHT = 8_000_000;

/** A list of rows of one height behind a viewport. All lengths are CSS pixels. */
export class Track {
  #bar = 0;
  /** How far the list is scrolled: the pixels of rows above the viewport. */
  top = 0;
  rows = 0;
  rowHeight = 0;
  viewport = 0;

  /** The height of the box that is scrolled. */
  get space() {
    return Math.min(this.rows * this.rowHeight, MAX_HEIGHT);
  }

  /** How far it can be scrolled. */
  get end() {
    return Math.max(0, this.rows * this.rowHeight - this.viewport);
  }

  /** The last position of the scroll bar. */
  get bar() {
    return this.#bar;
  }

  /** Where the first row is in the box that is scrolled. */
  get origin() {
    return this.#direct ? 0 : this.#bar - this.top;
  }

  get #direct() {
    return this.rows * this.rowHeight <= MAX_HEIGHT;
  }

  /**
   * The scroll bar was moved to `bar`. In a list that is too tall, a move by less than a viewport moves the rows by the same;
   * a longer one goes to the same share of the list.
   * @param {number} bar
   */
  scrolled(bar) {
    const moved = bar - this.#bar;
    const last = this.space - this.viewport;
    this.#bar = bar;
    if (this.#direct) this.top = bar;
    else if (bar <= 0 || bar >= last - 1) this.top = bar <= 0 ? 0 : this.end;
    else this.top = Math.abs(moved) < this.viewport ? this.top + moved : (bar / last) * this.end;
    this.top = Math.min(Math.max(this.top, 0), this.end);
  }

  /**
   * Scrolls to `top`; gives the position of the scroll bar for it.
   * @param {number} top
   */
  moveTo(top) {
    this.top = Math.min(Math.max(top, 0), this.end);
    this.#bar = this.#direct ? this.top : (this.top / this.end) * (this.space - this.viewport);
    return this.#bar;
  }

  /**
   * The rows in view, and some more.
   * @param {number} margin - number of rows to add on both sides
   * @returns {{first: number, count: number}}
   */
  window(margin) {
    if (this.rowHeight <= 0 || this.viewport <= 0) return { first: 0, count: 0 };
    const first = Math.max(0, Math.floor(this.top / this.rowHeight) - margin);
    const end = Math.min(this.rows, Math.ceil((this.top + this.viewport) / this.rowHeight) + margin);
    return { first, count: Math.max(0, end - first) };
  }

  /**
   * How far to scroll so that a row is in view as a whole, with the least movement.
   * @param {number} position
   */
  reveal(position) {
    const top = position * this.rowHeight;
    return Math.min(top, Math.max(this.top, top + this.rowHeight - this.viewport));
  }
}
