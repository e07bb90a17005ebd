// Announcements for screen readers: 25, 50, 75 and 100 %, the first failure, a change of state, and nothing else. What is found when a page
// is opened is no change.
import { make, setText } from "../shared/dom.js";

/**
 * @typedef {object} Announcement
 * @property {string} jobKey - differs for another job or API
 * @property {import("../../pkg/job_progress_chart.js").ChartSnapshot | null} snapshot
 * @property {import("./state.js").State} state
 * @property {import("./strings.js").ChartLocalizer} localizer
 */

/** A polite live region. */
export class Announcer {
  /** @type {Announcement | null} */ #pending = null;
  #jobKey = "";
  /** The name of the state; null before the first snapshot of the job. @type {string | null} */ #state = null;
  /** Null until the server has sent the job itself: its traces may come first. @type {string | null} */ #status = null;
  /** Numbers of files and items; null if unknown. @type {(number | null)[]} */ #totals = [];
  /** @type {number | null} */ #percent = null;
  #quarter = 0;
  #failed = false;

  /** To be put into the shadow root. */
  root = make("div", { class: "hidden", role: "status" });

  /**
   * Combines changes of one task into one announcement: a second text would interrupt the first.
   * @param {Announcement} announcement
   */
  update(announcement) {
    if (!this.#pending) queueMicrotask(() => this.#announce());
    this.#pending = announcement;
  }

  #announce() {
    const announcement = this.#pending;
    this.#pending = null;
    if (!announcement) return;
    const { jobKey, snapshot, state, localizer } = announcement;
    if (jobKey !== this.#jobKey) {
      this.#jobKey = jobKey;
      this.#state = null;
      setText(this.root, "");
    }
    if (!snapshot || state.name === "loading" || state.name === "idle") return;
    const { percent, status } = snapshot;
    const quarter = Math.floor((percent ?? 0) / 25);
    const totals = [snapshot.total, snapshot.itemTotal];
    // A percentage also falls when the total grows; then no quarter is announced twice.
    const isRetry = (percent ?? 0) < (this.#percent ?? 0) && totals.every((total, at) => total === this.#totals[at]);
    const isFirst = this.#state === null || (this.#status === null && status !== null);
    const isFirstPercent = isFirst || this.#percent === null;
    const texts = [];
    if (!isFirst) {
      if (!isFirstPercent && quarter > this.#quarter) texts.push(localizer.format("percentDone", { percent: localizer.formatPercent(quarter * 25) }));
      if (snapshot.failed > 0 && !this.#failed) texts.push(localizer.format("firstFailure", { n: snapshot.failed }));
      if (state.name !== this.#state) texts.push(localizer.format(state.name));
    }
    this.#state = state.name;
    this.#status = status;
    this.#totals = totals;
    this.#percent = percent;
    this.#quarter = isFirstPercent || isRetry ? quarter : Math.max(quarter, this.#quarter);
    this.#failed = snapshot.failed > 0;
    if (texts.length > 0) setText(this.root, texts.join(". "));
  }
}
