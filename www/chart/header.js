// The header: whose progress it is, its state, how far it is, how fast, and when it will be done.
import { make, setAttribute, setParts, setText } from "../shared/dom.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../shared/words.js").Words} Words */

/** A range is told if its ends differ by more than this. */
const WIDE_RANGE = 1.6;

/** A rate of this many a unit would be rounded to 60 of the next smaller one. */
const NEARLY_ONE = 59.5 / 60;

/** The header's elements and what they say. */
export class Header {
  #name = make("span", { class: "name", part: "name" });
  #state = make("span", { class: "state", part: "state" });
  #percent = make("div", { class: "percent", part: "percent" });
  #done = make("span", { class: "done" });
  #failed = make("span", { class: "failed" });
  #rate = make("span", { class: "rate" });
  #left = make("span");
  #clock = make("span", { class: "clock" });

  /** To be put into the shadow root. */
  root = make(
    "div", { class: "header", part: "header" },
    make("div", { class: "line" }, make("div", { class: "title" }, this.#name, this.#state), this.#percent),
    make("div", { class: "line" },
      make("div", { class: "counts" }, this.#done, this.#failed, this.#rate), make("div", { class: "eta" }, this.#left, this.#clock)),
  );

  /**
   * @param {ChartSnapshot | null} snapshot
   * @param {import("./state.js").State} state
   * @param {Words} words
   * @param {number} now - by the server's clock, ms since the Unix epoch
   */
  show(snapshot, state, words, now) {
    const name = snapshot?.name ?? words.say("unnamed");
    setText(this.#name, name);
    setAttribute(this.#name, "title", name);
    setText(this.#state, words.say(state.name));
    setAttribute(this.#state, "title", words.say(state.name));
    // The longest state has a short form for narrow charts; its mark says the rest.
    setAttribute(this.#state, "data-short", state.name === "completedWithFailures" ? words.say("completed") : null);
    setAttribute(this.#state, "class", `state ${state.tone}`);
    const known = snapshot !== null && (snapshot.points > 0 || snapshot.total !== null);
    const percent = snapshot?.percent ?? null;
    // Of a single file there is nothing between none and all.
    const telling = percent !== null && (snapshot?.total !== 1 || percent === 100 || snapshot.itemTotal !== null);
    setText(this.#percent, known && telling ? words.percent(percent) : "");
    setParts(this.#done, known ? doneParts(snapshot, words) : []);
    setText(this.#failed, known && snapshot.failed > 0 ? words.say("someFailed", { n: snapshot.failed }) : "");
    setText(this.#rate, snapshot ? rate(snapshot, words) : "");
    const { left, clock } = snapshot ? etaParts(snapshot, words, now) : { left: [], clock: "" };
    setParts(this.#left, left);
    setParts(this.#clock, clock ? [{ text: clock, value: true }] : []);
  }
}

/**
 * "17 of 25 files"; of a job of one file its items, which are what moves.
 * @param {ChartSnapshot} snapshot
 * @param {Words} words
 */
export function doneParts({ completed, failed, total, kinds, itemTotal }, words) {
  const done = completed + failed;
  if (total !== null && total > 1) return words.parts("doneOf", { done, n: total });
  if (itemTotal !== null) {
    return words.parts("itemsDoneOf", { done: kinds.reduce((sum, kind) => sum + kind.success + kind.failed, 0), n: itemTotal });
  }
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
  const unit = perSecond >= NEARLY_ONE ? 0 : perSecond * 60 >= NEARLY_ONE ? 1 : 2;
  return words.say(kind[unit], { n: words.rough(perSecond * 60 ** unit) });
}

/**
 * When it will be done, when it stopped moving, or how long it took.
 * @param {ChartSnapshot} snapshot
 * @param {Words} words
 * @param {number} now
 * @returns {{left: {text: string, value: boolean}[], clock: string}}
 */
function etaParts({ eta, phase, startedAt, endedAt, stalledSince }, words, now) {
  if (startedAt !== null && endedAt !== null && phase !== "live") {
    return { left: words.parts("took", { time: words.span(Math.max(0, endedAt - startedAt)) }), clock: "" };
  }
  const nothing = { left: [], clock: "" };
  if (phase !== "live") return nothing;
  if (stalledSince !== null) return { left: words.parts("stalled", { time: words.time(stalledSince, { near: now }) }), clock: "" };
  if (!eta) return nothing;
  const [early, likely, late] = [eta.early, eta.likely, eta.late].map((time) => Math.max(1000, time - now));
  const range = late > WIDE_RANGE * early ? words.range(early, late) : null;
  const left = range ? words.say("leftBetween", { range }) : words.say("left", { time: words.span(likely) });
  return { left: [{ text: left, value: false }], clock: words.time(eta.likely, { near: now }) };
}
