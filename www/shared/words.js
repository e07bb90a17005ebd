// Numbers, times and sentences in the reader's language and time zone.
import { STRINGS } from "../chart/strings.js";

/** @typedef {import("../chart/strings.js").Text} Text */
/** @typedef {Record<string, string | number>} Values */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Making a formatter takes longer than all that it will format: all charts of a page share them. @type {Map<string, any>} */
const formatters = new Map();

/** Ranges as they were written. @type {Map<string, string>} */
const ranges = new Map();
const MOST_RANGES = 100;

/**
 * @template {"NumberFormat" | "DateTimeFormat" | "PluralRules" | "RelativeTimeFormat"} Kind
 * @param {Kind} kind
 * @param {string | undefined} lang
 * @param {object} [options]
 * @returns {InstanceType<(typeof Intl)[Kind]>}
 */
function formatter(kind, lang, options = {}) {
  const key = `${kind} ${lang} ${JSON.stringify(options)}`;
  let made = formatters.get(key);
  if (!made) formatters.set(key, made = new /** @type {any} */ (Intl[kind])(lang, options));
  return made;
}

/**
 * Formatters of one language and time zone, with the page's strings.
 * @template {string} [Name=keyof typeof STRINGS]
 */
export class Words {
  #defaults;
  #strings;
  #count;
  #percent;
  #plural;
  #ago;
  /** @type {string | undefined} */ #lang;
  /** @type {string | undefined} */ #zone;

  /**
   * What `Intl` does not know is left to the browser's own choice.
   * @param {string | null | undefined} lang - BCP 47
   * @param {string | null | undefined} zone - IANA time zone
   * @param {Partial<Record<Name, Text>>} strings - the page's own
   * @param {Record<Name, Text>} defaults - the English ones; the chart's if left out
   */
  constructor(lang, zone, strings = {}, defaults = /** @type {Record<string, Text>} */ (STRINGS)) {
    this.#lang = known(() => formatter("NumberFormat", lang || undefined)) ? lang || undefined : undefined;
    this.#zone = known(() => formatter("DateTimeFormat", "en", { timeZone: zone || undefined })) ? zone || undefined : undefined;
    this.#defaults = defaults;
    this.#strings = { ...defaults, ...strings };
    this.#count = formatter("NumberFormat", this.#lang);
    this.#percent = formatter("NumberFormat", this.#lang, { style: "percent" });
    this.#plural = formatter("PluralRules", this.#lang);
    this.#ago = formatter("RelativeTimeFormat", this.#lang, { style: "short" });
  }

  /** @param {number} n */
  count(n) {
    return this.#count.format(n);
  }

  /**
   * Whole percents; never 100 before all is done, and never 0 after the first.
   * @param {number} percent - 0 to 100
   */
  percent(percent) {
    const whole = percent >= 100 ? 100 : percent > 0 ? Math.min(99, Math.max(1, Math.floor(percent))) : 0;
    return this.#percent.format(whole / 100);
  }

  /**
   * A number with two significant digits.
   * @param {number} n
   */
  rough(n) {
    return formatter("NumberFormat", this.#lang, { maximumSignificantDigits: n < 100 ? 2 : 3 }).format(n);
  }

  /**
   * A range of spans: "6–18 min"; null if both read the same.
   * @param {number} early - ms
   * @param {number} late - ms, not less
   */
  range(early, late) {
    const unit = late < 1.5 * MINUTE ? { ms: 1000, unit: "second" } : late < 1.5 * HOUR ? { ms: MINUTE, unit: "minute" } :
      late < 36 * HOUR ? { ms: HOUR, unit: "hour" } : { ms: DAY, unit: "day" };
    const format = formatter("NumberFormat", this.#lang, { style: "unit", unit: unit.unit, unitDisplay: "short" });
    const [from, to] = [early, late].map((ms) => Math.max(1, Math.round(ms / unit.ms)));
    if (from === to) return null;
    // The slowest of all forms, and mostly one of a moment ago.
    const key = `${this.#lang} ${from} ${to} ${unit.unit}`;
    const text = ranges.get(key) ?? format.formatRange(from, to);
    if (ranges.size === MOST_RANGES) ranges.clear();
    ranges.set(key, text);
    return text;
  }

  /**
   * A span of time in its largest unit, or two if the second says something: "45 sec", "6 min", "2 hr 30 min".
   * @param {number} ms
   */
  span(ms) {
    const unit = (/** @type {number} */ n, /** @type {string} */ name) =>
      formatter("NumberFormat", this.#lang, { style: "unit", unit: name, unitDisplay: "short" }).format(n);
    if (ms < 1.5 * MINUTE) return unit(Math.max(1, Math.round(ms / 1000)), "second");
    if (ms < 1.5 * HOUR) return unit(Math.round(ms / MINUTE), "minute");
    const [large, small, names] = ms < 36 * HOUR ? [HOUR, MINUTE, ["hour", "minute"]] : [DAY, HOUR, ["day", "hour"]];
    // Rounded as one number, so that it never says "1 hr 60 min".
    const step = large === HOUR ? 10 : 1;
    const smalls = Math.round(ms / small / step) * step;
    const [whole, rest] = [Math.floor(smalls / (large / small)), smalls % (large / small)];
    return rest === 0 ? unit(whole, names[0]) : `${unit(whole, names[0])} ${unit(rest, names[1])}`;
  }

  /**
   * How long ago: "3 sec. ago".
   * @param {number} ms
   */
  ago(ms) {
    if (ms < 1.5 * MINUTE) return this.#ago.format(-Math.max(0, Math.round(ms / 1000)), "second");
    if (ms < 1.5 * HOUR) return this.#ago.format(-Math.round(ms / MINUTE), "minute");
    return ms < 36 * HOUR ? this.#ago.format(-Math.round(ms / HOUR), "hour") : this.#ago.format(-Math.round(ms / DAY), "day");
  }

  /**
   * A moment on the reader's clock, with its date if that is not the reference's.
   * @param {number} ms - since the Unix epoch
   * @param {{seconds?: boolean, near?: number}} [form] - `near`: a moment on the day that needs no date
   */
  time(ms, { seconds = false, near = ms } = {}) {
    const day = (/** @type {number} */ time) => this.#format({ day: "numeric", month: "numeric", year: "numeric" }).format(time);
    const dated = near !== ms && day(ms) !== day(near);
    return this.#format({
      ...(dated ? { day: "numeric", month: "short" } : {}),
      hour: "2-digit",
      minute: "2-digit",
      ...(seconds ? { second: "2-digit" } : {}),
      hourCycle: "h23",
    }).format(ms);
  }

  /**
   * A time since the start, as the axis writes it: "00:10:00".
   * @param {number} ms
   */
  elapsed(ms) {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, "0")).join(":");
  }

  /** @param {Intl.DateTimeFormatOptions} options */
  #format(options) {
    return formatter("DateTimeFormat", this.#lang, { ...options, timeZone: this.#zone });
  }

  /**
   * A sentence with its placeholders filled; numbers are written in the reader's way.
   * @param {Name} name
   * @param {Values} [values] - `n` chooses the plural
   */
  say(name, values = {}) {
    return this.parts(name, values).map(({ text }) => text).join("");
  }

  /**
   * The same in parts, so that values can be set apart.
   * @param {Name} name
   * @param {Values} [values]
   * @returns {{text: string, value: boolean}[]}
   */
  parts(name, values = {}) {
    const pick = (/** @type {Text | undefined} */ text) =>
      typeof text === "string" ? text : text?.[this.#plural.select(typeof values.n === "number" ? values.n : 0)] ?? text?.other;
    // A page's mistake is no reason to show nothing.
    const own = pick(this.#strings[name]);
    const template = typeof own === "string" ? own : pick(this.#defaults[name]) ?? "";
    return template.split(/(\{\w+\})/).filter(Boolean).map((part) => {
      const value = values[part.slice(1, -1)];
      if (!part.startsWith("{") || value === undefined) return { text: part, value: false };
      return { text: typeof value === "number" ? this.count(value) : value, value: true };
    });
  }

  /** The words that the engine draws. */
  get canvas() {
    const { files, items, now, attempt, other } = /** @type {Record<string, Text>} */ (this.#strings);
    return Object.fromEntries(Object.entries({ files, items, now, attempt, other }).filter(([, text]) => typeof text === "string"));
  }
}

/** @param {() => unknown} make */
function known(make) {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}
