// Defines <job-progress-chart>. Safe to import without a DOM.
import { JobProgressChartElement } from "./chart/element.js";
import { define } from "./shared/define.js";

define("job-progress-chart", JobProgressChartElement);

export { JobProgressChartElement };
export * from "./shared/types.js";
/** @typedef {import("../pkg/job_progress_chart.js").JobClient} JobClient */
/** @typedef {import("../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */
/** @typedef {import("./chart/strings.js").Strings} ChartStrings */
/** @typedef {import("./shared/strings.js").Text} Text */
/** @typedef {import("./log/element.js").JobProgressLogElement} JobProgressLogElement */
/** @typedef {import("./log/strings.js").LogStrings} LogStrings */
/** @typedef {import("./public.js").JobProgressChartEventMap} JobProgressChartEventMap */
/** @typedef {import("./public.js").JobProgressLogEventMap} JobProgressLogEventMap */
/** @typedef {import("./public.js").SelectedEntry} SelectedEntry */
