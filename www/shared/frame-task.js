// Work on the DOM that comes with the next frame of the charts.
import * as glue from "../../pkg/job_progress_chart.js";

/** Not in the public types. */
const { requestFrame } = /** @type {{requestFrame(callback: () => void): void}} */ (/** @type {unknown} */ (glue));

/** A callback that runs once for all requests before a frame. */
export class FrameTask {
  #callback;
  #isScheduled = false;

  /** @param {() => void} callback */
  constructor(callback) {
    this.#callback = callback;
  }

  /** Runs it before the next frame in which charts paint; at once while the page is hidden: then no frame comes. */
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

  /** It has been done otherwise, or is not needed any more. */
  cancel() {
    this.#isScheduled = false;
  }
}
