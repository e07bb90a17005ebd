// The line below the list: the number of entries and their age, or the error and the time of the next try.
import { make, setAttribute, setText } from "../shared/dom.js";
import { nextTryText } from "../shared/next-try.js";

/** The footer's text; errors and export results are also announced to screen readers. */
export class Footer {
  #text = make("span", { class: "status" });
  #announcer = make("div", { class: "hidden", role: "status" });
  /** @type {string | null} */ #notice = null;
  /** @type {string | null} */ #code = null;

  /** To be put into the shadow root. */
  root = make("div", { class: "footer", part: "footer" }, this.#text, this.#announcer);

  /**
   * Shows the result of an export, until the next user action or failure.
   * @param {string | null} text
   */
  setNotice(text) {
    this.#notice = text;
    this.announce(text ?? "");
  }

  /**
   * Screen readers read a text only where it differs from the last: call this with "" in between.
   * @param {string} text
   */
  announce(text) {
    setText(this.#announcer, text);
  }

  /**
   * @param {import("./view.js").ViewState} viewState
   * @param {number | null} count - of the entries that match, null if unknown
   */
  show(viewState, count) {
    const { failure, localizer } = viewState;
    const code = failure?.code ?? null;
    if (code !== null && code !== this.#code) this.#notice = null;
    const text = this.#notice ?? this.#format(viewState, count);
    setText(this.#text, text);
    setAttribute(this.#text, "title", text || null);
    this.#text.classList.toggle("error", failure !== null && this.#notice === null);
    // Announced once per failure, not every second until the next try. Cleared afterwards, so that the next failure is announced
    // again.
    if (code === this.#code) return;
    this.#code = code;
    this.announce(failure ? failureText(failure, count, localizer) : "");
  }

  /**
   * @param {import("./view.js").ViewState} viewState
   * @param {number | null} count
   */
  #format(viewState, count) {
    const { snapshot, failure, paused, filtered, localizer, now } = viewState;
    if (failure) return nextTryText(viewState) ?? failureText(failure, count, localizer);
    const updated = snapshot?.updatedAt ?? null;
    return [
      count === null ? "" : localizer.format(filtered ? "matching" : "entries", { n: count }),
      paused ? localizer.format("paused") : snapshot?.stale ? localizer.format("stale") : "",
      updated === null ? "" : localizer.format("updated", { ago: localizer.formatRelative(Math.max(0, now - updated)) }),
    ].filter(Boolean).join(" · ");
  }
}

/**
 * The text of a failure. If the job is not found but rows are loaded, it was deleted.
 * @param {import("../../pkg/job_progress_chart.js").ChartErrorDetail} failure
 * @param {number | null} count
 * @param {import("./strings.js").LogLocalizer} localizer
 */
function failureText(failure, count, localizer) {
  const message = localizer.formatError(failure);
  return failure.code === "not-found" && count ? localizer.format("gone", { message }) : message;
}
