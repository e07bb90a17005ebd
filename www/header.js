// The header: whose progress it is, its state, how far it is, how fast, and when it will be done.
import { make, setAttribute, setParts, setText } from "./dom.js";

/** @typedef {import("../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("./words.js").Words} Words */

/** A range is told if its ends differ by more than this. */
const WIDE_RANGE = 1.6;

/** The header's elements and what they say. */
export class Header {
  #name = make("span", { class: "name", part: "name" });
  #state = make("span", { class: "state", part: "state" });
  #percent = make("div", { class: "percent", part: "percent" });
  #done = make("span", { class: "done" });
  #failed = make("span", { class: "failed" });
  #rate = make("span", { class: "rate" });
  #eta = make("div", { class: "eta" });

  /** To be put into the shadow root. */
  root = make(
    "div", { class: "header", part: "header" },
    make("div", { class: "title" }, this.#name, this.#state), this.#percent,
    make("div", { class: "counts" }, this.#done, this.#failed, this.#rate), this.#eta,
  );

  /**
   * @param {ChartSnapshot | null} snapshot
   * @param {import("./state.js").State} state
   * @param {Words} words
   * @param {number} now - ms since the Unix epoch
   */
  show(snapshot, state, words, now) {
    setText(this.#name, snapshot?.name ?? words.say("unnamed"));
    setText(this.#state, words.say(state.name));
    setAttribute(this.#state, "class", `state ${state.tone}`);
    const known = snapshot !== null && (snapshot.points > 0 || snapshot.total !== null);
    const percent = snapshot?.percent ?? null;
    setText(this.#percent, known && percent !== null ? words.percent(percent) : "");
    setParts(this.#done, known ? doneParts(snapshot, words) : []);
    setText(this.#failed, known && snapshot.failed > 0 ? words.say("someFailed", { n: snapshot.failed }) : "");
    setText(this.#rate, snapshot ? rate(snapshot, words) : "");
    setParts(this.#eta, snapshot ? etaParts(snapshot, words, now) : []);
  }
}

/**
 * "17 of 25 files"; of a job of one file its items, which are what moves.
 * @param {ChartSnapshot} snapshot
 * @param {Words} words
 */
export function doneParts({ completed, failed, total, kinds }, words) {
  const done = completed + failed;
  if (total !== null && total > 1) return words.parts("doneOf", { done, n: total });
  if (done <= 1 && kinds.length > 0) return words.parts("itemsDone", { n: kinds.reduce((sum, kind) => sum + kind.success, 0) });
  return words.parts("done", { n: done });
}

/**
 * The rate in the unit in which it is at least 1.
 * @param {ChartSnapshot} snapshot
 * @param {Words} words
 */
function rate({ rate, itemRate }, words) {
  const perSecond = rate ?? itemRate;
  if (perSecond === null || perSecond <= 0) return "";
  const kind = rate === null ? /** @type {const} */ (["itemsPerSecond", "itemsPerMinute", "itemsPerHour"]) :
    /** @type {const} */ (["perSecond", "perMinute", "perHour"]);
  const unit = perSecond >= 1 ? 0 : perSecond * 60 >= 1 ? 1 : 2;
  return words.say(kind[unit], { n: words.rough(perSecond * 60 ** unit) });
}

/**
 * When it will be done, when it stopped moving, or how long it took.
 * @param {ChartSnapshot} snapshot
 * @param {Words} words
 * @param {number} now
 */
function etaParts({ eta, phase, startedAt, endedAt, stalledSince }, words, now) {
  if (startedAt !== null && endedAt !== null && phase !== "live") {
    return words.parts("took", { time: words.span(Math.max(0, endedAt - startedAt)) });
  }
  if (phase !== "live") return [];
  if (stalledSince !== null) return words.parts("stalled", { time: words.time(stalledSince, { near: now }) });
  if (!eta) return [];
  const [early, likely, late] = [eta.early, eta.likely, eta.late].map((time) => words.span(Math.max(1000, time - now)));
  const wide = eta.late - now > WIDE_RANGE * Math.max(1000, eta.early - now) && early !== late;
  const left = wide ? words.say("leftBetween", { early, late }) : words.say("left", { time: likely });
  return [
    { text: left, value: false },
    { text: " · ", value: false },
    { text: words.time(eta.likely, { near: now }), value: true },
  ];
}
