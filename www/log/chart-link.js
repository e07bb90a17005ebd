// The chart that a log belongs to: found by its id, whenever it comes, goes or is replaced.

/** @typedef {import("../chart/element.js").JobProgressChartElement} ChartElement */

/** Watches for the chart of an id in the root that an element is in. */
export class Partner {
  #owner;
  #changed;
  #selected;
  /** @type {ChartElement | null} */ #chart = null;
  /** @type {string | null} */ #id = null;
  /** What has the id, though it is no chart yet. @type {Element | null} */ #awaited = null;
  /** @type {MutationObserver | undefined} */ #observer;
  /** @type {AbortController | undefined} */ #listeners;

  /**
   * @param {Element} owner
   * @param {{changed: () => void, selected: (ms: number) => void}} told - the chart, or what it asks, is another; a moment
   *   was selected on it
   */
  constructor(owner, { changed, selected }) {
    this.#owner = owner;
    this.#changed = changed;
    this.#selected = selected;
  }

  /** The chart; null if there is none, or its tag is not defined yet. */
  get chart() {
    return this.#chart;
  }

  /**
   * Looks for the chart, and goes on looking.
   * @param {string | null} id - null: there is none to look for
   */
  watch(id) {
    this.#id = id;
    this.#observer?.disconnect();
    if (id !== null) {
      this.#observer ??= new MutationObserver(() => this.#find());
      this.#observer.observe(this.#owner.getRootNode(), { childList: true, subtree: true, attributes: true, attributeFilter: ["id"] });
    }
    this.#find();
  }

  /** Lets go of it. */
  release() {
    this.#id = this.#awaited = null;
    this.#observer?.disconnect();
    this.#take(null);
  }

  #find() {
    // It may be on its way to another place: then `watch` or `release` follows.
    if (!this.#owner.isConnected) return;
    const root = /** @type {Document | ShadowRoot} */ (this.#owner.getRootNode());
    const found = this.#id === null ? null : root.getElementById(this.#id);
    if (found === null || "snapshot" in found) {
      this.#awaited = null;
      this.#take(/** @type {ChartElement | null} */ (found));
      return;
    }
    this.#take(null);
    if (found === this.#awaited) return;
    this.#awaited = found;
    // Not defined yet, or no chart at all; not every name with a hyphen can be a tag's.
    customElements.whenDefined(found.localName).then(() => {
      customElements.upgrade(found);
      if ("snapshot" in found) this.#find();
    }, () => {});
  }

  /** @param {ChartElement | null} chart */
  #take(chart) {
    if (chart === this.#chart) return;
    this.#chart = chart;
    this.#listeners?.abort();
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    chart?.addEventListener("configure", () => this.#changed(), { signal });
    chart?.addEventListener("select", (event) => this.#selected(/** @type {CustomEvent<{time: number}>} */ (event).detail.time), { signal });
    this.#changed();
  }
}
