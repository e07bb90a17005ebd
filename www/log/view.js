// The contents of the log's shadow root: toolbar, list, detail, footer.
import { adopt, make, setAttribute, setText } from "../shared/dom.js";
import { SHARED_CSS } from "../shared/styles.js";
import { Detail } from "./detail.js";
import { ExportMenu } from "./export-menu.js";
import { Footer } from "./footer.js";
import { List } from "./list.js";
import { LOG_CSS } from "./styles.js";
import { Toolbar } from "./toolbar.js";

/** @typedef {import("../shared/entry-loader.js").EntryLoader} EntryLoader */

/**
 * @typedef {object} ViewState
 * @property {string | null} job
 * @property {string | null} missingChart - the id in `for`, if there is no such chart
 * @property {import("../../pkg/job_progress_chart.js").JobSnapshot | null} snapshot
 * @property {import("../../pkg/job_progress_chart.js").KindCount[]} kinds - with their colours
 * @property {EntryLoader | null} entries
 * @property {import("../../pkg/job_progress_chart.js").ChartErrorDetail | null} failure
 * @property {number} failureAge - ms since the failure
 * @property {boolean} paused
 * @property {boolean} filtered - whether there is a filter by kind or input
 * @property {import("./toolbar.js").Filters} filters
 * @property {{kinds: string[], inputs: string[]}} known - for the filters
 * @property {import("./export.js").Progress | null} exporting
 * @property {import("./strings.js").LogLocalizer} localizer
 * @property {number} now - ms since the Unix epoch
 */

/**
 * Handlers of user actions.
 * @typedef {object} ViewHandlers
 * @property {(filters: Partial<import("./toolbar.js").Filters>) => void} filtersChanged
 * @property {(first: number, count: number) => void} viewportChanged - these rows are in view
 * @property {(index: number | null) => void} selected - a row is opened, or closed
 * @property {(target: import("./export-menu.js").ExportTarget) => void} startExport
 * @property {() => void} cancelExport
 */

/** The contents of the log's shadow root. */
export class View {
  #toolbar;
  #list;
  #detail;
  #menu;
  #footer = new Footer();
  #notice = make("div", { class: "notice", dir: "auto" });
  #noticeText = make("span");
  #showAll = make("button", { class: "plain", type: "button" });
  #section;
  #handlers;
  /** @type {ViewState | undefined} */ #viewState;
  /** @type {EntryLoader | null} */ #entries = null;
  /** @type {import("./row.js").RowContext | undefined} */ #context;
  /** The kinds with the colours of the context. */
  #colorKey = "";

  /**
   * @param {ShadowRoot} root
   * @param {ViewHandlers} handlers
   */
  constructor(root, handlers) {
    for (const css of [SHARED_CSS, LOG_CSS]) adopt(root, css);
    this.#handlers = handlers;
    this.#toolbar = new Toolbar(handlers.filtersChanged);
    this.#menu = new ExportMenu(handlers);
    this.#detail = new Detail({ close: () => this.#close(), announce: (text) => this.#footer.announce(text) });
    this.#list = new List({
      viewportChanged: handlers.viewportChanged,
      chosen: (index) => (index === this.#list.selected ? this.#close() : handlers.selected(index)),
      // While an entry is open, moving by keys opens the next one.
      moved: (index) => {
        if (this.#list.selected !== null) handlers.selected(index);
      },
    });
    this.#notice.append(this.#noticeText, this.#showAll);
    this.#showAll.addEventListener("click", () => handlers.filtersChanged({ kind: null, input: null }));
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

  /** @param {ViewState} viewState */
  show(viewState) {
    this.#viewState = viewState;
    const { entries, localizer, filters, known } = viewState;
    const log = entries?.log;
    if (entries !== this.#entries) {
      this.#entries = entries;
      this.#list.reset();
      this.#detail.hide();
    }
    setAttribute(this.#section, "aria-label", localizer.format("log"));
    this.#list.setLabels(localizer);
    this.#toolbar.show(filters, known, localizer);
    const count = log?.isLengthKnown ? log.length : null;
    if (log && count !== null) {
      const rows = { length: count, rows: (/** @type {number} */ first, /** @type {number} */ count) => log.rows(first, count) };
      this.#list.show(rows, this.#contextOf(viewState), filters.newestFirst);
    }
    this.#showNotice(viewState, count);
    this.#footer.show(viewState, count);
    this.#menu.show(viewState.exporting, (count ?? 0) > 0, localizer);
    if (!this.#detail.isComplete(localizer)) this.#showDetail();
  }

  /** Called when the log is in a document, or was moved. */
  connect() {
    this.#list.connect();
  }

  /**
   * Opens an entry; null closes it.
   * @param {number | null} index
   * @param {boolean} [reveal] - whether to scroll to it
   * @returns {import("../../pkg/job_progress_log.js").EntryRow | null} the entry, if it is loaded
   */
  select(index, reveal = false) {
    this.#list.select(index);
    if (index === null) {
      this.#detail.hide();
      return null;
    }
    if (reveal) this.#list.reveal(index);
    return this.#showDetail();
  }

  /**
   * Shows the result of an export.
   * @param {string | null} text
   */
  setNotice(text) {
    this.#footer.setNotice(text);
  }

  #close() {
    this.#handlers.selected(null);
    this.#list.focus();
  }

  #showDetail() {
    const { selected } = this.#list;
    if (selected === null || !this.#viewState) return null;
    const entry = this.#list.entry(selected);
    this.#detail.show(entry, this.#entries?.detail(selected), this.#viewState.localizer);
    return entry;
  }

  /**
   * Returns the same object while rows look the same.
   * @param {ViewState} viewState
   */
  #contextOf({ localizer, snapshot, kinds, ...viewState }) {
    const now = snapshot?.serverTime ?? viewState.now;
    const key = JSON.stringify(kinds.map(({ name, color }) => [name, color]));
    const context = this.#context;
    const isSameDay = context && localizer.formatTime(now, { referenceTime: context.now }) === localizer.formatTime(now);
    if (!context || !isSameDay || key !== this.#colorKey || context.localizer !== localizer) {
      this.#colorKey = key;
      const colors = new Map(kinds.filter(({ name }) => name !== null).map(({ name, color }) => [name, `kind-${color}`]));
      this.#context = { localizer, now, swatch: (kind) => colors.get(kind) ?? "other" };
    }
    return /** @type {import("./row.js").RowContext} */ (this.#context);
  }

  /**
   * The text in place of rows.
   * @param {ViewState} viewState
   * @param {number | null} count
   */
  #showNotice({ job, missingChart, failure, snapshot, paused, filtered, localizer }, count) {
    const text = count !== null && count > 0 ? ""
      : failure ? localizer.formatError(failure)
        : missingChart ? localizer.format("noChart", { id: missingChart })
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
