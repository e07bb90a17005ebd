// The same data as a table, for those who read better than they see.
import { make, setText } from "../shared/dom.js";

/**
 * What there is to read.
 * @typedef {object} Content
 * @property {number} count - of points
 * @property {(index: number) => import("../../pkg/job_progress_chart.js").ChartPoint | undefined} point
 * @property {import("../shared/words.js").Words} words
 * @property {(ms: number, near?: number) => string} moment - writes a time
 */

/** A `<details>` whose table is filled while it is open. */
export class Table {
  #summary = make("summary");
  #table = make("table");
  /** @type {Content | undefined} */ #content;

  /** To be put into the shadow root. */
  root = make("details", { class: "table", part: "table" }, this.#summary, make("div", { class: "rows", tabindex: "0" }, this.#table));

  constructor() {
    this.root.addEventListener("toggle", () => this.#fill());
  }

  /** @param {Content} content */
  show(content) {
    this.#content = content;
    setText(this.#summary, content.words.say("table"));
    this.#fill();
  }

  async #fill() {
    if (!this.root.open) return;
    // What can't be loaded is tried again with the next data.
    const loaded = await import("./table-rows.js").catch(() => null);
    if (loaded && this.#content) {
      this.#table.replaceChildren(...loaded.rows(this.#content, /** @type {ShadowRoot} */ (this.root.getRootNode())));
    }
  }
}
