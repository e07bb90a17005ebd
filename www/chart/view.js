// The contents of the shadow root: header, canvas with its layers, legend, footer, table. Shows what it is told.
import { Announcer } from "./announcer.js";
import { Cursor } from "./cursor.js";
import { adopt, make, setAttribute, setText } from "../shared/dom.js";
import { Footer } from "./footer.js";
import { doneParts, Header } from "./header.js";
import { Legend } from "./legend.js";
import { stateOf } from "./state.js";
import { CSS } from "./styles.js";
import { Table } from "./table.js";
import { probes } from "./theme.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */

/**
 * What there is to show.
 * @typedef {object} Scene
 * @property {string | null} job
 * @property {ChartSnapshot | null} snapshot
 * @property {import("../../pkg/job_progress_chart.js").ChartErrorDetail | null} failure
 * @property {boolean} broken - whether the engine itself can't go on
 * @property {number} failedAt - ms since the Unix epoch
 * @property {boolean} paused
 * @property {boolean} elapsed - whether times are told since the start
 * @property {import("../shared/words.js").Words} words
 * @property {number} now - ms since the Unix epoch
 */

/** Everything that an element shows. */
export class View {
  #header = new Header();
  #legend;
  #footer = new Footer();
  #table = new Table();
  #announcer = new Announcer();
  #cursor;
  #summary = make("p", { class: "hidden", id: "summary" });
  #notice = make("div", { class: "notice" });
  #plot;
  #figure;
  /** @type {JobProgressChart | undefined} */ #chart;
  /** @type {Scene | undefined} */ #scene;
  /** @type {string | null} */ #job = null;

  /** The engine's canvas. */
  canvas = make("canvas", { tabindex: "0" });
  /** The probes of the theme. */
  probes;

  /**
   * @param {ShadowRoot} root
   * @param {object} told - what the reader does, what CSS does, and what is asked
   * @param {(keys: string[]) => void} told.hide
   * @param {(time: number) => void} told.select
   * @param {() => void} told.restyle
   * @param {(from: number, to: number) => import("./annotations.js").Notes | null} told.notes
   */
  constructor(root, { hide, select, restyle, notes }) {
    adopt(root, CSS);
    this.#legend = new Legend(hide);
    this.#cursor = new Cursor(this.canvas, {
      moved: (point) => this.#point(point), selected: ({ time }) => select(time), notes,
    });
    this.#plot = make("div", { class: "plot" }, this.canvas, this.#notice);
    this.probes = probes(restyle);
    this.#figure = make(
      "section", { "aria-describedby": "summary" },
      this.#header.root, this.#summary, this.#plot, this.#legend.root,
      make("div", { class: "bottom" }, this.#footer.root, this.#table.root), this.#announcer.root, this.probes,
    );
    root.replaceChildren(this.#figure);
  }

  /** The parts that belong to a picture of the chart. */
  get printed() {
    return [this.#header.root, this.#legend.root];
  }

  /**
   * The engine, when it is there, and when it goes.
   * @param {JobProgressChart | undefined} chart
   */
  attach(chart) {
    this.#chart = chart;
    this.#cursor.attach(chart);
  }

  /** The time under the crosshair in ms since the Unix epoch; null if it is nowhere. */
  get cursor() {
    return this.#cursor.time;
  }

  set cursor(ms) {
    this.#cursor.time = ms;
  }

  /** @param {Scene} scene */
  show(scene) {
    const { job, snapshot, words } = scene;
    this.tell(scene);
    if (job !== this.#job) this.#cursor.clear();
    this.#job = job;
    const points = snapshot?.points ?? 0;
    const start = scene.elapsed ? this.#chart?.axis()?.fullFrom : undefined;
    /** @type {(ms: number, near?: number) => string} */
    const moment = (ms, near) => (start === undefined ? words.time(ms, { seconds: true, near }) : words.elapsed(ms - start));
    this.#cursor.update(points, words, moment);
    this.#table.show({ count: points, point: (index) => this.#chart?.point(index), words, moment });
    // What can't be pointed at need not be tabbed to.
    setAttribute(this.canvas, "tabindex", points > 0 ? "0" : "-1");
    setAttribute(this.canvas, "aria-hidden", points > 0 ? null : "true");
  }

  /**
   * The part of it that may be another when only time has gone by.
   * @param {Scene} scene
   */
  tell(scene) {
    this.#scene = scene;
    const { job, snapshot, failure, words, now } = scene;
    const points = snapshot?.points ?? 0;
    const name = snapshot?.name ?? words.say("unnamed");
    const state = stateOf(snapshot, { paused: scene.paused, failed: scene.broken });
    this.#header.show(snapshot, state, words, snapshot?.serverTime ?? now);
    this.#footer.show(snapshot, failure, scene.failedAt, words, now);
    this.#announcer.hear({ job, snapshot, state, words });
    this.#plot.classList.toggle("stale", state.name === "stale");
    const counted = snapshot !== null && (snapshot.completed + snapshot.failed > 0 || snapshot.kinds.length > 0);
    const notice = points === 0 ? noticeOf(state, scene) : counted || snapshot?.phase !== "live" ? "" : words.say("noProgress");
    setText(this.#notice, notice);
    this.#notice.classList.toggle("over", points > 0);
    this.#notice.classList.toggle("busy", notice !== "" && state.name === "loading");
    setAttribute(this.#figure, "aria-label", name);
    setText(this.#summary, words.say(points > 0 ? "summary" : "summaryWithoutData", {
      name,
      state: words.say(state.name),
      done: snapshot ? doneParts(snapshot, words).map(({ text }) => text).join("") : "",
    }));
  }

  /** @param {import("../../pkg/job_progress_chart.js").ChartPoint | null} point */
  #point(point) {
    if (!this.#scene) return;
    const { snapshot, words } = this.#scene;
    const counts = snapshot && snapshot.points > 0 ? snapshot : null;
    this.#legend.show(counts && (point ?? counts), counts, words);
  }
}

/**
 * The words in place of a picture.
 * @param {import("./state.js").State} state
 * @param {Scene} scene
 */
function noticeOf(state, { job, snapshot, failure, words }) {
  if (failure && (state.name === "error" || state.name === "gone" || state.name === "refused")) return failure.message;
  if (state.name === "loading") return words.say("loadingJob");
  if (state.name === "idle" || (!job && !snapshot)) return words.say("noJob");
  if (state.name === "paused") return words.say("paused");
  if (state.name === "queued" && snapshot?.queuePosition != null && snapshot.queueDepth != null) {
    return words.say("queuePosition", { position: snapshot.queuePosition, depth: snapshot.queueDepth });
  }
  return words.say(snapshot?.phase === "waiting" ? "waiting" : "noProgress");
}
