// What the list shows: entries of which kind, about which input, in which order.
import { make, setAttribute, setText } from "../shared/dom.js";

/**
 * What the reader chooses; null: all.
 * @typedef {object} Choice
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

  /** @param {(choice: Partial<Choice>) => void} chosen - called with what the reader has changed */
  constructor(chosen) {
    this.#kind.addEventListener("change", () => chosen({ kind: this.#kind.value || null }));
    // An id that is taken from the list comes at once, one that is typed when it is whole.
    this.#input.addEventListener("change", () => chosen({ input: this.#input.value.trim() || null }));
    this.#input.addEventListener("input", (event) => {
      const { value } = this.#input;
      // Browsers tell a choice from the list as a replacement; one id may be how another begins.
      if (value === "" || /** @type {InputEvent} */ (event).inputType === "insertReplacementText") chosen({ input: value.trim() || null });
    });
    this.#order.addEventListener("change", () => chosen({ newestFirst: this.#order.value === "newest" }));
  }

  /**
   * @param {Choice} choice
   * @param {{kinds: string[], inputs: string[]}} known - what there is to choose from
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
    // What is being typed is the reader's.
    const typing = /** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement === this.#input;
    if (!typing && this.#input.value !== (input ?? "")) this.#input.value = input ?? "";
    const [oldest, newest] = this.#order.options;
    setText(oldest, localizer.format("oldestFirst"));
    setText(newest, localizer.format("newestFirst"));
    this.#order.value = newestFirst ? "newest" : "oldest";
  }
}

/**
 * An open select must not be touched without need.
 * @param {HTMLSelectElement | HTMLDataListElement} list
 * @param {(readonly [value: string, text: string])[]} wanted
 */
function setOptions(list, wanted) {
  const same = list.options.length === wanted.length &&
    wanted.every(([value, text], at) => list.options[at].value === value && list.options[at].textContent === text);
  if (same) return;
  list.replaceChildren(...wanted.map(([value, text]) => {
    const option = make("option", {}, text);
    option.value = value;
    return option;
  }));
}
