// The widths of the columns: as wide as their widest text so far, so that rows stay aligned.
import { splitId, timeOf } from "./row.js";

/** Longer kinds are cut off, in characters. */
const MAX_KIND = 18;
/** Longer times are cut off: an invalid time is shown as received. */
const MAX_TIME = 30;

/** Sets the custom properties for the layout of the rows. */
export class Columns {
  #list;
  /** In characters. */
  #widths = { time: 0, kind: 0, input: 0 };

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /** Resets to the smallest widths, for other entries. */
  reset() {
    for (const name of Object.keys(this.#widths)) this.#list.style.removeProperty(`--_${name}`);
    this.#widths = { time: 0, kind: 0, input: 0 };
    this.#list.classList.remove("bars");
  }

  /**
   * Widens the columns for an entry.
   * @param {import("../../pkg/job_progress_log.js").EntryRow} entry
   * @param {import("./row.js").RowContext} context
   */
  fit(entry, context) {
    const { head, tail } = splitId(entry);
    this.#widen("time", Math.min(timeOf(entry, context).length, MAX_TIME));
    this.#widen("kind", Math.min(entry.kind.length, MAX_KIND));
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
