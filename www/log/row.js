// One entry of the list, on one line or two. Row elements are reused for other entries.
import { make, setAttribute, setText } from "../shared/dom.js";

/** @typedef {import("../../pkg/job_progress_log.js").EntryRow} EntryRow */
/** @typedef {EntryRow["metrics"][number]} Metric */

/**
 * Settings of all rows of a list.
 * @typedef {object} RowContext
 * @property {import("./strings.js").LogLocalizer} localizer
 * @property {number} now - ms since the Unix epoch: entries of other days are shown with their date
 * @property {(kind: string) => string} swatch - the class of a kind's colour
 */

/** Longer ids are shortened in the middle, because mostly their ends differ. */
const MAX_ID = 16;
const ID_TAIL = 10;
/** The metric that is shown without its name, in the bar column: the progress of the entry's work. */
const MAIN_METRIC = /complet|^(percent|progress)$/i;

/** The elements of a row. */
export class Row {
  #time = make("span", { class: "time" });
  #swatch = make("i", { "aria-hidden": "true" });
  #kindName = make("span", { class: "label" });
  #head = make("span", { class: "head-of-id" });
  #tail = make("span");
  #input = make("span", { class: "input" }, this.#head, this.#tail);
  #message = make("span", { class: "message" });
  #metrics = make("span", { class: "metrics" });
  #bar = make("span", { class: "main" });
  #earlier = make("span", { class: "hidden" });
  #border = make("span", { class: "border", "aria-hidden": "true" });
  /** @type {EntryRow | null | undefined} */ #entry;
  /** @type {RowContext | undefined} */ #context;

  /** To be put into the list. */
  root = make(
    "div", { class: "row", role: "listitem", part: "row", tabindex: "-1" },
    this.#time, make("span", { class: "kind" }, this.#swatch, this.#kindName), this.#input, this.#message, this.#metrics, this.#bar,
    this.#earlier, this.#border,
  );

  /** Its index from the oldest entry. */
  index = -1;

  /** Its entry's id, null if that is not loaded. */
  get id() {
    return this.#entry?.id ?? null;
  }

  /**
   * @param {EntryRow | null} entry - null: it is not loaded yet
   * @param {RowContext} context
   */
  show(entry, context) {
    const shown = this.#entry;
    // Ids may be reused after a retry.
    const isSame = entry === shown ||
      (entry && shown && entry.id === shown.id && entry.createdAt === shown.createdAt && entry.earlier === shown.earlier);
    if (context === this.#context && isSame) return;
    this.#entry = entry;
    this.#context = context;
    const { localizer } = context;
    this.root.classList.toggle("absent", entry === null);
    this.root.classList.toggle("earlier", entry?.earlier ?? false);
    setText(this.#time, entry ? timeOf(entry, context) : "");
    setAttribute(this.#time, "title", entry?.createdAt ?? null);
    setAttribute(this.#swatch, "class", `swatch ${entry ? context.swatch(entry.kind) : ""}`);
    setText(this.#kindName, entry?.kind ?? "");
    setAttribute(this.#kindName, "title", entry?.kind ?? null);
    const { head, tail } = splitId(entry);
    setText(this.#head, head);
    setText(this.#tail, tail);
    setAttribute(this.#input, "title", entry?.inputId ?? null);
    setText(this.#message, entry ? entry.message : localizer.format("notLoaded"));
    setText(this.#earlier, entry?.earlier ? localizer.format("earlier") : "");
    setText(this.#border, localizer.format("earlier"));
    const main = entry?.metrics.find(({ name, fraction }) => fraction !== null && MAIN_METRIC.test(name));
    this.#metrics.replaceChildren(...(entry?.metrics ?? []).filter((metric) => metric !== main).map((metric) => metricOf(metric)));
    if (entry && entry.moreMetrics > 0) this.#metrics.append(make("span", { class: "more" }, localizer.format("moreMetrics", { n: entry.moreMetrics })));
    this.#bar.replaceChildren(...(main ? [metricOf(main, localizer)] : []));
    setAttribute(this.#bar, "title", main?.name ?? null);
  }

  /**
   * @param {number} y - CSS pixels
   * @param {number} position - in the list, from 0
   * @param {number} size - of the list
   */
  move(y, position, size) {
    const transform = `translateY(${y}px)`;
    if (this.root.style.transform !== transform) this.root.style.transform = transform;
    setAttribute(this.root, "aria-posinset", String(position + 1));
    setAttribute(this.root, "aria-setsize", String(size));
  }

  /**
   * @param {boolean} selected
   * @param {boolean} tabbable
   * @param {"above" | "below" | null} border - the side of the border to the entries from before a retry
   */
  mark(selected, tabbable, border) {
    setAttribute(this.root, "aria-current", selected ? "true" : null);
    setAttribute(this.root, "tabindex", tabbable ? "0" : "-1");
    this.#border.hidden = border === null;
    this.#border.classList.toggle("below", border === "below");
  }
}

/**
 * @param {EntryRow} entry
 * @param {RowContext} context
 */
export function timeOf({ time, createdAt }, { localizer, now }) {
  return time === null ? createdAt : localizer.formatTime(time, { seconds: true, referenceTime: now });
}

/**
 * The input's id in two parts (the first one can be hidden), with the index within the input.
 * @param {EntryRow | null} entry
 */
export function splitId(entry) {
  const id = entry?.inputId ?? "";
  const isLong = id.length > MAX_ID;
  const index = entry === null || entry.index === null ? "" : `#${entry.index}`;
  return { head: isLong ? `${id.slice(0, 4)}…` : "", tail: `${isLong ? id.slice(-ID_TAIL) : id}${index}` };
}

/**
 * @param {Metric} metric
 * @param {import("./strings.js").LogLocalizer} [localizer] - if given, it is shown without its name, as a percentage
 */
function metricOf({ name, text, fraction }, localizer) {
  const metric = make("span", { class: fraction === null ? "metric" : "metric share" }, make("span", { class: localizer ? "hidden" : "name" }, `${name} `));
  if (fraction !== null) {
    const fill = make("i");
    fill.style.inlineSize = `${fraction * 100}%`;
    metric.append(make("i", { class: "bar", "aria-hidden": "true" }, fill));
  }
  metric.append(make("b", {}, localizer && fraction !== null ? localizer.formatPercent(Math.round(fraction * 10_000) / 100) : text));
  return metric;
}
