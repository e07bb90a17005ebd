// The legend: what each colour means and how much it is, and a switch for each series.
import { make, setAttribute, setText } from "./dom.js";

/** @typedef {{completed: number, failed: number, kinds: import("../pkg/job_progress_chart.js").KindCount[]}} Counts */

/** The legend's elements, which live as long as their series. */
export class Legend {
  /** @type {Map<string, {item: HTMLLIElement, button: HTMLButtonElement, name: HTMLElement, value: HTMLElement, failed: HTMLElement}>} */
  #entries = new Map();
  /** @type {Set<string>} */ #hidden = new Set();
  #changed;

  /** To be put into the shadow root. */
  root = make("ul", { class: "legend", part: "legend" });

  /** @param {(hidden: string[]) => void} changed - called when the reader switches a series on or off */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * @param {Counts | null} counts - at the crosshair, or the newest
   * @param {Counts | null} newest - says which series there are
   * @param {{files: boolean, items: boolean}} panels
   * @param {import("./words.js").Words} words
   */
  show(counts, newest, panels, words) {
    setAttribute(this.root, "aria-label", words.say("legend"));
    /** @type {[string, string, string, number, number][]} */
    const series = [];
    if (newest && counts) {
      if (panels.files) {
        series.push(["completed", "completed area", words.say("completed"), counts.completed, 0]);
        if (newest.failed > 0) series.push(["failed", "failed area hatch", words.say("failed"), counts.failed, 0]);
      }
      if (panels.items) {
        for (const kind of newest.kinds) {
          const { success, failed } = counts.kinds.find(({ key }) => key === kind.key) ?? kind;
          const color = kind.name === null ? "other" : `kind-${kind.color}`;
          series.push([kind.key, color, kind.name ?? words.say("other"), success, failed]);
        }
      }
    }
    const keys = new Set(series.map(([key]) => key));
    for (const [key, { item }] of this.#entries) {
      if (!keys.has(key)) {
        item.remove();
        this.#entries.delete(key);
      }
    }
    for (const [at, [key, swatch, name, value, failed]] of series.entries()) {
      const entry = this.#entries.get(key) ?? this.#add(key);
      if (this.root.children[at] !== entry.item) this.root.insertBefore(entry.item, this.root.children[at] ?? null);
      setAttribute(entry.button.children[0], "class", `swatch ${swatch}`);
      setText(entry.name, name);
      setAttribute(entry.name, "title", name);
      setText(entry.value, words.count(value));
      setText(entry.failed, failed > 0 ? `· ${words.say("someFailed", { n: failed })}` : "");
    }
  }

  /** @param {string} key */
  #add(key) {
    const [name, value, failed] = [make("span", { class: "label" }), make("b"), make("span", { class: "muted" })];
    const button = make(
      "button", { type: "button", "aria-pressed": String(!this.#hidden.has(key)) }, make("i", { "aria-hidden": "true" }), name, value, failed,
    );
    button.addEventListener("click", () => {
      if (!this.#hidden.delete(key)) this.#hidden.add(key);
      setAttribute(button, "aria-pressed", String(!this.#hidden.has(key)));
      this.#changed([...this.#hidden]);
    });
    const entry = { item: make("li", {}, button), button, name, value, failed };
    this.#entries.set(key, entry);
    return entry;
  }
}
