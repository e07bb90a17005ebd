// What a footer says of a failure: its message, and when the next request is sent.

/**
 * What a footer knows of a failure.
 * @typedef {object} FailureState
 * @property {import("../../pkg/job_progress_chart.js").ChartErrorDetail | null} failure
 * @property {number} failureAge - ms since the failure
 * @property {boolean} paused
 * @property {{format(name: "nextTry", values: {message: string, time: string}): string, formatDuration(ms: number): string, formatError(error: import("../../pkg/job_progress_chart.js").ChartErrorDetail): string}} localizer
 */

/**
 * The failure's message, and when the next request is sent; null if none is scheduled.
 * @param {FailureState} state
 */
export function nextTryText({ failure, failureAge, paused, localizer }) {
  if (!failure || failure.retryInMs === null || paused) return null;
  const time = localizer.formatDuration(Math.max(1000, failure.retryInMs - failureAge));
  return localizer.format("nextTry", { message: localizer.formatError(failure), time });
}
