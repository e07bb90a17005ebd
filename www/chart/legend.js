// The legend: what each colour means and how much it is, and a switch for each series.
import { make, setAttribute, setText } from "../shared/dom.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../../pkg/job_progress_chart.js").KindCount} KindCount */
/** @typedef {{completed: number, failed: number, kinds: KindCount[]}} Counts */

/**
 * What a kind of items is called, and the class of its colour.
 * @param {Pick<KindCount, "name" | "color">} kind
 * @param {import("../shared/words.js").Words} words
 */
export function identity({ name, color }, words) {
  return { swatch: name === null ? "other" : `kind-${color}`, name: name ?? words.say("other") };
}

/** The legend's elements, which live as long as their series. */
export class Legend {
  /** @type {Map<string, {item: HTMLLIElement, button: HTMLButtonElement, name: HTMLElement, value: HTMLElement, failed: HTMLElement, most: string}>} */
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
   * @param {ChartSnapshot | null} newest - says which series there are
   * @param {import("../shared/words.js").Words} words
   */
  show(counts, newest, words) {
    setAttribute(this.root, "aria-label", words.say("legend"));
    /** @type {{key: string, swatch: string, name: string, value: number, failed: number, most: {value: number, failed: number}}[]} */
    const series = [];
    const file = (/** @type {"completed" | "failed"} */ key, /** @type {string} */ swatch) => {
      if (counts && newest) {
        series.push({ key, swatch, name: words.say(key), value: counts[key], failed: 0, most: { value: newest[key], failed: 0 } });
      }
    };
    if (newest && counts) {
      if (newest.panels.files) {
        file("completed", "completed area");
        if (newest.failed > 0) file("failed", "failed area hatch");
      }
      if (newest.panels.items) {
        for (const kind of newest.kinds) {
          const { success, failed } = counts.kinds.find(({ key }) => key === kind.key) ?? kind;
          series.push({
            key: kind.key, ...identity(kind, words),
            value: success, failed, most: { value: kind.success, failed: kind.failed },
          });
        }
      }
    }
    const past = counts !== newest;
    const keys = new Set(series.map(({ key }) => key));
    for (const [key, { item }] of this.#entries) {
      if (!keys.has(key)) {
        item.remove();
        this.#entries.delete(key);
      }
    }
    for (const [at, { key, swatch, name, value, failed, most }] of series.entries()) {
      const entry = this.#entries.get(key) ?? this.#add(key);
      if (this.root.children[at] !== entry.item) this.root.insertBefore(entry.item, this.root.children[at] ?? null);
      setAttribute(entry.button.children[0], "class", `swatch ${swatch}`);
      setText(entry.name, name);
      setAttribute(entry.name, "title", name);
      setText(entry.value, words.count(value));
      const some = (/** @type {number} */ n) => `· ${words.say("someFailed", { n })}`;
      setText(entry.failed, most.failed > 0 ? some(failed) : "");
      // As wide as the newest values, so that nothing moves while the crosshair does. Without it they are as wide by themselves.
      setAttribute(entry.value, "data-most", past ? words.count(most.value) : null);
      setAttribute(entry.failed, "data-most", past && most.failed > 0 ? some(most.failed) : null);
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
    const entry = { item: make("li", {}, button), button, name, value, failed, most: "" };
    this.#entries.set(key, entry);
    return entry;
  }
}
