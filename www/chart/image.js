// The chart as an image: the canvas with the texts of header and legend drawn around it.

const PADDING = 16;
/** Browsers refuse larger bitmaps; see the engine's limits. */
const MAX_SIDE = 16_384;

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
  if (!box.width || !canvas.width || !canvas.height) {
    throw new DOMException("The chart has no size. Show it, and wait for a frame, before you call toBlob()", "InvalidStateError");
  }
  const [width, height] = [box.width + 2 * PADDING, box.height + 2 * PADDING];
  const sharp = canvas.width / Math.max(1, canvas.getBoundingClientRect().width) || 1;
  const ratio = Math.min(sharp, MAX_SIDE / width, MAX_SIDE / height);
  const target = document.createElement("canvas");
  target.width = Math.ceil(width * ratio);
  target.height = Math.ceil(height * ratio);
  const context = target.getContext("2d");
  if (!context) throw new DOMException("This browser can't create the image", "NotSupportedError");
  context.fillStyle = backdrop(host) ?? background;
  context.fillRect(0, 0, target.width, target.height);
  context.scale(ratio, ratio);
  context.translate(PADDING - box.left, PADDING - box.top);
  const area = canvas.getBoundingClientRect();
  context.drawImage(canvas, area.left, area.top, area.width, area.height);
  for (const element of parts) {
    const { left, top, width, height } = element.getBoundingClientRect();
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    for (const swatch of element.querySelectorAll(".swatch")) drawSwatch(context, swatch);
    drawTexts(context, element);
    context.restore();
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
  for (let ancestor = /** @type {Element | null} */ (element); ancestor; ancestor = parentOf(ancestor)) {
    const color = getComputedStyle(ancestor).backgroundColor;
    if (color !== "transparent" && !/[,/] 0\)$/.test(color)) return color;
  }
  return undefined;
}

/**
 * The parent as it is painted: across slots and shadow roots.
 * @param {Element} element
 * @returns {Element | null}
 */
function parentOf(element) {
  return element.assignedSlot ?? element.parentElement ?? /** @type {ShadowRoot} */ (element.getRootNode()).host ?? null;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Element} swatch
 */
function drawSwatch(context, swatch) {
  const { left, right, top, bottom, width, height } = swatch.getBoundingClientRect();
  context.fillStyle = context.strokeStyle = getComputedStyle(swatch).color;
  if (!swatch.classList.contains("hatch")) {
    context.fillRect(left, top, width, height);
    return;
  }
  // As in the styles: lines of 2 px at 45 degrees, with gaps of 2 px.
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.lineWidth = 2;
  context.beginPath();
  for (let x = left - height; x < right; x += 4 * Math.SQRT2) {
    context.moveTo(x, bottom);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
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
    context.save();
    // Long names are cut off; what is not displayed has no box.
    const box = node.parentElement.getBoundingClientRect();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    context.fillText(text, style.direction === "rtl" ? right : left, top + height / 2);
    context.restore();
  }
}
