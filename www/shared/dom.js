// Creates elements, and changes them only where they differ, because screen readers may read every change.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  const { firstChild } = element;
  // Keeping the text node avoids a layout.
  if (firstChild?.nodeType === Node.TEXT_NODE && !firstChild.nextSibling && text) setData(/** @type {Text} */ (firstChild), text);
  else if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {Text} node
 * @param {string} text
 */
function setData(node, text) {
  if (node.data !== text) node.data = text;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | null} value - null removes it
 */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Shows a sentence with its values in separate elements.
 * @param {Element} element
 * @param {{text: string, value: boolean}[]} parts
 */
export function setParts(element, parts) {
  const nodes = [...element.childNodes];
  const fits = nodes.length === parts.length && parts.every(({ value }, at) => value === (nodes[at].nodeType === Node.ELEMENT_NODE));
  if (fits) for (const [at, { text }] of parts.entries()) setData(/** @type {Text} */ (nodes[at].firstChild ?? nodes[at]), text);
  else element.replaceChildren(...parts.map(({ text, value }) => (value ? make("b", {}, text) : text)));
}

/** The styles of each shadow root. @type {WeakMap<ShadowRoot, Set<string>>} */
const styles = new WeakMap();
/**
 * Constructed style sheets by text, shared by all shadow roots of a document; they work under a strict CSP.
 * @type {WeakMap<Document, Map<string, CSSStyleSheet>>}
 */
const sheets = new WeakMap();

/**
 * Adds styles to a shadow root, once.
 * @param {ShadowRoot} root
 * @param {string} css
 */
export function adopt(root, css) {
  styles.set(root, (styles.get(root) ?? new Set()).add(css));
  restoreStyles(root);
}

/**
 * Adds the styles of a shadow root again that it has lost by a move to another document.
 * @param {ShadowRoot} root
 */
export function restoreStyles(root) {
  const { ownerDocument, adoptedStyleSheets } = root;
  const own = sheets.get(ownerDocument) ?? new Map();
  sheets.set(ownerDocument, own);
  for (const css of styles.get(root) ?? []) {
    const sheet = own.get(css) ?? createSheet(ownerDocument, css);
    own.set(css, sheet);
    if (sheet && !adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
  }
}

/**
 * A style sheet for one document; undefined if that has no window.
 * @param {Document} document
 * @param {string} css
 */
function createSheet({ defaultView }, css) {
  if (!defaultView) return undefined;
  const sheet = new defaultView.CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}
