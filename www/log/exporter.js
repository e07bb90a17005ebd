// One export at a time: from the reader's wish to the words that tell what came of it.
import { copy, save } from "./export.js";

/** Runs the exports of a log. */
export class Exporter {
  #told;
  /** @type {AbortController | null} */ #abort = null;

  /** How far it is, null if nothing is exported. @type {import("./export.js").Progress | null} */
  progress = null;

  /** @param {{changed: () => void, tell: (text: string | null) => void}} told - of progress, and in words of the outcome */
  constructor(told) {
    this.#told = told;
  }

  /**
   * @param {import("../shared/entries.js").Source} source
   * @param {import("./menu.js").Order} order
   * @param {Omit<import("./export.js").Wish, "format">} subject
   * @param {import("./strings.js").LogLocalizer} localizer
   */
  async begin(source, { to, format }, subject, localizer) {
    if (this.#abort) return;
    const { signal } = (this.#abort = new AbortController());
    this.#told.tell(null);
    this.#advance({ count: 0, total: undefined });
    let outcome = null;
    try {
      // Only pages that came by HTTPS have a clipboard.
      if (to === "clipboard" && !navigator.clipboard) throw new Error(localizer.format("notCopied"));
      const way = { signal, progress: (/** @type {import("./export.js").Progress} */ at) => this.#advance(at) };
      const { count, total = count, skipped } = await (to === "file" ? save : copy)(source, { ...subject, format }, way);
      const said = to === "file" ? localizer.format("saved", { n: count })
        : count + skipped < total ? localizer.format("copiedFirst", { n: count, total }) : localizer.format("copiedAll", { n: count });
      outcome = skipped > 0 ? `${said}. ${localizer.format("skipped", { n: skipped })}` : said;
    } catch (error) {
      if (!signal.aborted) outcome = localizer.format("notExported", { message: error instanceof Error ? error.message : String(error) });
    }
    this.#abort = null;
    this.#told.tell(outcome);
    this.#advance(null);
  }

  /** Ends what is exported; nothing comes of it. */
  cancel() {
    this.#abort?.abort();
  }

  /** @param {import("./export.js").Progress | null} at */
  #advance(at) {
    this.progress = at;
    this.#told.changed();
  }
}
