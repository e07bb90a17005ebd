// The attributes of <job-progress-log>, and the properties that reflect them.
import { readChoice, readNumber, reflect } from "../shared/attributes.js";
import { JobElement } from "../shared/job-element.js";

/**
 * The attributes as properties; an invalid value counts as absent.
 * @extends {JobElement<import("./strings.js").LogStrings>}
 */
export class LogAttributes extends JobElement {
  static observedAttributes = ["for", "job-id", "api-base", "buckets", "interval", "time-zone", "lang", "paused", "kind", "input", "order"];

  /**
   * The id of the chart whose job is shown, in the same document or shadow root. Requests use the chart's properties then.
   * @type {string | null}
   */
  get htmlFor() { return this.getAttribute("for"); }
  set htmlFor(value) { reflect(this, "for", value); }

  /**
   * Number of buckets of the traces, which are polled to detect new entries; charts with the same number share these requests.
   * Default if null: the charts' default.
   * @type {number | null}
   */
  get buckets() { return readNumber(this, "buckets"); }
  set buckets(value) { reflect(this, "buckets", value); }

  /**
   * Seconds between two polls for new entries; the charts' default if null.
   * @type {number | null}
   */
  get interval() { return readNumber(this, "interval"); }
  set interval(value) { reflect(this, "interval", value); }

  /**
   * Only entries of this kind; all if null.
   * @type {string | null}
   */
  get kind() { return this.getAttribute("kind") || null; }
  set kind(value) { reflect(this, "kind", value); }

  /**
   * Only entries about the input with this id; all if null.
   * @type {string | null}
   */
  get input() { return this.getAttribute("input") || null; }
  set input(value) { reflect(this, "input", value); }

  /**
   * `oldest-first` (the default: the newest entries are at the end, as in a terminal) or `newest-first`.
   * @type {"oldest-first" | "newest-first"}
   * @default "oldest-first"
   */
  get order() { return readChoice(this, "order", ["oldest-first", "newest-first"]); }
  set order(value) { reflect(this, "order", value); }
}
