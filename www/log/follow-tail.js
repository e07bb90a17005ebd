// Whether a list follows its newest entries, and how many were added since the user scrolled away.
import { make, setText } from "../shared/dom.js";

/** The state, and the button that scrolls to the newest entries. */
export class FollowTail {
  #isFollowing = true;
  /** Whether an entry is open; new entries must not move it. */
  #isHeld = false;
  /** Number of rows up to the newest that was in view. */
  #seen = 0;

  /** To be put into the list. */
  root = make("button", { class: "new-entries", type: "button" });

  /** @param {() => void} clicked */
  constructor(clicked) {
    this.root.hidden = true;
    this.root.addEventListener("click", clicked);
  }

  /** Whether the list follows its tail. */
  get isFollowing() {
    return this.#isFollowing;
  }

  /** Follows the tail. */
  start() {
    this.#isHeld = false;
    this.#isFollowing = true;
  }

  /** Stops following until the list is scrolled to its tail. */
  stop() {
    this.#isFollowing = false;
  }

  /** Resets the state, for other entries. */
  reset() {
    this.start();
    this.#seen = 0;
    this.root.hidden = true;
  }

  /**
   * Stops following while an entry is open.
   * @param {boolean} isHeld
   */
  hold(isHeld) {
    this.#isHeld = isHeld;
  }

  /**
   * Updates the state after the list was scrolled.
   * @param {boolean} isAtTail
   */
  update(isAtTail) {
    this.#isFollowing = !this.#isHeld && isAtTail;
  }

  /**
   * Shifts row numbers.
   * @param {number} by
   */
  shift(by) {
    this.#seen += by;
  }

  /**
   * @param {import("./virtual-scroller.js").VirtualScroller} scroller
   * @param {import("./strings.js").LogLocalizer} localizer
   */
  showCount({ length, newestInView, isNewestFirst }, localizer) {
    this.#seen = Math.min(length, Math.max(this.#seen, newestInView));
    const n = length - this.#seen;
    this.root.hidden = n <= 0;
    this.root.classList.toggle("top", isNewestFirst);
    if (n > 0) setText(this.root, localizer.format("newEntries", { n }));
  }
}
