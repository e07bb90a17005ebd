// The legend: the colour and value of each series, and a button that hides it.
import { make, setAttribute, setText } from "../shared/dom.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("../../pkg/job_progress_chart.js").KindCount} KindCount */
/** @typedef {{completed: number, failed: number, kinds: KindCount[]}} Counts */

/**
 * The name of a kind of items, and the class of its colour.
 * @param {Pick<KindCount, "name" | "color">} kind
 * @param {import("./strings.js").ChartLocalizer} localizer
 */
export function appearanceOf({ name, color }, localizer) {
  return { swatch: name === null ? "other" : `kind-${color}`, name: name ?? localizer.format("other") };
}

/** The legend's elements; each lives as long as its series. */
export class Legend {
  /** @type {Map<string, {item: HTMLLIElement, button: HTMLButtonElement, name: HTMLElement, value: HTMLElement, failed: HTMLElement}>} */
  #entries = new Map();
  /** @type {Set<string>} */ #hidden = new Set();
  #hiddenChanged;

  /** To be put into the shadow root. */
  root = make("ul", { class: "legend", part: "legend", tabindex: "-1" });

  /** @param {(hidden: string[]) => void} hiddenChanged - called when the user shows or hides a series */
  constructor(hiddenChanged) {
    this.#hiddenChanged = hiddenChanged;
  }

  /** The keys of the hidden series. */
  get hidden() {
    return [...this.#hidden];
  }

  /**
   * @param {Counts | null} counts - at the crosshair, or the newest
   * @param {ChartSnapshot | null} newest - has the series
   * @param {import("./strings.js").ChartLocalizer} localizer
   */
  show(counts, newest, localizer) {
    setAttribute(this.root, "aria-label", localizer.format("legend"));
    /** @type {{key: string, swatch: string, name: string, value: number, failed: number, newest: {value: number, failed: number}}[]} */
    const series = [];
    const file = (/** @type {"completed" | "failed"} */ key, /** @type {string} */ swatch) => {
      if (counts && newest) {
        series.push({ key, swatch, name: localizer.format(key), value: counts[key], failed: 0, newest: { value: newest[key], failed: 0 } });
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
            key: kind.key, ...appearanceOf(kind, localizer),
            value: success, failed, newest: { value: kind.success, failed: kind.failed },
          });
        }
      }
    }
    const isPast = counts !== newest;
    const keys = new Set(series.map(({ key }) => key));
    for (const [key, { item }] of this.#entries) {
      if (!keys.has(key)) {
        item.remove();
        this.#entries.delete(key);
      }
    }
    for (const [at, { key, swatch, name, value, failed, newest }] of series.entries()) {
      const entry = this.#entries.get(key) ?? this.#add(key);
      if (this.root.children[at] !== entry.item) this.root.insertBefore(entry.item, this.root.children[at] ?? null);
      setAttribute(entry.button.children[0], "class", `swatch ${swatch}`);
      setText(entry.name, name);
      setAttribute(entry.name, "title", name);
      setText(entry.value, localizer.formatNumber(value));
      const failedText = (/** @type {number} */ n) => `· ${localizer.format("someFailed", { n })}`;
      setText(entry.failed, newest.failed > 0 ? failedText(failed) : "");
      // As wide as the newest values, so that the legend's layout does not change with the crosshair.
      setAttribute(entry.value, "data-newest", isPast ? localizer.formatNumber(newest.value) : null);
      setAttribute(entry.failed, "data-newest", isPast && newest.failed > 0 ? failedText(newest.failed) : null);
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
      this.#hiddenChanged(this.hidden);
    });
    const entry = { item: make("li", {}, button), button, name, value, failed };
    this.#entries.set(key, entry);
    return entry;
  }
}
