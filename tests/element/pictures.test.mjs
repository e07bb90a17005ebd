// What the gallery looks like: compared with the reference build in the same browser, and checked by rules.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";

import { PNG } from "pngjs";

import { needs } from "../harness/engines/index.mjs";
import { startGallery } from "../harness/gallery.mjs";
import { differing, PIXELS, shots, take } from "../harness/pictures.mjs";
import { buildReference } from "../harness/reference.mjs";

const RATIOS = [1, 2];
/** Pictures that differ are written here. */
const WRONG = fileURLToPath(new URL("../../target/pictures/", import.meta.url));

/** @type {Record<number, Awaited<ReturnType<typeof startGallery>>>} */ const galleries = {};
/** @type {string[]} */ let names;

before(async () => {
  for (const ratio of RATIOS) galleries[ratio] = await warm(ratio);
  names = await galleries[1].names();
});
after(() => Promise.all(Object.values(galleries).map((gallery) => gallery.stop())));

/** A gallery in a browser that has drawn texts: the first ones after its start may be antialiased in another way. */
async function warm(ratio, folder) {
  const gallery = await startGallery(ratio, folder);
  await gallery.open("light");
  return gallery;
}

/** Keeps a picture that is not what it should be. */
function save(file, picture) {
  mkdirSync(WRONG, { recursive: true });
  writeFileSync(WRONG + file, PNG.sync.write(picture));
}

/** A copy of a picture, changed per pixel: `from(x, y)` says where its colour comes from, or gives it. */
function changed(picture, from) {
  const copy = new PNG({ width: picture.width, height: picture.height });
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      const source = from(x, y);
      const [fromX, fromY] = [Math.min(Math.max(source[0], 0), picture.width - 1), Math.min(Math.max(source[1], 0), picture.height - 1)];
      const [to, at] = [(y * picture.width + x) * 4, (fromY * picture.width + fromX) * 4];
      picture.data.copy(copy.data, to, at, at + 4);
    }
  }
  return copy;
}

const color = ({ data, width }, x, y) => data.readUInt32BE((y * width + x) * 4);

for (const ratio of RATIOS) {
  test(`the gallery looks as in the reference build, ${ratio} device pixel(s) per CSS pixel`, needs("pictures"), async (t) => {
    const { folder, reason } = buildReference();
    if (!folder) {
      t.skip(reason);
      return;
    }
    const reference = await warm(ratio, folder);
    const wrong = [];
    try {
      const known = await reference.names();
      for (const shot of shots(names.filter((name) => known.includes(name)), ratio)) {
        const [before, now] = [await take(reference, shot), await take(galleries[ratio], shot)];
        const pixels = differing(before, now);
        if (pixels <= PIXELS) continue;
        save(`before-${shot.file}`, before);
        save(`now-${shot.file}`, now);
        wrong.push(`${shot.file}: ${pixels} pixels`);
      }
    } finally {
      await reference.stop();
    }
    assert.deepEqual(wrong, [], "see target/pictures/; if the change is meant, add a line to tests/pictures.md");
  });
}

test("the comparison sees a line that moved by a pixel, and a label that is lost", needs("pictures"), async () => {
  const gallery = galleries[1];
  const picture = await take(gallery, { name: "live", scheme: "light" });
  assert.equal(differing(picture, changed(picture, (x, y) => [x, y])), 0);
  assert.ok(differing(picture, changed(picture, (x, y) => [x + 1, y])) > PIXELS, "all moved aside");
  assert.ok(differing(picture, changed(picture, (x, y) => [x, y + 1])) > PIXELS, "all moved up");

  const { grid, labels } = await gallery.run(() => {
    const { shadowRoot } = document.getElementById("live");
    const host = document.getElementById("live").getBoundingClientRect();
    const canvas = shadowRoot.querySelector("canvas");
    const { left, top } = canvas.getBoundingClientRect();
    const [x, y] = [Math.round(left - Math.floor(host.left)), Math.round(top - Math.floor(host.top))];
    const onCanvas = canvasTexts(canvas).map(({ text, ...box }) => ({ text, left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y }));
    const inHeader = [...shadowRoot.querySelectorAll(".header span, .percent, .legend b")].filter((element) => element.textContent).map((element) => {
      const box = element.getBoundingClientRect();
      return { text: element.textContent, left: box.left - host.left, right: box.right - host.left, top: box.top - host.top, bottom: box.bottom - host.top };
    });
    return { grid: getComputedStyle(shadowRoot.querySelector(".grid")).color.match(/\d+/g).map(Number), labels: [...onCanvas, ...inHeader] };
  });
  assert.ok(labels.length > 20);
  for (const { text, left, right, top, bottom } of labels) {
    const within = (x, y) => x >= Math.floor(left) && x <= right && y >= Math.floor(top) && y <= bottom;
    const ground = [Math.floor(left) - 2, Math.floor(top) - 1];
    assert.ok(differing(picture, changed(picture, (x, y) => (within(x, y) ? ground : [x, y]))) > PIXELS, `without ${text}`);
  }

  // The palest of all lines: a row of mostly the grid's colour.
  const pale = Buffer.from([...grid, 255]).readUInt32BE();
  const rows = Array.from({ length: picture.height }, (_, y) => Array.from({ length: picture.width }, (_, x) => color(picture, x, y)).filter((found) => found === pale).length);
  const row = rows.findIndex((count) => count > picture.width / 3);
  assert.ok(row > 0, "a grid line is found");
  const moved = changed(picture, (x, y) => [x, y === row ? row + 1 : y === row + 1 ? row : y]);
  assert.ok(differing(picture, moved) > PIXELS, "a grid line moved");
});

test("the same page gives the same picture", needs("pictures"), async () => {
  for (const ratio of RATIOS) {
    for (const shot of shots(names, ratio).filter(({ name }) => ["live", "many", "rtl", "error"].includes(name))) {
      const [one, other] = [await take(galleries[ratio], shot), await take(galleries[ratio], shot)];
      const pixels = differing(one, other);
      if (pixels > 0) for (const [at, picture] of [one, other].entries()) save(`${at}-${shot.file}`, picture);
      assert.equal(pixels, 0, `${shot.file}: see 0- and 1-${shot.file} in target/pictures/`);
    }
  }
});

for (const scheme of /** @type {const} */ (["light", "dark"])) {
  test(`no picture is blank, no label is cut off or stands on another, ${scheme}`, async () => {
    const gallery = galleries[1];
    for (const name of names) {
      const picture = await take(gallery, { name, scheme });
      const ground = color(picture, picture.width - 1, picture.height - 1);
      let ink = 0;
      for (let at = 0; at < picture.data.length; at += 4) if (picture.data.readUInt32BE(at) !== ground) ink += 1;
      assert.ok(ink > 500, `${name} has ${ink} pixels that are not its ground`);

      const { labels, width, height, parts } = await gallery.run((name) => {
        const { shadowRoot } = document.getElementById(name);
        const canvas = shadowRoot.querySelector("canvas");
        const box = (element) => {
          const { left, right, top, bottom } = element.getBoundingClientRect();
          return { text: element.textContent, left, right, top, bottom };
        };
        // A list that is scrolled shows some of its labels only; those lie beside each other all the same.
        const parts = [...shadowRoot.querySelectorAll(".name, .state, .percent, .counts > span, .eta, .legend button, .status, summary, .notice")];
        return {
          labels: canvasTexts(canvas), width: canvas.clientWidth, height: canvas.clientHeight,
          parts: parts.filter((part) => part.checkVisibility() && part.textContent).map(box),
        };
      }, name);
      for (const { text, left, right, top, bottom } of labels) {
        // Half a pixel: a glyph's box is measured with what smoothing adds.
        assert.ok(left >= -0.5 && top >= -0.5 && right <= width + 0.5 && bottom <= height + 0.5, `${name}: ${text} is cut off`);
      }
      const overlap = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 0.5;
      for (const group of [labels, parts]) {
        for (const [at, one] of group.entries()) {
          for (const other of group.slice(at + 1)) assert.ok(!overlap(one, other), `${name}: “${one.text}” on “${other.text}”`);
        }
      }
    }
  });
}
