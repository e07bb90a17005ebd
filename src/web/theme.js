// The browser's half of `theme.rs`.

/**
 * A CSS colour as 0xrrggbbaa, read by the canvas itself; NaN if it is none. Changes the context's fill.
 * @param {CanvasRenderingContext2D} context
 * @param {string | undefined} css
 */
export function colorOf(context, css) {
  if (css === undefined) return NaN;
  // An unreadable colour leaves the style as it was, so two probes tell.
  const [one, two] = ["#000", "#fff"].map((before) => {
    context.fillStyle = before;
    context.fillStyle = css;
    return String(context.fillStyle);
  });
  if (one !== two) return NaN;
  // `#rrggbb` or `rgba(r, g, b, a)`: the two forms in which a canvas gives back a colour (HTML, 4.12.5.1.10).
  if (one[0] === "#") return parseInt(`${one.slice(1)}ff`, 16);
  const [, r, g, b, a] = (/^rgba\((\d+), (\d+), (\d+), (.+)\)$/.exec(one) ?? []).map(Number);
  return ((r * 256 + g) * 256 + b) * 256 + Math.round(a * 255);
}
