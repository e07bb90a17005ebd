// Canvas paths, each drawn with one call from the wasm. One call per point would be 11,000 calls per frame instead of 300.

/**
 * Strokes a path.
 * @param {CanvasRenderingContext2D} context
 * @param {Int32Array} points - x and y by turns
 * @param {number} lineLength - numbers per line; the length of `points` for a single line
 * @param {number} offset - moves the path right and down
 */
export function strokePath(context, points, lineLength, offset) {
  trace(context, points, lineLength, offset);
  context.stroke();
}

/**
 * Fills a polygon.
 * @param {CanvasRenderingContext2D} context
 * @param {Int32Array} points - x and y by turns
 */
export function fillPath(context, points) {
  trace(context, points, points.length, 0);
  context.fill();
}

function trace(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Int32Array} */ points,
  /** @type {number} */ lineLength,
  /** @type {number} */ offset,
) {
  context.beginPath();
  for (let index = 0; index < points.length; index += 2) {
    const x = points[index] + offset;
    const y = points[index + 1] + offset;
    if (index % lineLength) context.lineTo(x, y);
    else context.moveTo(x, y);
  }
}
