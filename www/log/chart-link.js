// Finds a log's chart by its id, even if it is added later, removed or replaced.

/** @typedef {import("../chart/element.js").JobProgressChartElement} ChartElement */

/** Tracks the chart with an id in the root of an element. */
export class ChartLink {
  #owner;
  #changed;
  #selected;
  /** @type {ChartElement | null} */ #chart = null;
  /** @type {string | null} */ #id = null;
  /** The element with the id, if it is not defined as a chart yet. @type {Element | null} */ #undefinedElement = null;
  /** @type {MutationObserver | undefined} */ #observer;
  /** @type {AbortController | undefined} */ #listeners;

  /**
   * @param {Element} owner
   * @param {{changed: () => void, selected: (ms: number) => void}} handlers - `changed`: there is another chart, or its
   *   configuration has changed; `selected`: the user has selected a time on it
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
   * Starts to track the chart with an id.
   * @param {string | null} id - null for none
   */
  observe(id) {
    this.#id = id;
    this.#observer?.disconnect();
    if (id !== null) {
      this.#observer ??= new MutationObserver(() => this.#find());
      this.#observer.observe(this.#owner.getRootNode(), { childList: true, subtree: true, attributes: true, attributeFilter: ["id"] });
    }
    this.#find();
  }

  /** Stops tracking. */
  disconnect() {
    this.#id = this.#undefinedElement = null;
    this.#observer?.disconnect();
    this.#link(null);
  }

  #find() {
    // The owner may be moved; `observe` or `disconnect` follows.
    if (!this.#owner.isConnected) return;
    const root = /** @type {Document | ShadowRoot} */ (this.#owner.getRootNode());
    const found = this.#id === null ? null : root.getElementById(this.#id);
    if (found === null || "snapshot" in found) {
      this.#undefinedElement = null;
      this.#link(/** @type {ChartElement | null} */ (found));
      return;
    }
    this.#link(null);
    if (found === this.#undefinedElement) return;
    this.#undefinedElement = found;
    // The element is not defined yet, or not a chart. `whenDefined` rejects if its name can't be a custom element's.
    customElements.whenDefined(found.localName).then(() => {
      customElements.upgrade(found);
      if ("snapshot" in found) this.#find();
    }, () => {});
  }

  /** @param {ChartElement | null} chart */
  #link(chart) {
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
