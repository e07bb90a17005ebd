// Pictures of the gallery: which there are, how they are taken and compared.
import { PNG } from "pngjs";

/** Of these there are also pictures in the dark scheme and at two device pixels per CSS pixel. */
const ALL_VARIANTS = ["live", "failures", "retried", "narrow", "many"];

/** Largest difference of a channel of the same colour; a grid line differs more from what is beside it. */
const CHANNEL = 12;

/** Largest number of pixels of another colour in the same picture; the smallest label has more. */
export const PIXELS = 4;

/**
 * A picture that is compared.
 * @typedef {{name: string, scheme: "light" | "dark", ratio: number, file: string}} Shot
 */

/**
 * All pictures at one ratio.
 * @param {string[]} names - of the gallery's charts
 * @param {number} ratio - device pixels per CSS pixel
 * @returns {Shot[]}
 */
export function shots(names, ratio) {
  const shot = (/** @type {"light" | "dark"} */ scheme) => (/** @type {string} */ name) => ({
    name, scheme, ratio, file: `${name}${scheme === "dark" ? "-dark" : ""}${ratio === 1 ? "" : `@${ratio}x`}.png`,
  });
  const some = ALL_VARIANTS.filter((name) => names.includes(name));
  return [...(ratio === 1 ? names : some).map(shot("light")), ...some.map(shot("dark"))];
}

/**
 * Takes one picture.
 * @param {Awaited<ReturnType<typeof import("./gallery.mjs").startGallery>>} gallery
 * @param {Shot} shot
 */
export async function take(gallery, { name, scheme }) {
  await gallery.open(scheme, name);
  return PNG.sync.read(await gallery.screenshot(`#${name}`));
}

/**
 * The number of pixels that have another colour; all of them if the sizes differ.
 * @param {PNG} one
 * @param {PNG} other
 */
export function differing(one, other) {
  if (one.width !== other.width || one.height !== other.height) return Math.max(one.width * one.height, other.width * other.height);
  let count = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    const off = (/** @type {number} */ channel) => Math.abs(one.data[at + channel] - other.data[at + channel]) > CHANNEL;
    if (off(0) || off(1) || off(2)) count += 1;
  }
  return count;
}
