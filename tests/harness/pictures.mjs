// Reference pictures of the gallery: which there are, how they are taken and compared, and on which machines they are valid.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { PNG } from "pngjs";

import { startGallery } from "./gallery.mjs";

/** Where the references are. */
export const REFERENCES = fileURLToPath(new URL("../pictures/", import.meta.url));

/** These also have references in the dark scheme and at two device pixels per CSS pixel. */
const ALL_VARIANTS = ["live", "failures", "retried", "narrow", "many"];

/** Largest difference of a channel of the same colour; a grid line differs more from what is beside it. */
const CHANNEL = 12;

/** Largest number of pixels of another colour in the same picture; the smallest label has more. */
export const PIXELS = 4;

/**
 * A picture that has a reference.
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
 * @param {Awaited<ReturnType<typeof startGallery>>} gallery
 * @param {Shot} shot
 */
export async function take(gallery, { name, scheme }) {
  await gallery.open(scheme, name);
  return PNG.sync.read(await gallery.shoot(`#${name}`));
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

/** A text that looks different in other fonts, sizes and ways of rendering. */
const PROBE = "Files 0123456789 · inference ÄgQ تصنيف";

/**
 * What the references depend on: the browser engine, the width of texts, and how they are drawn.
 * @param {Awaited<ReturnType<typeof startGallery>>} gallery
 */
async function machine(gallery) {
  await gallery.open("light", "live");
  const browserVersion = (await gallery.driver.getCapabilities()).get("browserVersion");
  const widths = await gallery.run((probe) => {
    const element = document.body.appendChild(Object.assign(document.createElement("div"), { id: "probe" }));
    element.style.cssText = "position: absolute; left: 0; top: 0; z-index: 9; background: white; color: black";
    return ["system-ui", "sans-serif"].map((font) => {
      const line = element.appendChild(Object.assign(document.createElement("div"), { textContent: probe }));
      line.style.cssText = `inline-size: max-content; font: 600 0.8125rem ${font}`;
      return line.getBoundingClientRect().width;
    });
  }, PROBE);
  const picture = PNG.sync.read(await gallery.shoot("#probe"));
  return { key: { engine: `Chromium ${Number.parseInt(browserVersion, 10)}`, widths }, picture };
}

/**
 * Why the references are not valid on this machine; undefined if they are.
 * @param {Awaited<ReturnType<typeof startGallery>>} gallery - at one device pixel per CSS pixel
 */
export async function referenceMismatch(gallery) {
  const here = await machine(gallery);
  const there = JSON.parse(readFileSync(`${REFERENCES}key.json`, "utf8"));
  if (here.key.engine !== there.engine) return `they were made with ${there.engine}, this is ${here.key.engine}`;
  if (String(here.key.widths) !== String(there.widths)) return `the fonts have other widths: ${here.key.widths} instead of ${there.widths}`;
  const pixels = differing(here.picture, reference("key.png"));
  return pixels > PIXELS ? `the fonts are drawn differently (${pixels} pixels of the sample)` : undefined;
}

/**
 * A reference.
 * @param {string} file
 */
export function reference(file) {
  return PNG.sync.read(readFileSync(REFERENCES + file));
}

/** Makes all references again, and the key of this machine; gives the names of the files. */
export async function makeReferences() {
  mkdirSync(REFERENCES, { recursive: true });
  const files = [];
  const write = (/** @type {string} */ file, /** @type {PNG} */ picture) => {
    writeFileSync(REFERENCES + file, PNG.sync.write(picture, { deflateLevel: 9, colorType: 2 }));
    files.push(file);
  };
  for (const ratio of [1, 2]) {
    const gallery = await startGallery(ratio);
    try {
      if (ratio === 1) {
        const { key, picture } = await machine(gallery);
        writeFileSync(`${REFERENCES}key.json`, `${JSON.stringify(key, null, 2)}\n`);
        write("key.png", picture);
      }
      for (const shot of shots(await gallery.names(), ratio)) write(shot.file, await take(gallery, shot));
    } finally {
      await gallery.stop();
    }
  }
  return files;
}
