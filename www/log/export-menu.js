// The export menu, and the progress of an export.
import { make, setText } from "../shared/dom.js";

/** @typedef {import("./export.js").Format} Format */
/** @typedef {{to: "clipboard" | "file", format: Format}} ExportTarget */

const TARGETS = /** @type {const} */ ([
  ["copyJsonl", { to: "clipboard", format: "jsonl" }],
  ["copyCsv", { to: "clipboard", format: "csv" }],
  ["saveJsonl", { to: "file", format: "jsonl" }],
  ["saveCsv", { to: "file", format: "csv" }],
]);

/** The menu; during an export the progress and a button to cancel. */
export class ExportMenu {
  #summary = make("summary");
  #buttons = TARGETS.map(([name, target]) => {
    const button = make("button", { class: "plain", type: "button" });
    button.addEventListener("click", () => {
      this.#menu.open = false;
      this.#handlers.startExport(target);
    });
    return { name, button };
  });
  #choices = make("div", { class: "choices" }, ...this.#buttons.map(({ button }) => button));
  #menu = make("details", { class: "menu" }, this.#summary, this.#choices);
  #bar = make("progress");
  #count = make("span", { class: "count" });
  #cancel = make("button", { class: "plain", type: "button" });
  #progress = make("div", { class: "progress" }, this.#bar, this.#count, this.#cancel);
  #handlers;

  /** To be put into the shadow root. */
  root = make("div", { class: "export", part: "export" }, this.#menu, this.#progress);

  /** @param {{startExport: (target: ExportTarget) => void, cancelExport: () => void}} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#progress.hidden = true;
    this.#cancel.addEventListener("click", () => handlers.cancelExport());
    this.#menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#menu.open) return;
      event.stopPropagation();
      this.#menu.open = false;
      this.#summary.focus();
    });
    // In Safari, buttons don't take the focus: the menu must stay open until the click.
    this.#choices.addEventListener("mousedown", (event) => event.preventDefault());
    this.#menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.#menu.contains(/** @type {Node | null} */ (relatedTarget))) this.#menu.open = false;
    });
  }

  /**
   * @param {import("./export.js").Progress | null} progress - null: no export is running
   * @param {boolean} hasEntries
   * @param {import("./strings.js").LogLocalizer} localizer
   */
  show(progress, hasEntries, localizer) {
    setText(this.#summary, localizer.format("export"));
    for (const { name, button } of this.#buttons) setText(button, localizer.format(name));
    setText(this.#cancel, localizer.format("cancel"));
    this.#menu.hidden = progress !== null || !hasEntries;
    // A hidden element loses the focus: it moves to what replaces it.
    const movesFocus = this.#progress.hidden !== (progress === null) && this.root.contains(/** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement);
    this.#progress.hidden = progress === null;
    if (movesFocus) (progress === null ? this.#summary : this.#cancel).focus();
    if (!progress) return;
    const { count, total } = progress;
    if (total === undefined) this.#bar.removeAttribute("value");
    else {
      this.#bar.max = Math.max(1, total);
      this.#bar.value = Math.min(count, total);
    }
    const text = total === undefined ? localizer.format("entries", { n: count }) : localizer.format("exporting", { done: count, n: total });
    setText(this.#count, text);
    this.#bar.ariaLabel = text;
  }
}
