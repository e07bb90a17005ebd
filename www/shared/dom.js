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
  if (firstChild instanceof Text && !firstChild.nextSibling && text) setData(firstChild, text);
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
  const fits = nodes.length === parts.length && parts.every(({ value }, at) => value === nodes[at] instanceof Element);
  if (fits) for (const [at, { text }] of parts.entries()) setData(/** @type {Text} */ (nodes[at].firstChild ?? nodes[at]), text);
  else element.replaceChildren(...parts.map(({ text, value }) => (value ? make("b", {}, text) : text)));
}

/** Constructed style sheets by text, shared by all shadow roots; they work under a strict CSP. @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/**
 * Adds styles to a shadow root, once.
 * @param {ShadowRoot} root
 * @param {string} css
 */
export function adopt(root, css) {
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
