// The widths of the columns: as wide as what was seen in them, so that rows stay aligned.
import { idOf, timeOf } from "./row.js";

/** Characters of the widest kind that has a column as wide as itself. */
const WIDEST_KIND = 18;
/** The same of times: some are no times, but any text. */
const WIDEST_TIME = 30;

/** Custom properties of the list that its rows are laid out by. */
export class Columns {
  #list;
  /** In characters. */
  #widths = { time: 0, kind: 0, input: 0 };

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /** Other entries: as narrow as can be. */
  reset() {
    this.#widths = { time: 0, kind: 0, input: 0 };
    this.#list.classList.remove("bars");
  }

  /**
   * Makes room for an entry.
   * @param {import("../../pkg/job_progress_log.js").EntryRow} entry
   * @param {import("./row.js").RowContext} context
   */
  fit(entry, context) {
    const { head, tail } = idOf(entry);
    this.#widen("time", Math.min(timeOf(entry, context).length, WIDEST_TIME));
    this.#widen("kind", Math.min(entry.kind.length, WIDEST_KIND));
    this.#widen("input", head.length + tail.length);
    if (entry.metrics.some(({ fraction }) => fraction !== null)) this.#list.classList.add("bars");
  }

  /**
   * @param {"time" | "kind" | "input"} name
   * @param {number} length
   */
  #widen(name, length) {
    if (length <= this.#widths[name]) return;
    this.#widths[name] = length;
    this.#list.style.setProperty(`--_${name}`, `${length}ch`);
  }
}
