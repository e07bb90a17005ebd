// What a screen reader is told unasked: quarters of the way, the first failure, a change of state, and nothing else.
import { make, setText } from "../shared/dom.js";

/**
 * What there is to tell of.
 * @typedef {object} Moment
 * @property {string | null} job - a change starts anew, in silence
 * @property {import("../../pkg/job_progress_chart.js").ChartSnapshot | null} snapshot
 * @property {import("./state.js").State} state
 * @property {import("../shared/words.js").Words} words
 */

/** A polite live region. */
export class Announcer {
  /** @type {Moment | null} */ #moment = null;
  /** @type {string | null} */ #job = null;
  /** @type {string | null} */ #state = null;
  #quarter = 0;
  #failed = false;

  /** To be put into the shadow root. */
  root = make("div", { class: "hidden", role: "status" });

  /**
   * Changes of one moment are one announcement: a second text would cut the first one off.
   * @param {Moment} moment
   */
  hear(moment) {
    if (!this.#moment) queueMicrotask(() => this.#tell());
    this.#moment = moment;
  }

  #tell() {
    const moment = this.#moment;
    this.#moment = null;
    if (!moment?.snapshot || moment.state.name === "loading" || moment.state.name === "idle") return;
    const { job, snapshot, state, words } = moment;
    const quarter = Math.floor((snapshot.percent ?? 0) / 25);
    const first = job !== this.#job || this.#state === null;
    const news = [];
    if (!first) {
      if (quarter > this.#quarter) news.push(words.say("percentDone", { percent: words.percent(quarter * 25) }));
      if (snapshot.failed > 0 && !this.#failed) news.push(words.say("firstFailure", { n: snapshot.failed }));
      if (state.name !== this.#state) news.push(words.say(state.name));
    }
    this.#job = job;
    this.#state = state.name;
    this.#quarter = first ? quarter : Math.max(quarter, this.#quarter);
    this.#failed = snapshot.failed > 0;
    if (news.length > 0) setText(this.root, news.join(". "));
  }
}
