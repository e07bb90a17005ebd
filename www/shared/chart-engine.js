// The chart engine, and its classes.
import "./text-coding.js";
import * as glue from "../../pkg/job_progress_chart.js";
import { Engine } from "./engine.js";

/** The wasm that follows jobs and draws charts. */
export const chartEngine = new Engine("chart", glue, () => new URL("../../pkg/job_progress_chart_bg.wasm", import.meta.url));

/** Follows a job without drawing it. */
export class JobClient extends chartEngine.guard(glue.JobClient) {}

/** A live chart of a job's cumulative progress on a canvas of the page's own. */
export class JobProgressChart extends chartEngine.guard(glue.JobProgressChart) {
  static {
    // The types of the glue declare a property, which a getter of this class must not override.
    Object.defineProperty(this.prototype, "client", {
      get() {
        return chartEngine.wrap(Reflect.get(glue.JobProgressChart.prototype, "client", this), JobClient);
      },
    });
  }
}
