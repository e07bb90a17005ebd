// Defines the elements. Safe without a DOM.

/**
 * Defines a tag, unless the page has already loaded another copy of the package.
 * @param {string} tag
 * @param {CustomElementConstructor} element
 */
export function define(tag, element) {
  if (globalThis.customElements && !customElements.get(tag)) customElements.define(tag, element);
}
