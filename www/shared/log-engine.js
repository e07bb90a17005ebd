// The engine of progress entries.
import * as glue from "../../pkg/job_progress_log.js";
import { Engine } from "./engine.js";

/** Keeps and exports progress entries. */
export const logEngine = new Engine("log", glue);
