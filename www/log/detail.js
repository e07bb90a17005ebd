// The details of one entry.
import { make, setAttribute, setText } from "../shared/dom.js";
import { isolate } from "../shared/localizer.js";

/** @typedef {import("../../pkg/job_progress_log.js").EntryRow} EntryRow */
/** @typedef {import("../../pkg/job_progress_log.js").EntryDetail} EntryDetail */

/** How long the copy button shows whether it worked. */
const COPIED_MS = 2000;

/** A reference time so far away that every time is shown with its date. */
const LONG_AGO = 0;

/** The panel of the entry that is open. */
export class Detail {
  #title = make("h3");
  #copy = make("button", { class: "plain", type: "button" });
  #close = make("button", { class: "plain close", type: "button" });
  #facts = make("p", { class: "facts" });
  #cut = make("p", { class: "cut" });
  #parts = {
    message: part("message"),
    metrics: part("metrics"),
    payload: part("payload"),
  };
  /** @type {EntryDetail | undefined} */ #detail;
  /** @type {string | null} */ #id = null;
  /** @type {import("./strings.js").LogLocalizer | undefined} */ #localizer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #copied;
  #announce;

  /** To be put into the shadow root. */
  root = make(
    "section", { class: "detail", part: "detail", tabindex: "-1" },
    make("div", { class: "head" }, this.#title, this.#copy, this.#close),
    make("div", { class: "text", tabindex: "0", role: "group" }, this.#facts, this.#cut, ...Object.values(this.#parts).map(({ root }) => root)),
  );

  /**
   * @param {{close: () => void, announce: (text: string) => void}} handlers - `close`: the user closes it; `announce`: to screen readers
   */
  constructor({ close, announce }) {
    this.root.hidden = true;
    this.#announce = announce;
    this.#close.addEventListener("click", close);
    this.#copy.addEventListener("click", () => this.#copyEntry());
  }

  /**
   * Whether the whole entry is shown, in this language.
   * @param {import("./strings.js").LogLocalizer} localizer
   */
  isComplete(localizer) {
    return this.#detail !== undefined && this.#localizer === localizer;
  }

  /**
   * @param {EntryRow | null} entry - null: not loaded yet
   * @param {EntryDetail | undefined} detail
   * @param {import("./strings.js").LogLocalizer} localizer
   */
  show(entry, detail, localizer) {
    this.#localizer = localizer;
    this.root.hidden = false;
    if (entry?.id !== this.#id) clearTimeout(this.#copied);
    this.#id = entry?.id ?? null;
    this.#detail = detail;
    setText(this.#title, entry ? `${isolate(entry.kind)} · ${entry.time === null ? isolate(entry.createdAt) : localizer.formatTime(entry.time, { seconds: true, referenceTime: LONG_AGO })}` : localizer.format("notLoaded"));
    setAttribute(this.#title, "title", entry?.createdAt ?? null);
    setAttribute(this.root, "aria-label", localizer.format("entry", { id: entry?.label ?? "" }));
    setAttribute(/** @type {Element} */ (this.#facts.parentElement), "aria-label", localizer.format("entry", { id: entry?.label ?? "" }));
    setText(this.#close, localizer.format("close"));
    setText(this.#copy, localizer.format("copyEntry"));
    this.#copy.hidden = !detail;
    setText(this.#facts, entry ? facts(entry, localizer) : "");
    setText(this.#cut, detail?.cut ? localizer.format("cut") : "");
    for (const [name, { root, title, text }] of Object.entries(this.#parts)) {
      const key = /** @type {"message" | "metrics" | "payload"} */ (name);
      const value = key === "payload" && !entry?.payload ? "" : detail?.[key] ?? "";
      setText(title, localizer.format(key));
      setText(text, value);
      root.hidden = value === "";
    }
  }

  /** Closes it. */
  hide() {
    this.root.hidden = true;
    this.#detail = undefined;
    this.#id = null;
  }

  async #copyEntry() {
    const localizer = this.#localizer;
    if (!this.#detail || !localizer) return;
    this.#announce("");
    // Only secure contexts have a clipboard.
    const isCopied = await this.root.ownerDocument.defaultView?.navigator.clipboard?.writeText(this.#detail.json).then(() => true, () => false);
    const result = localizer.format(isCopied ? "copied" : "notCopied");
    setText(this.#copy, result);
    this.#announce(result);
    clearTimeout(this.#copied);
    this.#copied = setTimeout(() => setText(this.#copy, localizer.format("copyEntry")), COPIED_MS);
  }
}

/** @param {string} name */
function part(name) {
  const [title, text] = [make("h4"), make("pre", { class: name })];
  return { root: make("div", {}, title, text), title, text };
}

/**
 * The entry's ids and numbers, on one line.
 * @param {EntryRow} entry
 * @param {import("./strings.js").LogLocalizer} localizer
 */
function facts(entry, localizer) {
  return [
    localizer.format("entry", { id: entry.label }),
    entry.step === null ? "" : `${localizer.format("step")} ${localizer.formatNumber(entry.step)}`,
    entry.inputId === null ? "" : `${localizer.format("input")} ${isolate(entry.inputId)}`,
    entry.index === null ? "" : `${localizer.format("index")} ${localizer.formatNumber(entry.index)}`,
    entry.earlier ? localizer.format("earlier") : "",
    isolate(entry.createdAt),
  ].filter(Boolean).join(" · ");
}
