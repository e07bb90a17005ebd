// The types that pages of the elements and of the classes use. At run time this module is empty.

/** @typedef {import("../../pkg/job_progress_chart.js").CanvasStrings} CanvasStrings */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartAxis} ChartAxis */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartErrorCode} ChartErrorCode */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartErrorDetail} ChartErrorDetail */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartOptions} ChartOptions */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartPhase} ChartPhase */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartPoint} ChartPoint */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartTheme} ChartTheme */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartView} ChartView */
/** @typedef {import("../../pkg/job_progress_chart.js").ItemTotal} ItemTotal */
/** @typedef {import("../../pkg/job_progress_chart.js").Job} Job */
/** @typedef {import("../../pkg/job_progress_chart.js").JobEvent} JobEvent */
/** @typedef {import("../../pkg/job_progress_chart.js").JobOptions} JobOptions */
/** @typedef {import("../../pkg/job_progress_chart.js").JobSnapshot} JobSnapshot */
/** @typedef {import("../../pkg/job_progress_chart.js").KindCount} KindCount */
/** @typedef {import("../../pkg/job_progress_chart.js").Traces} Traces */
/** @typedef {import("./engine.js").EngineError} EngineError */
/** @typedef {import("./wasm-loader.js").WasmSource} WasmSource */

export {};
