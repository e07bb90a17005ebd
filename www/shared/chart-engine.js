// The engine of charts.
import * as glue from "../../pkg/job_progress_chart.js";
import { Engine } from "./engine.js";

/** Draws charts and follows jobs. */
export const chartEngine = new Engine("chart", glue);
