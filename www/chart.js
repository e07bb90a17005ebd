// The small class for pages with a canvas of their own.
export { load } from "./shared/engine.js";
export { JobProgressChart } from "../pkg/job_progress_chart.js";
/** @typedef {import("../pkg/job_progress_chart.js").ChartOptions} ChartOptions */
/** @typedef {import("../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../pkg/job_progress_chart.js").ChartTheme} ChartTheme */
