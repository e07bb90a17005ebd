// The browser's half of `surface.rs`.

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
