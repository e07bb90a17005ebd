// Data that a page sets by hand; they are drawn, and nothing is polled.

/** @typedef {import("../../pkg/job_progress_chart.js").Traces} Traces */
/** @typedef {import("../../pkg/job_progress_chart.js").Job} Job */

/** The data set by hand, and those that are drawn. */
export class ManualData {
  /** @type {{traces?: Traces, job?: Job}} */ #drawn = {};

  /** @type {Traces | undefined} */ traces;
  /** @type {Job | undefined} */ job;

  /** Whether `apply` would change what is drawn. */
  get isChanged() {
    return this.traces !== this.#drawn.traces || (this.traces !== undefined && this.job !== this.#drawn.job);
  }

  /**
   * Draws the data; without traces removes the previous ones. Throws an Error with `code` if they can't be drawn.
   * @param {import("../../pkg/job_progress_chart.js").JobProgressChart} chart
   */
  apply(chart) {
    const { traces, job } = this;
    const drawn = this.#drawn;
    this.#drawn = traces ? { traces, job } : {};
    if (traces || drawn.traces) chart.stop();
    // Only changed data cause events.
    if (traces !== drawn.traces) chart.setTraces(traces);
    if (traces && job !== drawn.job) chart.setJob(job);
  }

  /** The chart object is freed, with everything drawn on it. */
  reset() {
    this.#drawn = {};
  }
}
