// Defines <job-progress-chart>, with its WebAssembly in the JavaScript: for bundlers that don't carry .wasm files.
import { chartWasm } from "./inline/chart-wasm.js";
import { inlinedWasms } from "./shared/inlined-wasm.js";

inlinedWasms.set("chart", chartWasm);
// A chart may need the log's engine, for entry markers and the total number of items.
inlinedWasms.set("log", async () => (await import("./inline/log-wasm.js")).logWasm());

export * from "./index.js";
