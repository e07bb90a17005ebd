// The chart's texts. A page can replace any of them with the `strings` property.
import { SHARED_STRINGS } from "../shared/strings.js";

/** @typedef {import("../shared/strings.js").Text} Text */
/** The texts on the canvas; the engine has their English defaults. @typedef {import("../../pkg/job_progress_chart.js").CanvasStrings} CanvasStrings */
const CANVAS_NAMES = /** @type {const} */ (["files", "items", "now", "attempt", "other"]);

/** The English texts around the canvas. */
export const STRINGS = {
  ...SHARED_STRINGS,
  /** The sum of all kinds of items without their own line; also on the canvas. */
  other: "other",
  // Header.
  unnamed: "Job progress",
  done: /** @type {Text} */ ({ one: "{n} file", other: "{n} files" }),
  doneOf: /** @type {Text} */ ({ one: "{done} of {n} file", other: "{done} of {n} files" }),
  itemsDone: /** @type {Text} */ ({ one: "{n} item", other: "{n} items" }),
  itemsDoneOf: /** @type {Text} */ ({ one: "{done} of {n} item", other: "{done} of {n} items" }),
  someFailed: "{n} failed",
  perSecond: /** @type {Text} */ ({ one: "{n} file/s", other: "{n} files/s" }),
  perMinute: /** @type {Text} */ ({ one: "{n} file/min", other: "{n} files/min" }),
  perHour: /** @type {Text} */ ({ one: "{n} file/h", other: "{n} files/h" }),
  itemsPerSecond: /** @type {Text} */ ({ one: "{n} item/s", other: "{n} items/s" }),
  itemsPerMinute: /** @type {Text} */ ({ one: "{n} item/min", other: "{n} items/min" }),
  itemsPerHour: /** @type {Text} */ ({ one: "{n} item/h", other: "{n} items/h" }),
  left: "about {time} left",
  leftBetween: "{range} left",
  stalled: "no progress since {time}",
  took: "took {time}",
  // States.
  idle: "No job",
  loading: "Loading",
  queued: "Queued",
  starting: "Starting",
  running: "Running",
  quiet: "Quiet",
  completed: "Completed",
  completedWithFailures: "Completed with failures",
  failed: "Failed",
  cancelled: "Cancelled",
  preempted: "Preempted",
  gone: "Gone",
  refused: "No access",
  error: "Error",
  // In place of the chart.
  loadingJob: "Loading the job's progress",
  noProgress: "No progress yet",
  waiting: "Waiting for a machine",
  queuePosition: "{position} of {depth} in the queue",
  // Footer.
  noEvent: "No event for {time}",
  // Buttons.
  reset: "Show all",
  table: "Table",
  // For screen readers.
  summary: "{name}: {state}, {done}",
  summaryWithoutData: "{name}: {state}",
  cursor: "{time}: {values}",
  keys: "Left and right arrows move by a point, Page Up and Page Down by a tenth, Home and End to the ends. Shift with up or down zooms, Shift with left or right moves the zoomed part, Enter selects the point, Escape goes back.",
  chart: "Progress over time",
  legend: "Series",
  percentDone: "{percent} done",
  firstFailure: "The first failure: {n} failed",
  // Table.
  time: "Time",
  filesCompleted: "Files completed",
  filesFailed: "Files failed",
  kindSucceeded: "{kind} succeeded",
  kindFailed: "{kind} failed",
};

/** @typedef {CanvasStrings & import("../shared/strings.js").ErrorStrings & Partial<{[Key in keyof typeof STRINGS]: Text}>} Strings */
/** @typedef {import("../shared/localizer.js").Localizer<keyof typeof STRINGS>} ChartLocalizer */

/**
 * The page's texts for the canvas.
 * @param {Strings} strings
 * @returns {CanvasStrings}
 */
export function canvasStrings(strings) {
  return Object.fromEntries(CANVAS_NAMES.map((name) => [name, strings[name]]).filter(([, text]) => typeof text === "string"));
}
