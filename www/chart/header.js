// The header: the job's name and state, counts, rate and ETA.
import { make, setAttribute, setParts, setText } from "../shared/dom.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("./strings.js").ChartLocalizer} ChartLocalizer */

/** The ETA is shown as a range if its ends differ by more than this factor. */
const WIDE_RANGE = 1.6;

/** A unit of time is used from this rate on: less would be rounded to 60 per next longer unit. */
const NEARLY_ONE = 59.5 / 60;

/** The header's elements. */
export class Header {
  #name = make("span", { class: "name", part: "name" });
  #state = make("span", { class: "state", part: "state", dir: "auto" });
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
   * @param {ChartLocalizer} localizer
   * @param {number} now - by the server's clock, ms since the Unix epoch
   */
  show(snapshot, state, localizer, now) {
    const name = snapshot?.name ?? localizer.format("unnamed");
    setText(this.#name, name);
    setAttribute(this.#name, "title", name);
    setText(this.#state, localizer.format(state.name));
    setAttribute(this.#state, "title", localizer.format(state.name));
    // The longest state name has a short form for narrow charts; the icon shows the difference.
    setAttribute(this.#state, "data-short", state.name === "completedWithFailures" ? localizer.format("completed") : null);
    setAttribute(this.#state, "class", `state ${state.tone}`);
    const known = snapshot !== null && (snapshot.points > 0 || snapshot.total !== null);
    const percent = snapshot?.percent ?? null;
    // Without items, the percentage of an unfinished single file is always 0.
    const isMeaningful = percent !== null && (snapshot?.total !== 1 || percent === 100 || snapshot.itemTotal !== null);
    setText(this.#percent, known && isMeaningful ? localizer.formatPercent(percent) : "");
    setParts(this.#done, known ? doneParts(snapshot, localizer) : []);
    setText(this.#failed, known ? failedText(snapshot, localizer) : "");
    setText(this.#rate, snapshot ? rate(snapshot, localizer) : "");
    const { left, clock } = snapshot ? etaParts(snapshot, localizer, now) : { left: [], clock: "" };
    setParts(this.#left, left);
    setParts(this.#clock, clock ? [{ text: clock, value: true }] : []);
  }
}

/**
 * "17 of 25 files"; for a single-file job its items, because only they change.
 * @param {ChartSnapshot} snapshot
 * @param {ChartLocalizer} localizer
 */
export function doneParts({ completed, failed, total, kinds, itemTotal }, localizer) {
  const done = completed + failed;
  if (total !== null && total > 1) return localizer.formatParts("doneOf", { done, n: total });
  if (itemTotal !== null) {
    return localizer.formatParts("itemsDoneOf", { done: kinds.reduce((sum, kind) => sum + kind.success + kind.failed, 0), n: itemTotal });
  }
  if (done <= 1 && kinds.length > 0) return localizer.formatParts("itemsDone", { n: kinds.reduce((sum, kind) => sum + kind.success, 0) });
  return localizer.formatParts("done", { n: done });
}

/**
 * "2 failed"; empty if none has.
 * @param {ChartSnapshot} snapshot
 * @param {ChartLocalizer} localizer
 */
export function failedText({ failed }, localizer) {
  return failed > 0 ? localizer.format("someFailed", { n: failed }) : "";
}

/**
 * Rounds to two significant digits, three from 100.
 * @param {number} n
 */
export function roundRate(n) {
  return Number(n.toPrecision(n < 100 ? 2 : 3));
}

/**
 * The rate per second, minute or hour, whichever is at least 1.
 * @param {ChartSnapshot} snapshot
 * @param {ChartLocalizer} localizer
 */
function rate({ rate, itemRate }, localizer) {
  const perSecond = rate ?? itemRate;
  if (perSecond === null || perSecond <= 0) return "";
  const kind = rate === null ? /** @type {const} */ (["itemsPerSecond", "itemsPerMinute", "itemsPerHour"]) :
    /** @type {const} */ (["perSecond", "perMinute", "perHour"]);
  const unit = perSecond >= NEARLY_ONE ? 0 : perSecond * 60 >= NEARLY_ONE ? 1 : 2;
  return localizer.format(kind[unit], { n: roundRate(perSecond * 60 ** unit) });
}

/**
 * The ETA, the time without progress, or the job's duration.
 * @param {ChartSnapshot} snapshot
 * @param {ChartLocalizer} localizer
 * @param {number} now
 * @returns {{left: import("../shared/localizer.js").Part[], clock: string}}
 */
function etaParts({ eta, phase, startedAt, endedAt, stalledSince }, localizer, now) {
  if (startedAt !== null && endedAt !== null && phase !== "live") {
    return { left: localizer.formatParts("took", { time: localizer.formatDuration(Math.max(0, endedAt - startedAt)) }), clock: "" };
  }
  const nothing = { left: [], clock: "" };
  if (phase !== "live") return nothing;
  if (stalledSince !== null) return { left: localizer.formatParts("stalled", { time: localizer.formatTime(stalledSince, { referenceTime: now }) }), clock: "" };
  if (!eta) return nothing;
  const [early, likely, late] = [eta.early, eta.likely, eta.late].map((time) => Math.max(1000, time - now));
  const range = late > WIDE_RANGE * early ? localizer.formatDurationRange(early, late) : null;
  const left = range ? localizer.format("leftBetween", { range }) : localizer.format("left", { time: localizer.formatDuration(likely) });
  return { left: [{ text: left, value: false }], clock: localizer.formatTime(eta.likely, { referenceTime: now }) };
}
