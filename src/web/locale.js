// The browser's half of `locale.rs`: numbers and times by `Intl`.

/** @typedef {(Intl.NumberFormat | Intl.DateTimeFormat)[]} Reader - formatters, numbered as locale.rs does */

/** So many readers' formatters are kept. */
const MAX_READERS = 8;

/** Where the formatter of counts is, and that of which only the offset is read. */
const [COUNT, OFFSET] = [3, 4];

/** Making formatters takes longer than all that they will format: all charts of a page share them. @type {Map<string, Reader>} */
const readers = new Map();

/** The value, or undefined for the browser's own if this does not know it. */
function known(/** @type {string} */ value, /** @type {() => unknown} */ use) {
  try {
    use();
    return value;
  } catch {
    return undefined;
  }
}

/**
 * Formatters for a reader.
 * @param {string} lang - BCP 47; the browser's own if it is empty or unknown
 * @param {string} zone - IANA time zone, likewise
 * @returns {Reader}
 */
export function reader(lang, zone) {
  const key = `${lang} ${zone}`;
  let made = readers.get(key);
  if (!made) {
    const language = known(lang, () => new Intl.NumberFormat(lang));
    const timeZone = known(zone, () => new Intl.DateTimeFormat("en", { timeZone: zone }));
    /** @type {Intl.DateTimeFormatOptions} */
    const minutes = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
    made = [
      new Intl.DateTimeFormat(language, { ...minutes, second: "2-digit" }),
      new Intl.DateTimeFormat(language, minutes),
      new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone }),
      new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 }),
      new Intl.DateTimeFormat("en", { timeZoneName: "longOffset", timeZone }),
    ];
    if (readers.size >= MAX_READERS) readers.clear();
    readers.set(key, made);
  }
  return made;
}

/** A count, or a time in ms since the Unix epoch; empty for a time beyond what dates can be. */
export function format(/** @type {Reader} */ reader, /** @type {number} */ form, /** @type {number} */ value) {
  try {
    return reader[form].format(value);
  } catch {
    return "";
  }
}

/** What to add to UTC to get the reader's wall clock, in ms. Read off "4/14/2026, GMT+05:30": `Intl` tells it in no other form. */
export function utcOffset(/** @type {Reader} */ reader, /** @type {number} */ ms) {
  // Before time zones had whole minutes they had seconds.
  const [, sign, hours, minutes, seconds] = /([+-])(\d+):(\d+):?(\d*)/.exec(format(reader, OFFSET, ms)) ?? [];
  return sign ? Number(`${sign}1000`) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) : 0;
}

/** A text with a count wherever `{n}` stands. */
export function fill(/** @type {string} */ text, /** @type {Reader} */ reader, /** @type {number} */ n) {
  return text.replaceAll("{n}", () => format(reader, COUNT, n));
}
