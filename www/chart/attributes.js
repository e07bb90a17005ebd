// The attributes of <job-progress-chart>, and the properties that reflect them.
import { readChoice, readNumber, reflect } from "../shared/attributes.js";
import { JobElement } from "../shared/job-element.js";
import { clampBuckets } from "../shared/request.js";

/** Seconds: a day. */
const MAX_INTERVAL = 86_400;

/**
 * Reads each attribute once: invalid values are treated as if the attribute were absent.
 * @extends {JobElement<import("./strings.js").Strings>}
 */
export class ChartAttributes extends JobElement {
  static observedAttributes = [
    "job-id", "api-base", "buckets", "interval", "view", "kinds", "total", "time-axis", "time-zone", "lang", "loading",
    "paused", "markers",
  ];

  /** Number of buckets to request. */
  get buckets() { return clampBuckets(readNumber(this, "buckets") ?? NaN); }
  set buckets(value) { reflect(this, "buckets", value); }

  /** Seconds between two requests. */
  get interval() { return Math.min(Math.max(readNumber(this, "interval") ?? 5, 1), MAX_INTERVAL); }
  set interval(value) { reflect(this, "interval", value); }

  /**
   * Which panels are shown.
   * @type {"auto" | "files" | "items" | "both"}
   */
  get view() { return readChoice(this, "view", ["auto", "files", "items", "both"]); }
  set view(value) { reflect(this, "view", value); }

  /** Names of the kinds of items to show, separated by spaces; all if empty. */
  get kinds() { return this.getAttribute("kinds") ?? ""; }
  set kinds(value) { reflect(this, "kinds", value); }

  /**
   * Number of files; overrides the server's.
   * @type {number | null}
   */
  get total() {
    const total = readNumber(this, "total");
    return total !== null && Number.isSafeInteger(total) && total >= 0 ? total : null;
  }
  set total(value) { reflect(this, "total", value); }

  /**
   * Marks the job's newest progress entries on the time axis: those of the given kinds (separated by spaces), all if empty, none
   * if null.
   * @type {string | null}
   */
  get markers() { return this.getAttribute("markers"); }
  set markers(value) { reflect(this, "markers", value); }

  /**
   * How times are written.
   * @type {"clock" | "elapsed"}
   */
  get timeAxis() { return readChoice(this, "time-axis", ["clock", "elapsed"]); }
  set timeAxis(value) { reflect(this, "time-axis", value); }

  /**
   * "lazy" delays the first request until the chart is near the viewport. Off screen neither sends further requests.
   * @type {"eager" | "lazy"}
   */
  get loading() { return readChoice(this, "loading", ["eager", "lazy"]); }
  set loading(value) { reflect(this, "loading", value); }
}
