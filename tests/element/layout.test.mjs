// Where things are, whatever the engine: nothing jumps, and nothing is cut.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";

import { PNG } from "pngjs";

import { job, ordinary } from "../../www/demo/gallery-jobs.js";
import { startBrowser } from "../harness/browser.mjs";
import { entries, scripted } from "../harness/entries.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startGallery } from "../harness/gallery.mjs";
import { startServer } from "../harness/server.mjs";

const RATIO = 2;

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;

before(async () => {
  browser = await startBrowser(RATIO);
  server = await startServer();
  faults = await startFaults(server.url, { job: scripted("job", { list: entries(60) }) });
});
beforeEach(async () => {
  await browser.emulate({ "prefers-color-scheme": "light" });
  await browser.open(`${faults.url}/log.html`);
  await browser.until("the page", () => window.addChart && customElements.get("job-progress-log"));
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

/**
 * Opens a page whose elements are defined late. Gives how far its other texts have moved at most until all is shown, and the sum of the layout
 * shifts that the browser has counted; only Chromium does.
 */
async function movement(style = "") {
  await browser.open(`${faults.url}/undefined.html`);
  return browser.run(async (css, traces, job) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    const frame = () => new Promise(requestAnimationFrame);
    const places = () => [...document.querySelectorAll("p")].map((text) => text.getBoundingClientRect().top);
    // Two frames: the page has been laid out and painted without the elements.
    await frame();
    await frame();
    const before = places();
    let shift = 0;
    const add = (entries) => { for (const { value } of entries) shift += value; };
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: "layout-shift" });
    Object.assign(document.getElementById("chart"), { traces, job });
    let most = 0;
    await Promise.all([import("/package/www/index.js"), import("/package/www/log.js")]);
    const [chart, log] = ["chart", "log"].map((id) => document.getElementById(id));
    const isShown = () => chart.snapshot?.points > 0 && chart.shadowRoot.querySelector(".legend button") && log.shadowRoot.querySelector(".row .message")?.textContent;
    for (let left = 5; left > 0; left -= isShown() ? 1 : 0) {
      await frame();
      most = Math.max(most, ...places().map((place, at) => Math.abs(place - before[at])));
    }
    add(observer.takeRecords());
    // As tools report it. Within the elements, what stands beside the job's name and a list of kinds moves aside when these come: 0.0002.
    return { most, shift: Math.round(shift * 100) / 100 };
  }, style, ordinary(0.7), job("RUNNING"));
}

test("the README's styles for elements that are not defined yet keep the page from jumping", async () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const css = readFileSync(new URL("pages/undefined.css", import.meta.url), "utf8");
  assert.ok(readme.includes(`\`\`\`css\n${css}\`\`\`\n`), "they are those of the page");
  assert.deepEqual(await movement(), { most: 0, shift: 0 });
  assert.deepEqual(await movement("job-progress-chart { block-size: 20rem } job-progress-log { block-size: 300px }"), { most: 0, shift: 0 }, "with sizes of the page");
  assert.deepEqual(await movement("body { display: flex }"), { most: 0, shift: 0 }, "in a flex box");
  assert.ok((await movement(":not(:defined) { display: inline !important }")).most > 100, "without them it jumps");
});

test("a count in the header is shown whole, or not at all", async () => {
  const gallery = await startGallery();
  try {
    await gallery.open("light", "long");
    const states = await gallery.run(async () => {
      const chart = document.getElementById("long");
      const states = {};
      for (let width = 480; width <= 700; width += 5) {
        chart.style.inlineSize = `${width}px`;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const box = chart.shadowRoot.querySelector(".counts").getBoundingClientRect();
        for (const name of ["failed", "rate"]) {
          const text = chart.shadowRoot.querySelector(`.counts .${name}`);
          if (!text.checkVisibility()) continue;
          const { left, right, top } = text.getBoundingClientRect();
          const isWhole = left >= box.left - 0.5 && right <= box.right + 0.5 && text.scrollWidth <= text.clientWidth + 1;
          (states[`${name} ${top >= box.bottom - 0.5 ? "not shown" : isWhole ? "whole" : "cut"}`] ??= []).push(width);
        }
      }
      return states;
    });
    assert.deepEqual(Object.keys(states).sort(), ["failed not shown", "failed whole", "rate not shown", "rate whole"], JSON.stringify(states));
  } finally {
    await gallery.stop();
  }
});

test("a narrow chart has all counts and the ETA; in a wider one the number of failures is the last to go", async () => {
  const gallery = await startGallery();
  try {
    const wrong = [];
    for (const name of ["failures", "long", "live", "retried"]) {
      await gallery.open("light", name);
      wrong.push(...await gallery.run(async (name) => {
        const chart = document.getElementById(name);
        const wrong = [];
        for (let width = 240; width <= 480; width += 20) {
          chart.style.inlineSize = `${width}px`;
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          const line = chart.shadowRoot.querySelector(".header .line:last-child").getBoundingClientRect();
          const parts = [".done", ".failed", ".eta"].map((part) => chart.shadowRoot.querySelector(`.line:last-child ${part}`))
            .filter((part) => part.textContent !== "")
            .map((part) => ({ part: part.className, box: part.getBoundingClientRect() }))
            .filter(({ box }) => box.top < line.bottom - 0.5);
          const shown = parts.map(({ part }) => part);
          const { failed, eta, phase } = chart.snapshot;
          const isNarrow = width <= 384;
          if ((isNarrow || failed === 0) && !shown.includes("done")) wrong.push(`${name} ${width}: no files`);
          if (failed > 0 && !shown.includes("failed")) wrong.push(`${name} ${width}: no failures`);
          if (phase === "live" && eta && !shown.includes("eta")) wrong.push(`${name} ${width}: no ETA`);
          for (const { part, box } of parts) {
            if (box.left < line.left - 0.5 || box.right > line.right + 0.5 || box.bottom > line.bottom + 0.5) wrong.push(`${name} ${width}: ${part} is cut`);
            const isOver = (other) => other.part < part && other.box.left < box.right && box.left < other.box.right && other.box.top < box.bottom && box.top < other.box.bottom;
            if (parts.some(isOver)) wrong.push(`${name} ${width}: ${part} overlaps`);
          }
        }
        return wrong;
      }, name));
    }
    assert.deepEqual(wrong, []);
  } finally {
    await gallery.stop();
  }
});

test("the text of a list to choose from stands in its middle", async () => {
  await browser.run(() => { addLog("l", { "job-id": "job" }); });
  await browser.until("the entries", () => document.getElementById("l").shadowRoot.querySelectorAll(".row").length > 3);
  const { top, left, height } = await browser.run(() => {
    const [host, select] = [document.getElementById("l"), document.getElementById("l").shadowRoot.querySelector("select")].map((element) => element.getBoundingClientRect());
    return { top: select.top - host.top, left: select.left - host.left, height: select.height };
  });
  const { data, width } = PNG.sync.read(await browser.screenshot("#l"));
  // "All": neither descenders nor the arrow at the end. Dark pixels, without the border.
  const dark = (x, y) => data[(Math.round(y) * width + Math.round(x)) * 4] < 100;
  const rows = Array.from({ length: Math.round(height * RATIO) - 8 }, (_, at) => top * RATIO + 4 + at)
    .filter((y) => Array.from({ length: 24 * RATIO }, (_, at) => (left + 10) * RATIO + at).some((x) => dark(x, y)));
  const [above, below] = [rows[0] - top * RATIO, (top + height) * RATIO - rows.at(-1)].map((length) => length / RATIO);
  assert.ok(rows.length > 8, `${rows.length} rows of text`);
  assert.ok(Math.abs(above - below) <= 3, `${above} px above, ${below} px below`);
});
