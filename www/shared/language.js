// The language of an element.

/**
 * The `lang` of an element or of its nearest ancestor that has one, also across shadow roots; null if there is none.
 * @param {Element} element
 */
export function languageOf(element) {
  for (let host = /** @type {Element | undefined} */ (element); host; host = /** @type {ShadowRoot} */ (host.getRootNode()).host) {
    const found = host.closest("[lang]");
    if (found) return found.getAttribute("lang");
  }
  return null;
}
