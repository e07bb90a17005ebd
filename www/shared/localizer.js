// Numbers, times and sentences in the user's language and time zone.

/** @typedef {import("./strings.js").Text} Text */
/** @typedef {Record<string, string | number>} Values */
/** A piece of a sentence, and whether it is one of its values. @typedef {{text: string, value: boolean}} Part */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The last time that a date can hold (ECMA-262, 21.4.1.1). */
const MAX_TIME = 8.64e15;

/** Letters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A text that is put into another one; where either is written from right to left, neither changes the order of the other (Unicode,
 * UAX #9).
 * @param {string} text
 * @param {string} [context] - the text around it
 */
export function isolate(text, context = "") {
  return RIGHT_TO_LEFT.test(text) || RIGHT_TO_LEFT.test(context) ? `\u2068${text}\u2069` : text;
}

/** Creating a formatter is slow, so all elements of a page share them. @type {Map<string, any>} */
const formatters = new Map();

/** Cached texts of ranges. @type {Map<string, string>} */
const ranges = new Map();
const MAX_RANGES = 100;

/**
 * @template {"NumberFormat" | "DateTimeFormat" | "PluralRules" | "RelativeTimeFormat"} Kind
 * @param {Kind} kind
 * @param {string | undefined} lang
 * @param {object} [options]
 * @returns {InstanceType<(typeof Intl)[Kind]>}
 */
function formatter(kind, lang, options = {}) {
  const key = `${kind} ${lang} ${JSON.stringify(options)}`;
  let cached = formatters.get(key);
  if (!cached) formatters.set(key, cached = new /** @type {any} */ (Intl[kind])(lang, options));
  return cached;
}

/**
 * The value, or undefined (the browser's default) if `Intl` does not accept it.
 * @param {string | null | undefined} value
 * @param {(value: string) => unknown} use
 */
function known(value, use) {
  try {
    if (value) use(value);
    return value || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Formats numbers, times and sentences in one language and time zone.
 * @template {string} [Name=string]
 */
export class Localizer {
  #defaults;
  #strings;
  #number;
  #percent;
  #plural;
  #relative;
  /** @type {string | undefined} */ #lang;
  /** @type {string | undefined} */ #timeZone;

  /**
   * @param {string | null | undefined} lang - BCP 47
   * @param {string | null | undefined} timeZone - IANA
   * @param {Record<Name, Text>} defaults - the English sentences
   * @param {Partial<Record<NoInfer<Name>, Text>> & import("./strings.js").ErrorStrings} strings - the page's sentences
   */
  constructor(lang, timeZone, defaults, strings = {}) {
    this.#lang = known(lang, (lang) => formatter("NumberFormat", lang));
    this.#timeZone = known(timeZone, (timeZone) => formatter("DateTimeFormat", "en", { timeZone }));
    this.#defaults = defaults;
    this.#strings = { ...defaults, ...strings };
    this.#number = formatter("NumberFormat", this.#lang);
    this.#percent = formatter("NumberFormat", this.#lang, { style: "percent" });
    this.#plural = formatter("PluralRules", this.#lang);
    this.#relative = formatter("RelativeTimeFormat", this.#lang, { style: "short" });
  }

  /** @param {number} n */
  formatNumber(n) {
    return this.#number.format(n);
  }

  /**
   * Whole percent, rounded down; at least 1 once there is any progress.
   * @param {number} percent - 0 to 100
   */
  formatPercent(percent) {
    const whole = percent >= 100 ? 100 : percent > 0 ? Math.min(99, Math.max(1, Math.floor(percent))) : 0;
    return this.#percent.format(whole / 100);
  }

  /**
   * A range of durations: "6–18 min"; null if both ends are the same after rounding.
   * @param {number} shortest - ms
   * @param {number} longest - ms, not less
   */
  formatDurationRange(shortest, longest) {
    const { ms, unit } = longest < 1.5 * MINUTE ? { ms: 1000, unit: "second" } : longest < 1.5 * HOUR ? { ms: MINUTE, unit: "minute" } :
      longest < 36 * HOUR ? { ms: HOUR, unit: "hour" } : { ms: DAY, unit: "day" };
    const [from, to] = [shortest, longest].map((duration) => Math.max(1, Math.round(duration / ms)));
    if (from === to) return null;
    // `formatRange` is slow, and mostly called with the same values again.
    const key = `${this.#lang} ${from} ${to} ${unit}`;
    let text = ranges.get(key);
    if (text === undefined) {
      text = formatter("NumberFormat", this.#lang, { style: "unit", unit, unitDisplay: "short" }).formatRange(from, to);
      if (ranges.size >= MAX_RANGES) ranges.clear();
      ranges.set(key, text);
    }
    return text;
  }

  /**
   * A duration in its largest unit, or in two if the second is not 0: "45 sec", "6 min", "2 hr 30 min".
   * @param {number} ms
   */
  formatDuration(ms) {
    const inUnit = (/** @type {number} */ n, /** @type {string} */ unit) =>
      formatter("NumberFormat", this.#lang, { style: "unit", unit, unitDisplay: "short" }).format(n);
    if (ms < 1.5 * MINUTE) return inUnit(Math.max(1, Math.round(ms / 1000)), "second");
    if (ms < 1.5 * HOUR) return inUnit(Math.round(ms / MINUTE), "minute");
    const [large, small, names] = ms < 36 * HOUR ? [HOUR, MINUTE, ["hour", "minute"]] : [DAY, HOUR, ["day", "hour"]];
    // Rounded as one number, so that it is never "1 hr 60 min".
    const step = large === HOUR ? 10 : 1;
    const rounded = Math.round(ms / small / step) * step;
    const [whole, rest] = [Math.floor(rounded / (large / small)), rounded % (large / small)];
    return rest === 0 ? inUnit(whole, names[0]) : `${inUnit(whole, names[0])} ${inUnit(rest, names[1])}`;
  }

  /**
   * How long ago: "3 sec. ago".
   * @param {number} ms
   */
  formatRelative(ms) {
    if (ms < 1.5 * MINUTE) return this.#relative.format(-Math.max(0, Math.round(ms / 1000)), "second");
    if (ms < 1.5 * HOUR) return this.#relative.format(-Math.round(ms / MINUTE), "minute");
    return ms < 36 * HOUR ? this.#relative.format(-Math.round(ms / HOUR), "hour") : this.#relative.format(-Math.round(ms / DAY), "day");
  }

  /**
   * The time of day, with the date if that differs from the reference's; empty for a time that no date can hold.
   * @param {number} ms - since the Unix epoch
   * @param {{seconds?: boolean, decimals?: number, referenceTime?: number}} [options] - `decimals` of the second, at most 3;
   *   `referenceTime`: a time on the day whose date is left out
   */
  formatTime(ms, { seconds = false, decimals = 0, referenceTime = ms } = {}) {
    if (!(Math.abs(ms) <= MAX_TIME)) return "";
    const day = (/** @type {number} */ time) => this.#dateTime({ day: "numeric", month: "numeric", year: "numeric" }).format(time);
    const isDated = referenceTime !== ms && day(ms) !== day(referenceTime);
    return this.#dateTime({
      ...(isDated ? { day: "numeric", month: "short" } : {}),
      hour: "2-digit",
      minute: "2-digit",
      ...(seconds ? { second: "2-digit", ...(decimals > 0 ? { fractionalSecondDigits: /** @type {1 | 2 | 3} */ (decimals) } : {}) } : {}),
      hourCycle: "h23",
    }).format(ms);
  }

  /**
   * A time since the start, in the format of the axis: "00:10:00".
   * @param {number} ms
   * @param {number} decimals - of the second, at most 3
   */
  formatElapsed(ms, decimals) {
    const rest = Math.max(0, Math.floor(ms));
    const seconds = Math.floor(rest / 1000);
    const fraction = decimals > 0 ? `.${String(rest % 1000).padStart(3, "0").slice(0, decimals)}` : "";
    return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, "0")).join(":") + fraction;
  }

  /** @param {Intl.DateTimeFormatOptions} options */
  #dateTime(options) {
    return formatter("DateTimeFormat", this.#lang, { ...options, timeZone: this.#timeZone });
  }

  /**
   * The page's text for errors of this code, else the error's message.
   * @param {{code: import("../../pkg/job_progress_chart.js").ChartErrorCode, message: string}} error
   */
  formatError({ code, message }) {
    const own = /** @type {import("./strings.js").ErrorStrings} */ (this.#strings)[code];
    return typeof own === "string" ? own : message;
  }

  /**
   * A sentence with its placeholders filled; numbers are formatted.
   * @param {Name} name
   * @param {Values} [values] - `n` selects the plural
   */
  format(name, values = {}) {
    return this.formatParts(name, values).map(({ text }) => text).join("");
  }

  /**
   * The same in parts, so that values can be styled.
   * @param {Name} name
   * @param {Values} [values]
   * @returns {Part[]}
   */
  formatParts(name, values = {}) {
    const select = (/** @type {Text | undefined} */ text) =>
      typeof text === "string" ? text : text?.[this.#plural.select(typeof values.n === "number" ? values.n : 0)] ?? text?.other;
    // A page may set anything; a value that is not a text falls back to English.
    const own = select(this.#strings[name]);
    const template = typeof own === "string" ? own : select(this.#defaults[name]) ?? "";
    return template.split(/(\{\w+\})/).filter(Boolean).map((part) => {
      const value = values[part.slice(1, -1)];
      if (!part.startsWith("{") || value === undefined) return { text: part, value: false };
      return { text: isolate(typeof value === "number" ? this.formatNumber(value) : value, template), value: true };
    });
  }
}
