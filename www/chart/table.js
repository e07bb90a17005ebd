// The same data as a table.
import { make, setText } from "../shared/dom.js";
import { dynamicImport } from "../shared/dynamic-import.js";

/** Writes a time in ms since the Unix epoch, with the date if that differs from `referenceTime`'s. @typedef {(ms: number, referenceTime?: number) => string} FormatTime */

/**
 * @typedef {object} Content
 * @property {number} count - of points
 * @property {(index: number) => import("../../pkg/job_progress_chart.js").ChartPoint | undefined} point
 * @property {import("./strings.js").ChartLocalizer} localizer
 * @property {FormatTime} formatTime
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
    setText(this.#summary, content.localizer.format("table"));
    this.#fill();
  }

  async #fill() {
    if (!this.root.open) return;
    // If the module can't be loaded, the next update tries again.
    const loaded = await dynamicImport(() => import("./table-rows.js")).catch(() => null);
    if (loaded && this.#content) loaded.fill(this.#table, this.#content);
  }
}
