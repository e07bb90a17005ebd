// The browser's half of `fields.rs`, `json.rs` and `locale.rs`: what a page gives, read; numbers and times, written by `Intl`.

/** @typedef {{object: any, what: string, fault?: string}} Fields - an object, what it is for people, the first wrong member */

/** What a function gives; the other value if the page's object throws: what it throws must not unwind the wasm. */
function attempt(/** @type {() => any} */ use, /** @type {any} */ otherwise) {
  try {
    return use();
  } catch {
    return otherwise;
  }
}

/** Types of members: what they are called, and whether a value is of it. @type {[string, (value: any) => boolean][]} */
const TYPES = [
  ["a string", (value) => typeof value === "string"],
  ["a number", (value) => typeof value === "number"],
  ["a list of strings", (value) => attempt(() => Array.isArray(value) && [...value].every((text) => typeof text === "string"), false)],
];

/** The members of an object; what is no object at all has none. */
export function fieldsOf(/** @type {unknown} */ object, /** @type {string} */ what) {
  /** @type {Fields} */ const fields = { object: object ?? {}, what };
  if (typeof fields.object !== "object") wrong(fields, "it", "an object");
  return fields;
}

/** A member; undefined if it is missing, null, or can't be had. */
export function get(/** @type {Fields} */ { object }, /** @type {string} */ key) {
  return attempt(() => object[key] ?? undefined, undefined);
}

/** A member of one of the types; undefined if it is missing or of another. */
export function typed(/** @type {Fields} */ fields, /** @type {string} */ key, /** @type {number} */ type) {
  const value = get(fields, key);
  const [name, is] = TYPES[type];
  if (value === undefined || is(value)) return value;
  wrong(fields, key, name);
  return undefined;
}

/** A member is not what it should be: the first one is told. */
export function wrong(/** @type {Fields} */ fields, /** @type {string} */ key, /** @type {string} */ wanted) {
  fields.fault ??= `${fields.what} is wrong: ${key} is not ${wanted}`;
}

/** What is wrong, if anything. */
export const fault = (/** @type {Fields} */ fields) => fields.fault;

/** A list of texts as it is; what is anything else as an empty one. */
export const textsOf = (/** @type {unknown} */ value) => (TYPES[2][1](value) ? value : []);

/** The numbers of a list, NaN for what is none in it; none of what is no list. */
export const numbersOf = (/** @type {any} */ value) =>
  attempt(() => Float64Array.from(value ?? [], (each) => (typeof each === "number" ? each : NaN)), new Float64Array());

/** JSON as bytes that nobody changes: those of a page may be, so they are copied. What can't be JSON is empty. */
export function bytes(/** @type {unknown} */ source) {
  try {
    return source instanceof Uint8Array ? source.slice() : new TextEncoder().encode(JSON.stringify(source));
  } catch {
    return new Uint8Array();
  }
}

/** Its value, where it is known to be valid. */
export const value = (/** @type {Uint8Array} */ bytes) => JSON.parse(new TextDecoder().decode(bytes));

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
