// The language of an element.

/**
 * The `lang` of an element or of the next ancestor that has one, also outside of its shadow roots; null without.
 * @param {Element} element
 */
export function languageOf(element) {
  for (let host = /** @type {Element | undefined} */ (element); host; host = /** @type {ShadowRoot} */ (host.getRootNode()).host) {
    const found = host.closest("[lang]");
    if (found) return found.getAttribute("lang");
  }
  return null;
}
