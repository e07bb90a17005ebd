// The chart as an image: the canvas with the texts of header and legend drawn around it.

const PADDING = 16;

/**
 * Draws the parts of an element at their positions on the page onto one canvas.
 * @param {HTMLElement} host
 * @param {HTMLCanvasElement} canvas - the data
 * @param {Element[]} parts - elements whose texts and swatches are drawn
 * @param {string} background - the colour to draw on if the page has none
 * @param {string} type - a MIME type that the browser can encode, like "image/png"
 * @returns {Promise<Blob>}
 */
export async function renderImage(host, canvas, parts, background, type) {
  const box = host.getBoundingClientRect();
  const ratio = canvas.width / Math.max(1, canvas.getBoundingClientRect().width) || 1;
  const target = document.createElement("canvas");
  target.width = Math.ceil((box.width + 2 * PADDING) * ratio);
  target.height = Math.ceil((box.height + 2 * PADDING) * ratio);
  const context = target.getContext("2d");
  if (!context) throw new DOMException("This browser can't create the image", "NotSupportedError");
  context.fillStyle = backdrop(host) ?? background;
  context.fillRect(0, 0, target.width, target.height);
  context.scale(ratio, ratio);
  context.translate(PADDING - box.left, PADDING - box.top);
  const area = canvas.getBoundingClientRect();
  context.drawImage(canvas, area.left, area.top, area.width, area.height);
  for (const element of parts) {
    for (const swatch of element.querySelectorAll(".swatch")) {
      const { left, top, width, height } = swatch.getBoundingClientRect();
      context.fillStyle = getComputedStyle(swatch).color;
      context.fillRect(left, top, width, height);
    }
    drawTexts(context, element);
  }
  return new Promise((resolve, reject) => {
    target.toBlob((blob) => (blob ? resolve(blob) : reject(new DOMException("The browser could not encode the image", "EncodingError"))), type);
  });
}

/**
 * The first background colour behind the element; undefined if no ancestor has one.
 * @param {Element} element
 */
function backdrop(element) {
  for (let ancestor = /** @type {Element | null} */ (element); ancestor; ancestor = ancestor.parentElement) {
    const color = getComputedStyle(ancestor).backgroundColor;
    if (color !== "transparent" && !/, 0\)$/.test(color)) return color;
  }
  return undefined;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Element} element
 */
function drawTexts(context, element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  context.textBaseline = "middle";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent ?? "";
    if (text.trim() === "" || !node.parentElement) continue;
    range.selectNodeContents(node);
    const { left, right, top, height } = range.getBoundingClientRect();
    const style = getComputedStyle(node.parentElement);
    context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.direction = style.direction === "rtl" ? "rtl" : "ltr";
    context.fillText(text, style.direction === "rtl" ? right : left, top + height / 2);
  }
}
