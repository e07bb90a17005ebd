// The log engine.
import * as glue from "../../pkg/job_progress_log.js";
import { Engine } from "./engine.js";

/** The wasm that caches and exports progress entries. */
export const logEngine = new Engine("log", glue);
