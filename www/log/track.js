// Maps the position of a scroll bar to rows. Has no DOM.

/** Maximum height of the box, because browsers limit it to some ten million pixels; a longer list moves faster than its scroll bar. */
const MAX_HEIGHT = 8_000_000;

/** A list of rows of equal height in a viewport. All lengths are CSS pixels. */
export class Track {
  #bar = 0;
  /** Scroll offset of the list: the height of the rows above the viewport. */
  top = 0;
  rows = 0;
  rowHeight = 0;
  viewport = 0;

  /** The height of the scrolled box. */
  get space() {
    return Math.min(this.rows * this.rowHeight, MAX_HEIGHT);
  }

  /** The largest scroll offset. */
  get end() {
    return Math.max(0, this.rows * this.rowHeight - this.viewport);
  }

  /** The last position of the scroll bar. */
  get bar() {
    return this.#bar;
  }

  /** The position of the first row within the scrolled box. */
  get origin() {
    return this.#direct ? 0 : this.#bar - this.top;
  }

  get #direct() {
    return this.rows * this.rowHeight <= MAX_HEIGHT;
  }

  /**
   * Moves the list after the scroll bar was moved to `bar`. If the list is taller than the box, a move of less than a viewport
   * moves the rows by the same distance; a longer one goes to the same share of the list.
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
   * Scrolls to `top`; returns the scroll bar's position.
   * @param {number} top
   */
  moveTo(top) {
    this.top = Math.min(Math.max(top, 0), this.end);
    this.#bar = this.#direct ? this.top : (this.top / this.end) * (this.space - this.viewport);
    return this.#bar;
  }

  /**
   * The rows in view, with a margin.
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
   * The scroll offset nearest to the current one at which the whole row is in view.
   * @param {number} position
   */
  reveal(position) {
    const top = position * this.rowHeight;
    return Math.min(top, Math.max(this.top, top + this.rowHeight - this.viewport));
  }
}
