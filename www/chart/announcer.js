// Announcements for screen readers: 25, 50, 75 and 100 %, the first failure, a change of state, and nothing else.
import { make, setText } from "../shared/dom.js";

/**
 * @typedef {object} Announcement
 * @property {string | null} job - when it changes, the first state is not announced
 * @property {import("../../pkg/job_progress_chart.js").ChartSnapshot | null} snapshot
 * @property {import("./state.js").State} state
 * @property {import("./strings.js").ChartLocalizer} localizer
 */

/** A polite live region. */
export class Announcer {
  /** @type {Announcement | null} */ #pending = null;
  /** @type {string | null} */ #job = null;
  /** @type {string | null} */ #state = null;
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
    if (!announcement?.snapshot || announcement.state.name === "loading" || announcement.state.name === "idle") return;
    const { job, snapshot, state, localizer } = announcement;
    const quarter = Math.floor((snapshot.percent ?? 0) / 25);
    const first = job !== this.#job || this.#state === null;
    const texts = [];
    if (!first) {
      if (quarter > this.#quarter) texts.push(localizer.format("percentDone", { percent: localizer.formatPercent(quarter * 25) }));
      if (snapshot.failed > 0 && !this.#failed) texts.push(localizer.format("firstFailure", { n: snapshot.failed }));
      if (state.name !== this.#state) texts.push(localizer.format(state.name));
    }
    this.#job = job;
    this.#state = state.name;
    this.#quarter = first ? quarter : Math.max(quarter, this.#quarter);
    this.#failed = snapshot.failed > 0;
    if (texts.length > 0) setText(this.root, texts.join(". "));
  }
}
