// The classes for pages that provide the canvas themselves.
// Their types have Symbol.dispose.
/// <reference lib="esnext.disposable" preserve="true" />
import { chartEngine } from "./shared/chart-engine.js";

export { JobClient, JobProgressChart } from "./shared/chart-engine.js";
export * from "./shared/types.js";

/**
 * Loads the engine; call it before using the classes. Calls share one promise. It rejects with an `EngineError` that has a cause,
 * and can be called again then.
 * @param {{wasm?: import("./shared/types.js").WasmSource}} [options] - `wasm`: the WebAssembly module or its URL, for servers
 *   and bundlers that don't put it next to its JavaScript
 * @returns {Promise<void>}
 */
export function load(options) {
  return chartEngine.load(options);
}
