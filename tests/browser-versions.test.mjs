// The minimum versions of browsers that the README states are those that the features in use need.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { featuresInUse, since } from "./harness/browser-features.mjs";

/** The browsers that the README lists, by their names in browser-compat-data. */
const BROWSERS = {
  "Chrome and Edge": ["chrome", "edge", "chrome_android"],
  "Firefox": ["firefox", "firefox_android"],
  "Safari": ["safari", "safari_ios"],
};

/** Features that the package does without where they are missing. @type {Record<string, string>} */
const OPTIONAL = {
  "api.Clipboard.write": "a copy needs the entries before the click ends",
  "api.ClipboardItem": "as above",
  "api.ClipboardItem.ClipboardItem": "as above",
  "api.Element.scrollend_event": "the scroll bar of a very long list is aligned at the next scroll only",
  "api.HTMLElement.focus.options_focusVisible_parameter": "Chrome shows by itself where keys have moved the focus",
  "api.HTMLElement.focus.options_preventScroll_parameter": "the browser scrolls to the row, which is in view",
  "api.ResizeObserverEntry.devicePixelContentBoxSize": "the size in device pixels is computed",
  "css.properties.content.alt_text": "the arrows are missing",
  "css.properties.cursor.crosshair": "touch screens have no mouse pointer",
  "css.properties.cursor.default": "touch screens have no mouse pointer",
  "css.properties.cursor.pointer": "touch screens have no mouse pointer",
  "css.properties.font-family.ui-monospace": "the next font of the list is used",
  "css.properties.forced-color-adjust": "there are no forced colours",
  "css.properties.forced-color-adjust.none": "there are no forced colours",
  "css.properties.overflow-anchor": "there is no scroll anchoring either",
  "css.properties.overflow-anchor.none": "there is no scroll anchoring either",
  "css.properties.overflow-clip-margin": "focus rings at the edge are cut",
  "css.properties.scrollbar-color": "scroll bars have their usual look",
  "css.properties.scrollbar-width": "scroll bars have their usual look",
  "css.properties.scrollbar-width.thin": "scroll bars have their usual look",
  "javascript.builtins.Symbol.dispose": "wasm-bindgen's code asks for it first",
};

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const features = featuresInUse();
/** The README's minimum version of a browser. @param {string} title */
const stated = (title) => Number(new RegExp(`${title} from (?:version )?(\\d+(?:\\.\\d+)?)`).exec(readme)?.[1]);

test("the features in use are found", () => {
  for (const feature of [
    "api.ResizeObserver.ResizeObserver", "api.CanvasRenderingContext2D.arc", "api.Element.setPointerCapture", "api.fetch",
    "javascript.builtins.Intl.PluralRules.select", "javascript.builtins.Object.fromEntries", "webassembly.bulk-memory-operations",
    "css.types.color.light-dark", "css.properties.container-type", "css.selectors.focus-visible", "css.at-rules.container", "css.types.length.lh",
    "api.ShadowRoot.adoptedStyleSheets",
  ]) assert.ok(features.has(feature), feature);
});

for (const [title, browsers] of Object.entries(BROWSERS)) {
  test(`the README's minimum version of ${title} is the one that the features need`, () => {
    const minimum = stated(title);
    const needed = [...features].filter(([feature]) => !(feature in OPTIONAL))
      .flatMap(([feature, where]) => browsers.map((browser) => ({ version: since(feature, browser), feature, browser, where })));
    const tooNew = needed.filter(({ version }) => !(version <= minimum)).map(({ version, feature, browser, where }) => `${feature}: ${browser} ${version} (${where})`);
    assert.deepEqual(tooNew, [], `${title} ${minimum} lacks them`);
    assert.equal(Math.max(...needed.map(({ version }) => version)), minimum, "an older version would do");
  });
}

test("each optional feature is in use, and newer than a minimum version", () => {
  for (const feature of Object.keys(OPTIONAL)) {
    assert.ok(features.has(feature), `${feature} is not used any more`);
    assert.ok(Object.entries(BROWSERS).some(([title, browsers]) => browsers.some((browser) => since(feature, browser) > stated(title))), `${feature} is everywhere`);
  }
});
