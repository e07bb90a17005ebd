// All entries of a filter as one text, page by page: for the clipboard, or for a file.
import { EntryExport } from "../shared/log-engine.js";

/** @typedef {Pick<import("../shared/entry-loader.js").EntrySource, "entries">} EntrySource */

/** Maximum number of entries for the clipboard; the rest of the last page is included. */
const COPY_LIMIT = 10_000;

/** @type {Record<Format, string>} */
const TYPES = { jsonl: "application/jsonl", csv: "text/csv;charset=utf-8" };

/** @typedef {"jsonl" | "csv"} Format */
/** What to export. @typedef {{jobId: string, format: Format, kind: string | null, input: string | null}} ExportSpec */
/** Number of entries so far, and of all that match, if known. @typedef {{count: number, total: number | undefined}} Progress */
/** `window`: that of the log, whose click allows copying. @typedef {{window: Window & typeof globalThis, signal: AbortSignal, progress: (progress: Progress) => void}} ExportOptions */
/** `skipped`: entries that were too large to be loaded. @typedef {Progress & {skipped: number}} ExportResult */

/**
 * Loads all pages, up to the limit.
 * @param {EntrySource} source
 * @param {ExportSpec} spec
 * @param {ExportOptions & {limit?: number}} options
 * @returns {Promise<{blob: Blob} & ExportResult>} rejects when the signal is aborted, or after a failure that is not retriable
 */
async function collect(source, { jobId, format, kind, input }, { limit = Infinity, signal, progress }) {
  const entries = new EntryExport(jobId, format, kind ?? undefined, input ?? undefined);
  // A page may take long; aborting does not wait for it.
  const aborted = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  aborted.catch(() => {});
  const abortable = { entries: (/** @type {string} */ query) => Promise.race([source.entries(query), aborted]) };
  try {
    /** @type {Blob[]} */
    const parts = [];
    for (let query = entries.nextQuery(); query !== undefined && entries.count < limit; query = entries.nextQuery()) {
      const body = await fetchPage(abortable, query, entries, signal);
      // Blobs, not strings: the browser may keep them out of memory.
      if (body) parts.push(new Blob([entries.handlePage(body)]));
      progress({ count: entries.count, total: entries.total });
    }
    return { blob: new Blob(parts, { type: TYPES[format] }), count: entries.count, total: entries.total, skipped: entries.skipped };
  } finally {
    entries.free();
  }
}

/**
 * @param {EntrySource} source
 * @param {string} query
 * @param {EntryExport} entries
 * @param {AbortSignal} signal
 * @returns {Promise<Uint8Array | undefined>} undefined: try again
 */
async function fetchPage(source, query, entries, signal) {
  let body;
  try {
    body = await source.entries(query);
  } catch (error) {
    signal.throwIfAborted();
    const { code, retryInMs } = /** @type {import("../../pkg/job_progress_chart.js").ChartErrorDetail} */ (error);
    // The source delays requests that come too early after a failure.
    const isRetriable = entries.handleError(code);
    // The same page would be too large again.
    if (!isRetriable && (retryInMs === null || code === "too-large")) throw error;
    return undefined;
  }
  signal.throwIfAborted();
  if (body === undefined) throw new DOMException("The log was stopped", "AbortError");
  return body;
}

/**
 * Copies entries to the clipboard. Must be called in a click handler, or the browser blocks it.
 * @param {EntrySource} source
 * @param {ExportSpec} spec
 * @param {ExportOptions} options
 * @returns {Promise<ExportResult>}
 */
export async function copy(source, spec, options) {
  const collected = collect(source, spec, { ...options, limit: COPY_LIMIT });
  const { window } = options;
  const text = collected.then(async ({ blob }) => new Blob([await blob.text()], { type: "text/plain" }));
  // `collected` rejects with the actual error.
  text.catch(() => {});
  await window.navigator.clipboard.write([new window.ClipboardItem({ "text/plain": text })]).catch(async (error) => {
    await collected;
    throw error;
  });
  return collected;
}

/**
 * Saves entries as a file.
 * @param {EntrySource} source
 * @param {ExportSpec} spec
 * @param {ExportOptions} options
 * @returns {Promise<ExportResult>}
 */
export async function save(source, spec, options) {
  const collected = await collect(source, spec, options);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(collected.blob);
  link.download = `${spec.jobId.replaceAll(/[^\w.-]+/g, "_")}-progress.${spec.format}`;
  link.click();
  // Browsers start the download after a delay.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return collected;
}
