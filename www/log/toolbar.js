// The filters of the list, by kind and input, and its order.
import { make, setAttribute, setText } from "../shared/dom.js";

/**
 * The user's choice; null means all.
 * @typedef {object} Filters
 * @property {string | null} kind
 * @property {string | null} input
 * @property {boolean} newestFirst
 */

/** The filters and the order. */
export class Toolbar {
  #kind = make("select");
  #inputs = make("datalist", { id: "inputs" });
  #input = make("input", { type: "search", list: "inputs", autocomplete: "off", spellcheck: "false" });
  #order = make("select", { class: "order" }, make("option", { value: "oldest" }), make("option", { value: "newest" }));

  /** To be put into the shadow root. */
  root = make("div", { class: "toolbar", part: "toolbar" }, this.#kind, this.#input, this.#inputs, this.#order);

  /** @param {(filters: Partial<Filters>) => void} changed - called with what the user has changed */
  constructor(changed) {
    this.#kind.addEventListener("change", () => changed({ kind: this.#kind.value || null }));
    // A typed id is complete at `change`, one chosen from the list at once.
    this.#input.addEventListener("change", () => changed({ input: this.#input.value.trim() || null }));
    this.#input.addEventListener("input", (event) => {
      const { value } = this.#input;
      // Browsers report a choice from the list as a replacement. Typed text may be an id and also the start of another.
      if (value === "" || /** @type {InputEvent} */ (event).inputType === "insertReplacementText") changed({ input: value.trim() || null });
    });
    this.#order.addEventListener("change", () => changed({ newestFirst: this.#order.value === "newest" }));
  }

  /**
   * @param {Filters} filters
   * @param {{kinds: string[], inputs: string[]}} known - for the options
   * @param {import("./strings.js").LogLocalizer} localizer
   */
  show({ kind, input, newestFirst }, { kinds, inputs }, localizer) {
    setAttribute(this.#kind, "aria-label", localizer.format("kind"));
    setAttribute(this.#input, "aria-label", localizer.format("input"));
    setAttribute(this.#input, "placeholder", localizer.format("allInputs"));
    setAttribute(this.#order, "aria-label", localizer.format("order"));
    const all = kind === null || kinds.includes(kind) ? kinds : [...kinds, kind];
    setOptions(this.#kind, [["", localizer.format("allKinds")], ...all.map((name) => /** @type {const} */ ([name, name]))]);
    if (this.#kind.value !== (kind ?? "")) this.#kind.value = kind ?? "";
    setOptions(this.#inputs, inputs.map((name) => [name, ""]));
    // Do not overwrite what the user is typing.
    const isTyping = /** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement === this.#input;
    if (!isTyping && this.#input.value !== (input ?? "")) this.#input.value = input ?? "";
    const [oldest, newest] = this.#order.options;
    setText(oldest, localizer.format("oldestFirst"));
    setText(newest, localizer.format("newestFirst"));
    this.#order.value = newestFirst ? "newest" : "oldest";
  }
}

/**
 * Sets the options only if they differ, because a select may be open.
 * @param {HTMLSelectElement | HTMLDataListElement} list
 * @param {(readonly [value: string, text: string])[]} wanted
 */
function setOptions(list, wanted) {
  const isSame = list.options.length === wanted.length &&
    wanted.every(([value, text], at) => list.options[at].value === value && list.options[at].textContent === text);
  if (isSame) return;
  list.replaceChildren(...wanted.map(([value, text]) => {
    const option = make("option", {}, text);
    option.value = value;
    return option;
  }));
}
