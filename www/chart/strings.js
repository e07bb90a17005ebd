// The element's texts. A page can replace any of them with the `strings` property.

/**
 * A text with `{placeholders}`, or one per plural category of its `{n}`.
 * @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>> & {other: string}} Text
 */

/** The texts on the canvas; the engine has their English defaults. @typedef {import("../../pkg/job_progress_chart.js").CanvasStrings} CanvasStrings */
const CANVAS_NAMES = /** @type {const} */ (["files", "items", "now", "attempt", "other"]);

/** The English texts around the canvas. */
export const STRINGS = {
  /** The sum of all kinds of items without their own line; also on the canvas. */
  other: "other",
  // Header.
  unnamed: "Job progress",
  done: /** @type {Text} */ ({ one: "{n} file", other: "{n} files" }),
  doneOf: /** @type {Text} */ ({ one: "{done} of {n} file", other: "{done} of {n} files" }),
  itemsDone: /** @type {Text} */ ({ one: "{n} item", other: "{n} items" }),
  itemsDoneOf: /** @type {Text} */ ({ one: "{done} of {n} item", other: "{done} of {n} items" }),
  someFailed: "{n} failed",
  perSecond: "{n} files/s",
  perMinute: "{n} files/min",
  perHour: "{n} files/h",
  itemsPerSecond: "{n} items/s",
  itemsPerMinute: "{n} items/min",
  itemsPerHour: "{n} items/h",
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
  stale: "Not updating",
  completed: "Completed",
  completedWithFailures: "Completed with failures",
  failed: "Failed",
  cancelled: "Cancelled",
  preempted: "Preempted",
  gone: "Gone",
  refused: "No access",
  error: "Error",
  paused: "Paused",
  // In place of the chart.
  noJob: "There is no job to show",
  loadingJob: "Loading the job's progress",
  noProgress: "No progress yet",
  waiting: "Waiting for a machine",
  queuePosition: "{position} of {depth} in the queue",
  // Footer.
  updated: "Updated {ago}",
  noEvent: "No event for {time}",
  nextTry: "{message}. Next try in {time}",
  reset: "Show all",
  table: "Table",
  // For screen readers.
  summary: "{name}: {state}, {done}",
  summaryWithoutData: "{name}: {state}",
  cursor: "{time}: {values}",
  entries: /** @type {Text} */ ({ one: "{n} entry", other: "{n} entries" }),
  keys: "Left and right arrows move by a point, Page Up and Page Down by a tenth, Home and End to the ends. Shift with up or down zooms, Shift with left or right moves the zoomed part, Escape goes back.",
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

/** @typedef {CanvasStrings & Partial<{[Key in keyof typeof STRINGS]: Text}>} Strings */
/** @typedef {import("../shared/localizer.js").Localizer<keyof typeof STRINGS>} ChartLocalizer */

/**
 * The page's texts for the canvas.
 * @param {Strings} strings
 * @returns {CanvasStrings}
 */
export function canvasStrings(strings) {
  return Object.fromEntries(CANVAS_NAMES.map((name) => [name, strings[name]]).filter(([, text]) => typeof text === "string"));
}
