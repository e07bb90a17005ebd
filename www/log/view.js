// The contents of the log's shadow root: toolbar, list, detail, footer. Shows what it is told.
import { adopt, make, setAttribute, setText } from "../shared/dom.js";
import { CSS } from "../chart/styles.js";
import { Detail } from "./detail.js";
import { Footer } from "./footer.js";
import { List } from "./list.js";
import { Menu } from "./menu.js";
import { LOG_CSS } from "./styles.js";
import { Toolbar } from "./toolbar.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../shared/entries.js").Entries} Entries */

/**
 * What there is to show.
 * @typedef {object} Scene
 * @property {string | null} job
 * @property {ChartSnapshot | null} snapshot
 * @property {Entries | null} entries
 * @property {import("../../pkg/job_progress_chart.js").ChartErrorDetail | null} failure
 * @property {number} failedAt - ms since the Unix epoch
 * @property {boolean} paused
 * @property {boolean} filtered - whether only some of the entries are asked for
 * @property {import("./toolbar.js").Choice} choice
 * @property {{kinds: string[], inputs: string[]}} known - for the filters
 * @property {import("./export.js").Progress | null} exporting
 * @property {import("./strings.js").LogLocalizer} words
 * @property {number} now - ms since the Unix epoch
 */

/**
 * What the reader does.
 * @typedef {object} Told
 * @property {(choice: Partial<import("./toolbar.js").Choice>) => void} choose
 * @property {(first: number, count: number) => void} look
 * @property {(number: number | null) => void} select - a row is opened, or closed
 * @property {(order: import("./menu.js").Order) => void} begin
 * @property {() => void} cancel
 */

/** Everything that a log shows. */
export class View {
  #toolbar;
  #list;
  #detail;
  #menu;
  #footer = new Footer();
  #notice = make("div", { class: "notice" });
  #noticeText = make("span");
  #showAll = make("button", { class: "plain", type: "button" });
  #section;
  #told;
  /** @type {Scene | undefined} */ #scene;
  /** @type {Entries | null} */ #entries = null;
  /** @type {import("./row.js").RowContext | undefined} */ #context;
  #kinds = "";

  /**
   * @param {ShadowRoot} root
   * @param {Told} told
   */
  constructor(root, told) {
    for (const css of [CSS, LOG_CSS]) adopt(root, css);
    this.#told = told;
    this.#toolbar = new Toolbar(told.choose);
    this.#menu = new Menu(told);
    this.#detail = new Detail(() => this.#close());
    this.#list = new List({
      look: told.look,
      choose: (number) => (number === this.#list.selected ? this.#close() : told.select(number)),
      // While an entry is open, the keys open the next.
      move: (number) => {
        if (this.#list.selected !== null) told.select(number);
      },
    });
    this.#notice.append(this.#noticeText, this.#showAll);
    this.#showAll.addEventListener("click", () => told.choose({ kind: null, input: null }));
    this.#list.root.append(this.#notice);
    this.#section = make(
      "section", { class: "log" },
      this.#toolbar.root, make("div", { class: "body" }, this.#list.root, this.#detail.root),
      make("div", { class: "bottom" }, this.#footer.root, this.#menu.root),
    );
    this.#section.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#list.selected === null) return;
      event.stopPropagation();
      this.#close();
    });
    root.replaceChildren(this.#section);
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#scene = scene;
    const { entries, localizer, choice, known } = scene;
    const log = entries?.log;
    if (entries !== this.#entries) {
      this.#entries = entries;
      this.#list.reset();
      this.#detail.hide();
    }
    setAttribute(this.#section, "aria-label", localizer.format("log"));
    this.#list.name(localizer);
    this.#toolbar.show(choice, known, localizer);
    if (log?.known) this.#list.show({ length: log.length, rows: (first, count) => log.rows(first, count) }, this.#contextOf(scene), choice.newestFirst);
    const count = log?.known ? log.length : null;
    this.#showNotice(scene, count);
    this.#footer.show(scene, count);
    this.#menu.show(scene.exporting, (count ?? 0) > 0, localizer);
    if (!this.#detail.complete) this.#showDetail();
  }

  /** It is in the document again: what was read is in sight, as before. */
  restore() {
    this.#list.restore();
  }

  /**
   * Opens an entry, null closes it.
   * @param {number | null} number
   * @param {boolean} [far] - whether it may be out of sight
   * @returns {import("../../pkg/job_progress_log.js").EntryRow | null} the entry, if it is here
   */
  select(number, far = false) {
    this.#list.select(number);
    if (number === null) {
      this.#detail.hide();
      return null;
    }
    if (far) this.#list.reveal(number);
    return this.#showDetail();
  }

  /**
   * What came of an export.
   * @param {string | null} text
   */
  tell(text) {
    this.#footer.tell(text);
  }

  #close() {
    this.#told.select(null);
    this.#list.focus();
  }

  #showDetail() {
    const { selected } = this.#list;
    if (selected === null || !this.#scene) return null;
    const entry = this.#list.entry(selected);
    this.#detail.show(entry, this.#entries?.detail(selected), this.#scene.words);
    return entry;
  }

  /**
   * The same as long as rows look the same.
   * @param {Scene} scene
   */
  #contextOf({ localizer, snapshot, ...scene }) {
    const now = snapshot?.serverTime ?? scene.now;
    const kinds = snapshot?.kinds ?? [];
    const key = JSON.stringify(kinds.map(({ name, color }) => [name, color]));
    const known = this.#context;
    const sameDay = known && localizer.formatTime(now, { referenceTime: known.now }) === localizer.formatTime(now);
    if (!this.#context || !sameDay || key !== this.#kinds || this.#context.words !== words) {
      this.#kinds = key;
      const colors = new Map(kinds.filter(({ name }) => name !== null).map(({ name, color }) => [name, `kind-${color}`]));
      this.#context = { localizer, now, swatch: (kind) => colors.get(kind) ?? "other" };
    }
    return this.#context;
  }

  /**
   * The words in place of rows.
   * @param {Scene} scene
   * @param {number | null} count
   */
  #showNotice({ job, failure, snapshot, paused, filtered, localizer }, count) {
    const text = count !== null && count > 0 ? ""
      : failure ? failure.message
        : !job ? localizer.format("noJob")
          : count === 0 ? localizer.format(filtered ? "noMatch" : "none")
            : paused ? localizer.format("paused") : localizer.format("loading");
    setText(this.#noticeText, text);
    setText(this.#showAll, localizer.format("showAll"));
    this.#notice.hidden = text === "";
    this.#showAll.hidden = !(count === 0 && filtered && !failure);
    this.#notice.classList.toggle("busy", count === null && !failure && Boolean(job) && !paused);
    this.#section.classList.toggle("stale", snapshot?.stale ?? false);
  }
}
