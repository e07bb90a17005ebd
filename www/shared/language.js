// Which language an element speaks.

/**
 * The language of an element, also through the shadow roots that it is in.
 * @param {Element} element
 */
export function languageOf(element) {
  for (let at = /** @type {Element | undefined} */ (element); at; at = /** @type {ShadowRoot} */ (at.getRootNode()).host) {
    const found = at.closest("[lang]");
    if (found) return found.getAttribute("lang");
  }
  return null;
}
