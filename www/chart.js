// The classes for pages that provide the canvas themselves.
import { chartEngine } from "./shared/chart-engine.js";

export { JobClient, JobProgressChart } from "../pkg/job_progress_chart.js";
/** @typedef {import("../pkg/job_progress_chart.js").ChartOptions} ChartOptions */
/** @typedef {import("../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../pkg/job_progress_chart.js").ChartTheme} ChartTheme */
/** @typedef {import("../pkg/job_progress_chart.js").JobOptions} JobOptions */
/** @typedef {import("../pkg/job_progress_chart.js").JobSnapshot} JobSnapshot */
/** @typedef {import("./shared/engine.js").EngineError} EngineError */

/**
 * Loads the engine; call it before using the classes. Calls share one promise. It rejects with an `EngineError` that has a cause,
 * and can be called again then.
 * @param {{wasm?: import("./shared/engine.js").WasmSource}} [options] - `wasm`: the WebAssembly module or its URL, for servers
 *   and bundlers that don't put it next to its JavaScript
 * @returns {Promise<void>}
 */
export function load(options) {
  return chartEngine.load(options);
}
