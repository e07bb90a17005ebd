// The class for pages with a canvas of their own.
import { chartEngine } from "./shared/chart-engine.js";

export { JobClient, JobProgressChart } from "../pkg/job_progress_chart.js";
/** @typedef {import("../pkg/job_progress_chart.js").ChartOptions} ChartOptions */
/** @typedef {import("../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../pkg/job_progress_chart.js").ChartTheme} ChartTheme */
/** @typedef {import("../pkg/job_progress_chart.js").JobOptions} JobOptions */
/** @typedef {import("../pkg/job_progress_chart.js").JobSnapshot} JobSnapshot */
/** @typedef {import("./shared/engine.js").EngineError} EngineError */

/**
 * Loads the engine, which all else needs. Calls share one promise; after a failure, an `EngineError` with its cause, it can be
 * called again.
 * @param {{wasm?: import("./shared/engine.js").WasmSource}} [options] - `wasm`: the WebAssembly module, or where it is, for
 *   servers and bundlers that don't put it beside its JavaScript
 * @returns {Promise<void>}
 */
export function load(options) {
  return chartEngine.load(options);
}
