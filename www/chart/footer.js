// The footer: the age of the data, or the error and the time of the next try.
import { make, setAttribute, setText } from "../shared/dom.js";
import { quietFor } from "./state.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */

/** The footer's elements. */
export class Footer {
  #text = make("span", { class: "status" });

  /** To be put into the shadow root. */
  root = make("div", { class: "footer", part: "footer" }, this.#text);

  /**
   * @param {ChartSnapshot | null} snapshot
   * @param {import("../../pkg/job_progress_chart.js").ChartErrorDetail | null} failure
   * @param {number} failedAt - ms since the Unix epoch
   * @param {import("./strings.js").ChartLocalizer} localizer
   * @param {number} now
   */
  show(snapshot, failure, failedAt, localizer, now) {
    const text = this.#format(snapshot, failure, failedAt, localizer, now);
    setText(this.#text, text);
    setAttribute(this.#text, "title", text || null);
    this.#text.classList.toggle("error", failure !== null);
  }

  /**
   * @param {ChartSnapshot | null} snapshot
   * @param {import("../../pkg/job_progress_chart.js").ChartErrorDetail | null} failure
   * @param {number} failedAt
   * @param {import("./strings.js").ChartLocalizer} localizer
   * @param {number} now
   */
  #format(snapshot, failure, failedAt, localizer, now) {
    if (failure) {
      if (failure.retryInMs === null) return failure.message;
      const time = localizer.formatDuration(Math.max(1000, failedAt + failure.retryInMs - now));
      return localizer.format("nextTry", { message: failure.message, time });
    }
    if (!snapshot) return "";
    const updated = snapshot.updatedAt === null ? "" : localizer.format("updated", { ago: localizer.formatRelative(Math.max(0, now - snapshot.updatedAt)) });
    const quiet = quietFor(snapshot);
    const parts = [
      snapshot.phase === "failed" && snapshot.jobError ? snapshot.jobError : "",
      quiet === null ? "" : localizer.format("noEvent", { time: localizer.formatDuration(quiet) }),
      updated,
    ];
    return parts.filter(Boolean).join(" · ");
  }
}
