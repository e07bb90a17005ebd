// The browser's half of `fields.rs` and `json.rs`: what a page gives, read.

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
