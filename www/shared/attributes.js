// Attributes that are properties, too.

/** What elements extend. Where there is no DOM (a server that renders) they can be imported, not used. */
export const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {});

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
 * Properties that were set on the plain node, before its tag was defined, hide those of the class: sets them anew.
 * @param {Element} element
 */
export function upgrade(element) {
  const self = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (element));
  for (const name of Object.keys(self)) {
    if (name in Object.getPrototypeOf(self)) {
      const value = self[name];
      delete self[name];
      self[name] = value;
    }
  }
}

/**
 * The number in an attribute; null if there is none.
 * @param {Element} element
 * @param {string} name
 */
export function number(element, name) {
  const text = element.getAttribute(name);
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}
