// The browser's half of `surface.rs`: a call for each figure, not for each of its corners.

/**
 * Draws lines, or fills what they enclose.
 * @param {CanvasRenderingContext2D} context
 * @param {Int32Array} corners - x and y by turns
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
