// The log engine, and its classes.
import "./text-coding.js";
import * as glue from "../../pkg/job_progress_log.js";
import { Engine } from "./engine.js";

/** The wasm that caches and exports progress entries. */
export const logEngine = new Engine("log", glue, () => new URL("../../pkg/job_progress_log_bg.wasm", import.meta.url));

/** The entries of a job that the user is viewing. */
export class EntryLog extends logEngine.guard(glue.EntryLog) {}

/** All entries of a filter, page by page, as text for a file. */
export class EntryExport extends logEngine.guard(glue.EntryExport) {}
