// The browser's half of `surface.rs`: a call for each figure, not for each of its corners.

// In the order in which plotters counts them.
/** @type {CanvasTextAlign[]} */ const ALIGNS = ["left", "right", "center"];
/** @type {CanvasTextBaseline[]} */ const BASELINES = ["top", "middle", "bottom"];

/**
 * Draws lines, or fills what they enclose.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} corners - x and y by turns
 * @param {number} each - so many numbers are a line of their own
 * @param {number} shift - how far all are moved, right and down
 * @param {boolean} fill
 */
export function drawPath(context, corners, each, shift, fill) {
  context.beginPath();
  for (let at = 0; at < corners.length; at += 2) {
    const x = corners[at] + shift;
    const y = corners[at + 1] + shift;
    if (at % each) context.lineTo(x, y);
    else context.moveTo(x, y);
  }
  end(context, fill);
}

/** Draws a circle. */
export function drawCircle(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {number} */ x,
  /** @type {number} */ y,
  /** @type {number} */ radius,
  /** @type {boolean} */ fill,
) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  end(context, fill);
}

function end(/** @type {CanvasRenderingContext2D} */ context, /** @type {boolean} */ fill) {
  if (fill) context.fill();
  else context.stroke();
}

/** Dashes of a length, with gaps as long; 0 is a solid line. */
export const setDash = (/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ length) =>
  context.setLineDash(length ? [length] : []);

/** As a context takes it: `#rrggbbaa` (CSS Color 4, 5.2). */
const css = (/** @type {number} */ rgba) => `#${rgba.toString(16).padStart(8, "0")}`;

export const setFill = (/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ rgba) => {
  context.fillStyle = css(rgba);
};

export const setStroke = (/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ rgba) => {
  context.strokeStyle = css(rgba);
};

/**
 * What a CSS colour is: 0xRRGGBBAA, or -1 if the canvas can't read it. The context has another style then.
 * @param {CanvasRenderingContext2D} context
 * @param {string} color
 */
export function readColor(context, color) {
  // An unreadable colour leaves the style as it was, so two probes tell.
  const [one, two] = ["#000", "#fff"].map((before) => {
    context.fillStyle = before;
    context.fillStyle = color;
    return context.fillStyle;
  });
  // The two forms in which a canvas gives back a colour (HTML, 4.12.5.1.10).
  const [, hex, r, g, b, alpha] = /^(?:#(\w{6})|rgba\((\d+), (\d+), (\d+), (.+)\))$/.exec(one) ?? [];
  if (one !== two || !(hex || alpha)) return -1;
  return hex ? parseInt(`${hex}ff`, 16) : ((+r * 256 + +g) * 256 + +b) * 256 + Math.round(parseFloat(alpha) * 255);
}

/**
 * A pattern of rising lines x + y = n * spacing, to be repeated from the canvas's corner.
 * @param {CanvasRenderingContext2D} context
 * @param {number} rgba
 * @param {number} width
 * @param {number} spacing
 */
export function hatching(context, rgba, width, spacing) {
  const canvas = Object.assign(document.createElement("canvas"), { width: spacing, height: spacing });
  const tile = canvas.getContext("2d");
  if (!tile) return null;
  setStroke(tile, rgba);
  tile.lineWidth = width;
  const line = (/** @type {number} */ sum) => [sum + spacing, -spacing, sum - 2 * spacing, 2 * spacing];
  drawPath(tile, [...line(0), ...line(spacing), ...line(2 * spacing)], 4, 0, false);
  return context.createPattern(canvas, "repeat");
}

export const textWidth = (/** @type {CanvasRenderingContext2D} */ context, /** @type {string} */ text) => context.measureText(text).width;

/**
 * Writes a text with one of its points at x and y.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {number} h - which point across
 * @param {number} v - which point down
 */
export function drawText(context, text, x, y, h, v) {
  const align = ALIGNS[h];
  const baseline = BASELINES[v];
  if (context.textAlign !== align) context.textAlign = align;
  if (context.textBaseline !== baseline) context.textBaseline = baseline;
  context.fillText(text, x, y);
}
