// The chart engine.
import * as glue from "../../pkg/job_progress_chart.js";
import { Engine } from "./engine.js";

/** The wasm that follows jobs and draws charts. */
export const chartEngine = new Engine("chart", glue);
