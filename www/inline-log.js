// Defines <job-progress-log>, with its WebAssembly in the JavaScript: for bundlers that don't carry .wasm files.
import "./inline.js";

export * from "./log.js";
