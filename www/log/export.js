// All entries of a filter as one text, page by page: for the clipboard, or for a file.
import { EntryExport } from "../../pkg/job_progress_log.js";

/** @typedef {import("../shared/entries.js").Source} Source */

/** A clipboard gets no more entries than this, but for the rest of a page. */
const COPY_LIMIT = 10_000;

/** @type {Record<Format, string>} */
const TYPES = { jsonl: "application/jsonl", csv: "text/csv;charset=utf-8" };

/** @typedef {"jsonl" | "csv"} Format */
/** What is exported. @typedef {{jobId: string, format: Format, kind: string | null, input: string | null}} Wish */
/** How far it is: entries so far, and all that match, if known. @typedef {{count: number, total: number | undefined}} Progress */
/** What came of it; entries that are too large for any answer are left out. @typedef {Progress & {skipped: number}} Outcome */

/**
 * Asks for all of it, or until there are as many entries as the limit says.
 * @param {Source} source
 * @param {Wish} wish
 * @param {{limit?: number, signal: AbortSignal, progress: (at: Progress) => void}} way
 * @returns {Promise<{blob: Blob} & Outcome>} rejects when the signal is aborted, or when asking again makes no sense
 */
async function collect(source, { jobId, format, kind, input }, { limit = Infinity, signal, progress }) {
  const pages = new EntryExport(jobId, format, kind ?? undefined, input ?? undefined);
  // A page may be long in coming.
  const aborted = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  aborted.catch(() => {});
  const asked = { entries: (/** @type {string} */ query) => Promise.race([source.entries(query), aborted]) };
  try {
    /** @type {Blob[]} */
    const parts = [];
    for (let query = pages.next(); query !== undefined && pages.count < limit; query = pages.next()) {
      const body = await page(asked, query, pages, signal);
      // Blobs, not strings: the browser may keep them out of memory.
      if (body) parts.push(new Blob([pages.hear(body)]));
      progress({ count: pages.count, total: pages.total });
    }
    return { blob: new Blob(parts, { type: TYPES[format] }), count: pages.count, total: pages.total, skipped: pages.skipped };
  } finally {
    pages.free();
  }
}

/**
 * @param {Source} source
 * @param {string} query
 * @param {EntryExport} pages
 * @param {AbortSignal} signal
 */
async function page(source, query, pages, signal) {
  let body;
  try {
    body = await source.entries(query);
  } catch (error) {
    signal.throwIfAborted();
    const { code, retryInMs } = /** @type {import("../shared/entries.js").Failure} */ (error);
    // The feed holds back what is asked too early.
    if (!pages.fail(code) && retryInMs === null) throw error;
    return undefined;
  }
  signal.throwIfAborted();
  if (body === undefined) throw new DOMException("The log was stopped", "AbortError");
  return body;
}

/**
 * Puts entries onto the clipboard. To be called in the reader's own click, which is what allows it.
 * @param {Source} source
 * @param {Wish} wish
 * @param {{signal: AbortSignal, progress: (at: Progress) => void}} way
 */
export async function copy(source, wish, way) {
  const collected = collect(source, wish, { ...way, limit: COPY_LIMIT });
  const plain = collected.then(async ({ blob }) => new Blob([await blob.text()], { type: "text/plain" }));
  // Told by `collected`, whatever the clipboard makes of it.
  plain.catch(() => {});
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": plain })]).catch(async (error) => {
    await collected;
    throw error;
  });
  return collected;
}

/**
 * Saves entries as a file.
 * @param {Source} source
 * @param {Wish} wish
 * @param {{signal: AbortSignal, progress: (at: Progress) => void}} way
 */
export async function save(source, wish, way) {
  const collected = await collect(source, wish, way);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(collected.blob);
  link.download = `${wish.jobId.replaceAll(/[^\w.-]+/g, "_")}-progress.${wish.format}`;
  link.click();
  // The download has begun when the click has been dispatched.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return collected;
}
