// Failures that are not the server's, in the form of those that the engine reports.

/** @typedef {import("../../pkg/job_progress_chart.js").ChartErrorDetail} ChartErrorDetail */

/**
 * A failure that has no response.
 * @param {ChartErrorDetail["code"]} code
 * @param {string} message
 * @param {number | null} [retryInMs] - null: it is not tried again
 * @returns {ChartErrorDetail}
 */
export function localFailure(code, message, retryInMs = null) {
  return { code, message, status: null, errorUid: null, retryInMs };
}

/** An element's own failure, and the time of its last failure, which may be one of its snapshot. */
export class FailureRecord {
  #at = 0;

  /** Null: there is none, except maybe in the snapshot. @type {ChartErrorDetail | null} */ own = null;

  /**
   * Sets the element's own failure.
   * @param {ChartErrorDetail} failure
   */
  set(failure) {
    this.own = failure;
    this.touch();
  }

  /** Sets the time of the last failure to now. */
  touch() {
    this.#at = performance.now();
  }

  /** ms since the last failure. */
  get age() {
    return performance.now() - this.#at;
  }
}
