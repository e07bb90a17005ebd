// Runs one export at a time, and words its result.
import { copy, save } from "./export.js";

/** @typedef {import("./export.js").Progress} Progress */

/** Runs the exports of a log. */
export class Exporter {
  #handlers;
  #root;
  /** @type {AbortController | null} */ #abort = null;

  /** Null if no export is running. @type {Progress | null} */
  progress = null;

  /**
   * @param {HTMLElement} root - the log
   * @param {{progressChanged: () => void, setNotice: (text: string | null) => void}} handlers
   */
  constructor(root, handlers) {
    this.#root = root;
    this.#handlers = handlers;
  }

  /**
   * Starts an export, unless one is running.
   * @param {import("./export.js").EntrySource} source
   * @param {import("./export-menu.js").ExportTarget} target
   * @param {Omit<import("./export.js").ExportSpec, "format">} filter
   * @param {import("./strings.js").LogLocalizer} localizer
   */
  async start(source, { to, format }, filter, localizer) {
    if (this.#abort) return;
    const { signal } = (this.#abort = new AbortController());
    this.#handlers.setNotice(null);
    this.#setProgress({ count: 0, total: undefined });
    let notice = null;
    try {
      const window = this.#root.ownerDocument.defaultView ?? globalThis.window;
      // Only secure contexts have a clipboard.
      if (to === "clipboard" && !window.navigator.clipboard) throw new Error(localizer.format("notCopied"));
      const options = { window, signal, progress: (/** @type {Progress} */ progress) => this.#setProgress(progress) };
      const { count, total = count, skipped } = await (to === "file" ? save : copy)(source, { ...filter, format }, options);
      const result = to === "file" ? localizer.format("saved", { n: count })
        : count + skipped < total ? localizer.format("copiedFirst", { n: count, total }) : localizer.format("copiedAll", { n: count });
      notice = skipped > 0 ? `${result}. ${localizer.format("skipped", { n: skipped })}` : result;
    } catch (error) {
      if (!signal.aborted) notice = localizer.format("notExported", { message: error instanceof Error ? error.message : String(error) });
    }
    this.#abort = null;
    this.#handlers.setNotice(notice);
    this.#setProgress(null);
  }

  /** Cancels the export, without a result. */
  cancel() {
    this.#abort?.abort();
  }

  /** @param {Progress | null} progress */
  #setProgress(progress) {
    this.progress = progress;
    this.#handlers.progressChanged();
  }
}
