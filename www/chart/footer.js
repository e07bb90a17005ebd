// The footer: whether what is shown is fresh, or what is wrong and when it is tried again.
import { make, setAttribute, setText } from "../shared/dom.js";
import { quietFor } from "./state.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */

/** The footer's elements and what they say. */
export class Footer {
  #text = make("span", { class: "status" });

  /** To be put into the shadow root. */
  root = make("div", { class: "footer", part: "footer" }, this.#text);

  /**
   * @param {ChartSnapshot | null} snapshot
   * @param {import("../../pkg/job_progress_chart.js").ChartErrorDetail | null} failure
   * @param {number} failedAt - when it failed, ms since the Unix epoch
   * @param {import("../shared/words.js").Words} words
   * @param {number} now
   */
  show(snapshot, failure, failedAt, words, now) {
    const text = this.#words(snapshot, failure, failedAt, words, now);
    setText(this.#text, text);
    setAttribute(this.#text, "title", text || null);
    this.#text.classList.toggle("error", failure !== null);
  }

  /**
   * @param {ChartSnapshot | null} snapshot
   * @param {import("../../pkg/job_progress_chart.js").ChartErrorDetail | null} failure
   * @param {number} failedAt
   * @param {import("../shared/words.js").Words} words
   * @param {number} now
   */
  #words(snapshot, failure, failedAt, words, now) {
    if (failure) {
      if (failure.retryInMs === null) return failure.message;
      const time = words.span(Math.max(1000, failedAt + failure.retryInMs - now));
      return words.say("nextTry", { message: failure.message, time });
    }
    if (!snapshot) return "";
    const updated = snapshot.updatedAt === null ? "" : words.say("updated", { ago: words.ago(Math.max(0, now - snapshot.updatedAt)) });
    const quiet = quietFor(snapshot);
    const parts = [
      snapshot.phase === "failed" && snapshot.jobError ? snapshot.jobError : "",
      quiet === null ? "" : words.say("noEvent", { time: words.span(quiet) }),
      updated,
    ];
    return parts.filter(Boolean).join(" · ");
  }
}
