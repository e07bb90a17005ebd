// What a screen reader is told unasked: quarters of the way, the first failure, a change of state, and nothing else.
import { make, setText } from "./dom.js";

/** A polite live region. */
export class Announcer {
  /** @type {string | null} */ #job = null;
  /** @type {string | null} */ #state = null;
  /** @type {string[]} */ #untold = [];
  #quarter = 0;
  #failed = false;

  /** To be put into the shadow root. */
  root = make("div", { class: "hidden", role: "status" });

  /**
   * @param {string | null} job - a change starts anew, in silence
   * @param {import("../pkg/job_progress_chart.js").ChartSnapshot | null} snapshot
   * @param {import("./state.js").State} state
   * @param {import("./words.js").Words} words
   */
  hear(job, snapshot, state, words) {
    if (!snapshot || state.name === "loading" || state.name === "idle") return;
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
    this.#tell(news);
  }

  /**
   * News of one moment are one announcement: the next text would cut the first one off.
   * @param {string[]} news
   */
  #tell(news) {
    if (news.length === 0) return;
    if (this.#untold.length === 0) {
      queueMicrotask(() => {
        setText(this.root, this.#untold.join(". "));
        this.#untold = [];
      });
    }
    this.#untold.push(...news);
  }
}
