// The line below the list: how many entries, how fresh; or what is wrong and when it is tried again.
import { make, setAttribute, setText } from "../shared/dom.js";

/** The footer's text, and what is told of it aloud: errors and what came of an export. */
export class Footer {
  #text = make("span", { class: "status" });
  #aloud = make("div", { class: "hidden", role: "status" });
  /** @type {string | null} */ #notice = null;
  /** @type {string | null} */ #code = null;

  /** To be put into the shadow root. */
  root = make("div", { class: "footer", part: "footer" }, this.#text, this.#aloud);

  /**
   * What came of an export; stays until the reader does something else, or something fails.
   * @param {string | null} text
   */
  tell(text) {
    this.#notice = text;
    if (text) setText(this.#aloud, text);
  }

  /**
   * @param {import("./view.js").Scene} scene
   * @param {number | null} count - of the entries that match, null if unknown
   */
  show(scene, count) {
    const { failure, localizer } = scene;
    const code = failure?.code ?? null;
    if (code !== null && code !== this.#code) this.#notice = null;
    const text = this.#notice ?? this.#localizer(scene, count);
    setText(this.#text, text);
    setAttribute(this.#text, "title", text || null);
    this.#text.classList.toggle("error", failure !== null && this.#notice === null);
    // Once per fault, not with each second of the next try; what is over is taken back, so that it can be said again.
    if (code === this.#code) return;
    this.#code = code;
    setText(this.#aloud, failure ? faultOf(failure, count, localizer) : "");
  }

  /**
   * @param {import("./view.js").Scene} scene
   * @param {number | null} count
   */
  #localizer({ snapshot, failure, failedAt, paused, filtered, localizer, now }, count) {
    if (failure) {
      if (failure.retryInMs !== null) {
        const time = localizer.formatDuration(Math.max(1000, failedAt + failure.retryInMs - now));
        return localizer.format("nextTry", { message: failure.message, time });
      }
      return faultOf(failure, count, localizer);
    }
    const updated = snapshot?.updatedAt ?? null;
    return [
      count === null ? "" : localizer.format(filtered ? "matching" : "entries", { n: count }),
      paused ? localizer.format("paused") : snapshot?.stale ? localizer.format("stale") : "",
      updated === null ? "" : localizer.format("updated", { ago: localizer.formatRelative(Math.max(0, now - updated)) }),
    ].filter(Boolean).join(" · ");
  }
}

/**
 * A fault in words: of a job whose rows are still here, that it is gone.
 * @param {import("../shared/entries.js").Failure} failure
 * @param {number | null} count
 * @param {import("./strings.js").LogLocalizer} localizer
 */
function faultOf({ code, message }, count, localizer) {
  return code === "not-found" && count ? localizer.format("gone", { message }) : message;
}
