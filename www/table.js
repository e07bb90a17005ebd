// The same data as a table, for those who read better than they see.
import { make, setText } from "./dom.js";

/** @typedef {import("../pkg/job_progress_chart.js").ChartPoint} ChartPoint */

/** More rows are thinned out evenly; the last one always stays. */
const MAX_ROWS = 40;

/** A `<details>` whose table is filled while it is open. */
export class Table {
  #summary = make("summary");
  #table = make("table");
  #fill = () => {};

  /** To be put into the shadow root. */
  root = make("details", { class: "table", part: "table" }, this.#summary, make("div", { class: "rows", tabindex: "0" }, this.#table));

  constructor() {
    this.root.addEventListener("toggle", () => this.#fill());
  }

  /**
   * @param {number} count - of points
   * @param {(index: number) => ChartPoint | undefined} point
   * @param {import("./words.js").Words} words
   * @param {(ms: number, near?: number) => string} moment - writes a time
   */
  show(count, point, words, moment) {
    setText(this.#summary, words.say("table"));
    this.#fill = () => {
      if (this.root.open) this.#rows(count, point, words, moment);
    };
    this.#fill();
  }

  /**
   * @param {number} count
   * @param {(index: number) => ChartPoint | undefined} point
   * @param {import("./words.js").Words} words
   * @param {(ms: number, near?: number) => string} moment
   */
  #rows(count, point, words, moment) {
    const rows = Math.min(count, MAX_ROWS);
    const points = Array.from({ length: rows }, (_, row) => point(count - 1 - Math.floor(((rows - 1 - row) * count) / rows)))
      .filter((found) => found !== undefined);
    const kinds = points.at(-1)?.kinds ?? [];
    const head = [
      words.say("time"), words.say("filesCompleted"), words.say("filesFailed"),
      ...kinds.flatMap(({ name }) => {
        const kind = name ?? words.say("other");
        return [words.say("kindSucceeded", { kind }), words.say("kindFailed", { kind })];
      }),
    ];
    const near = points.at(-1)?.time;
    const cell = (/** @type {number} */ n) => make("td", {}, words.count(n));
    this.#table.replaceChildren(
      make("caption", {}, words.say("chart")),
      make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, ...points.map(({ time, completed, failed, kinds }) => make(
        "tr", {}, make("th", { scope: "row" }, moment(time, near)), cell(completed), cell(failed),
        ...kinds.flatMap(({ success, failed }) => [cell(success), cell(failed)]),
      ))),
    );
  }
}
