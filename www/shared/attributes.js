// Helpers for attributes that are also properties.

/**
 * Sets an attribute; null and undefined remove it.
 * @param {Element} element
 * @param {string} name
 * @param {unknown} value
 */
export function reflect(element, name, value) {
  if (value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, String(value));
}

/**
 * The number in an attribute; null if missing or invalid.
 * @param {Element} element
 * @param {string} name
 */
export function readNumber(element, name) {
  const text = element.getAttribute(name);
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}

/**
 * The value of an attribute if it is one of `values`, else the first of them.
 * @template {string} Value
 * @param {Element} element
 * @param {string} name
 * @param {readonly [Value, ...Value[]]} values
 * @returns {Value}
 */
export function readChoice(element, name, values) {
  const text = element.getAttribute(name);
  return values.find((value) => value === text) ?? values[0];
}

/**
 * The words of a text, separated by spaces or commas.
 * @param {string} text
 */
export function splitWords(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

/**
 * Sets properties again that were set before the tag was defined: as own properties of the node they hide the class's accessors.
 * @param {Element} element
 */
export function upgradeProperties(element) {
  const self = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (element));
  for (const name of Object.keys(self)) {
    if (name in Object.getPrototypeOf(self)) {
      const value = self[name];
      delete self[name];
      self[name] = value;
    }
  }
}
