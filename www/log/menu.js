// The menu of exports, and how far one is.
import { make, setText } from "../shared/dom.js";

/** @typedef {import("./export.js").Format} Format */
/** What the reader wants. @typedef {{to: "clipboard" | "file", format: Format}} Order */

const ORDERS = /** @type {const} */ ([
  ["copyJsonl", { to: "clipboard", format: "jsonl" }],
  ["copyCsv", { to: "clipboard", format: "csv" }],
  ["saveJsonl", { to: "file", format: "jsonl" }],
  ["saveCsv", { to: "file", format: "csv" }],
]);

/** A menu while nothing is exported, else the progress and a way out. */
export class Menu {
  #summary = make("summary");
  #buttons = ORDERS.map(([name, order]) => {
    const button = make("button", { class: "plain", type: "button" });
    button.addEventListener("click", () => {
      this.#menu.open = false;
      this.#told.begin(order);
    });
    return { name, button };
  });
  #choices = make("div", { class: "choices" }, ...this.#buttons.map(({ button }) => button));
  #menu = make("details", { class: "menu" }, this.#summary, this.#choices);
  #bar = make("progress");
  #count = make("span", { class: "count" });
  #cancel = make("button", { class: "plain", type: "button" });
  #progress = make("div", { class: "progress" }, this.#bar, this.#count, this.#cancel);
  #told;

  /** To be put into the shadow root. */
  root = make("div", { class: "export", part: "export" }, this.#menu, this.#progress);

  /** @param {{begin: (order: Order) => void, cancel: () => void}} told - what the reader wants */
  constructor(told) {
    this.#told = told;
    this.#progress.hidden = true;
    this.#cancel.addEventListener("click", () => told.cancel());
    this.#menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#menu.open) return;
      event.stopPropagation();
      this.#menu.open = false;
      this.#summary.focus();
    });
    // Where a button does not take the focus (Safari) the menu must not be gone before the click.
    this.#choices.addEventListener("mousedown", (event) => event.preventDefault());
    this.#menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.#menu.contains(relatedTarget))) this.#menu.open = false;
    });
  }

  /**
   * @param {import("./export.js").Progress | null} progress - null: nothing is exported
   * @param {boolean} possible - whether there is anything to export
   * @param {import("./strings.js").LogLocalizer} localizer
   */
  show(progress, possible, localizer) {
    setText(this.#summary, localizer.format("export"));
    for (const { name, button } of this.#buttons) setText(button, localizer.format(name));
    setText(this.#cancel, localizer.format("cancel"));
    this.#menu.hidden = progress !== null || !possible;
    // The focus must not get lost with what is hidden.
    const moved = this.#progress.hidden !== (progress === null) && this.root.contains(/** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement);
    this.#progress.hidden = progress === null;
    if (moved) (progress === null ? this.#summary : this.#cancel).focus();
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
