// The attributes of <job-progress-chart>, and the properties that reflect them.
import { readChoice, readNumber, reflect } from "../shared/attributes.js";
import { JobElement } from "../shared/job-element.js";
import { clampBuckets } from "../shared/request.js";

/** Seconds: a day. */
const MAX_INTERVAL = 86_400;

/**
 * The attributes as properties; an invalid value counts as absent.
 * @extends {JobElement<import("./strings.js").Strings>}
 */
export class ChartAttributes extends JobElement {
  static observedAttributes = [
    "job-id", "api-base", "buckets", "interval", "view", "kinds", "total", "time-axis", "time-zone", "lang", "loading",
    "paused", "markers",
  ];

  /**
   * Number of buckets to request, 10 to 1000; 100 by default.
   * @type {number}
   * @default 100
   */
  get buckets() { return clampBuckets(readNumber(this, "buckets") ?? NaN); }
  set buckets(value) { reflect(this, "buckets", value); }

  /**
   * Seconds between two requests, at least 1; 5 by default. Quiet jobs are polled less often.
   * @type {number}
   * @default 5
   */
  get interval() { return Math.min(Math.max(readNumber(this, "interval") ?? 5, 1), MAX_INTERVAL); }
  set interval(value) { reflect(this, "interval", value); }

  /**
   * Which panels are shown: `files`, `items`, `both`, or `auto` (the default) for those that the job has data for, only that
   * of the files in a low chart.
   * @type {"auto" | "files" | "items" | "both"}
   * @default "auto"
   */
  get view() { return readChoice(this, "view", ["auto", "files", "items", "both"]); }
  set view(value) { reflect(this, "view", value); }

  /**
   * Names of the kinds of items to show, separated by spaces or commas; all if empty.
   * @type {string}
   */
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
   * Marks the job's newest progress entries on the time axis: those of the given kinds (separated by spaces or commas), all if
   * empty, none if null.
   * @type {string | null}
   */
  get markers() { return this.getAttribute("markers"); }
  set markers(value) { reflect(this, "markers", value); }

  /**
   * How the times of the data are written: as `clock` time (the default), or as time `elapsed` since the start.
   * @type {"clock" | "elapsed"}
   * @default "clock"
   */
  get timeAxis() { return readChoice(this, "time-axis", ["clock", "elapsed"]); }
  set timeAxis(value) { reflect(this, "time-axis", value); }

  /**
   * `lazy` delays the first request until the chart is near the viewport; `eager` (the default) does not. Off screen neither sends
   * further requests.
   * @type {"eager" | "lazy"}
   * @default "eager"
   */
  get loading() { return readChoice(this, "loading", ["eager", "lazy"]); }
  set loading(value) { reflect(this, "loading", value); }
}
