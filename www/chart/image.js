// The chart as a picture of its own: the canvas with the header's and the legend's words drawn around it.

const PADDING = 16;

/**
 * Draws the parts of an element, where they stand on the page, onto one canvas.
 * @param {HTMLElement} host
 * @param {HTMLCanvasElement} canvas - the data
 * @param {Element[]} texts - elements whose texts are drawn, with all that is in them
 * @param {string} paper - the colour to draw on if the page has no background
 * @param {string} type - a MIME type that the browser can write, as "image/png"
 * @returns {Promise<Blob>}
 */
export async function image(host, canvas, texts, paper, type) {
  const box = host.getBoundingClientRect();
  const ratio = canvas.width / Math.max(1, canvas.getBoundingClientRect().width) || 1;
  const target = document.createElement("canvas");
  target.width = Math.ceil((box.width + 2 * PADDING) * ratio);
  target.height = Math.ceil((box.height + 2 * PADDING) * ratio);
  const context = target.getContext("2d");
  if (!context) throw new DOMException("This browser can't draw the picture", "NotSupportedError");
  context.fillStyle = backdrop(host) ?? paper;
  context.fillRect(0, 0, target.width, target.height);
  context.scale(ratio, ratio);
  context.translate(PADDING - box.left, PADDING - box.top);
  const area = canvas.getBoundingClientRect();
  context.drawImage(canvas, area.left, area.top, area.width, area.height);
  for (const element of texts) {
    for (const swatch of element.querySelectorAll(".swatch")) {
      const { left, top, width, height } = swatch.getBoundingClientRect();
      context.fillStyle = getComputedStyle(swatch).color;
      context.fillRect(left, top, width, height);
    }
    drawTexts(context, element);
  }
  return new Promise((resolve, reject) => {
    target.toBlob((blob) => (blob ? resolve(blob) : reject(new DOMException("The picture could not be made", "EncodingError"))), type);
  });
}

/**
 * The first background behind the element; undefined if there is none but the browser's own.
 * @param {Element} element
 */
function backdrop(element) {
  for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
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
