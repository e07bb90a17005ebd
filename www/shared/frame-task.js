// Schedules DOM updates for the next frame of the charts.
import * as glue from "../../pkg/job_progress_chart.js";

/** Not in the public types. */
const { requestFrame } = /** @type {{requestFrame(callback: () => void): void}} */ (/** @type {unknown} */ (glue));

/** A callback that runs at most once per frame, however often it is requested. */
export class FrameTask {
  #callback;
  #isScheduled = false;

  /** @param {() => void} callback */
  constructor(callback) {
    this.#callback = callback;
  }

  /** Runs it before the next frame in which charts paint; at once while the page is hidden, because there are no frames then. */
  schedule() {
    if (document.hidden) {
      this.cancel();
      this.#callback();
    } else if (!this.#isScheduled) {
      this.#isScheduled = true;
      requestFrame(() => {
        if (!this.#isScheduled) return;
        this.#isScheduled = false;
        this.#callback();
      });
    }
  }

  /** Cancels a request. */
  cancel() {
    this.#isScheduled = false;
  }
}
