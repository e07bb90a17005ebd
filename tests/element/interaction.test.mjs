// What a reader does with a chart, and what the page around it does to its look.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { Button } from "selenium-webdriver/lib/input.js";

import { job, ordinary, START } from "../../www/demo/gallery-jobs.js";
import { startBrowser } from "../harness/browser.mjs";
import { needs } from "../harness/engines/index.mjs";
import { colors } from "../harness/pdf.mjs";
import { startServer } from "../harness/server.mjs";
import { recordTexts } from "../harness/still.mjs";

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  browser = await startBrowser(1, { scripts: [recordTexts] });
  server = await startServer();
});
beforeEach(async () => {
  await browser.emulate({ "prefers-color-scheme": "light" });
  await browser.open(`${server.url}/blank.html`);
  await browser.until("the page", () => window.addChart && customElements.get("job-progress-chart"));
  await browser.run(() => {
    /** What a chart has asked for is painted then. */
    window.painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    window.part = (selector) => document.getElementById("c").shadowRoot.querySelector(selector);
    /** Number of pixels of exactly a CSS colour on the canvas. */
    window.pixelsOf = (color) => {
      const canvas = part("canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const [r, g, b] = color.match(/[\d.]+/g).map(Number);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255) count += 1;
      return count;
    };
    /** The times at the axis. */
    window.times = () => canvasTexts(part("canvas")).map(({ text }) => text).filter((text) => /^\d\d:\d\d(:\d\d)?$/.test(text));
  });
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

const DONE = job("COMPLETED");
const DATA = ordinary(1);

/** Puts a chart onto the page and waits until it is painted. */
async function show(traces = DATA, about = DONE, attributes = {}) {
  await browser.run((traces, about, attributes) => {
    addChart("c", { "time-zone": "UTC", ...attributes }, { job: about, traces });
  }, traces, about, attributes);
  await browser.until("the chart", () => document.getElementById("c").snapshot?.points && canvasTexts(part("canvas")).length > 0);
  await browser.run(() => painted());
}

/** A place on the canvas, by shares of its size, in CSS pixels of the window. */
const spot = (across, down) => browser.run((across, down) => {
  const { left, top, width, height } = part("canvas").getBoundingClientRect();
  return { x: Math.round(left + width * across), y: Math.round(top + height * down) };
}, across, down);

/** What the crosshair shows. */
const crosshair = () => browser.run(async () => {
  await painted();
  // It is loaded when the reader comes.
  const readout = part(".readout");
  if (readout?.hidden !== part(".crosshair")?.hidden) throw new Error("crosshair and readout go together");
  return {
    time: readout?.hidden === false ? readout.querySelector("b").textContent : null,
    rows: [...readout?.querySelectorAll(".row") ?? []].map((row) => row.textContent),
    x: part(".crosshair")?.getBoundingClientRect().left,
    legend: [...part(".legend").querySelectorAll("button")].map((button) => button.textContent),
  };
});

/** The crosshair is loaded, and what the reader did meanwhile is done. */
const loaded = () => browser.until("the crosshair", () => part(".crosshair") !== null);

async function hover(place) {
  await browser.driver.actions({ async: true }).move({ ...place, duration: 0 }).perform();
  await loaded();
}

/** The point of the traces that ends at a time of the axis, as the readout and the legend write it. */
function written(time) {
  const point = DATA.points.find(({ t }) => t.slice(11, 19) === time);
  assert.ok(point, `there is a point at ${time}`);
  const { files, items } = point;
  const kind = (name) => items[name] ?? { success: 0, failed: 0 };
  // The legend always has room for what has failed in the end.
  const inLegend = (name) => `${name}${kind(name).success}${DATA.points.at(-1).items[name].failed > 0 ? `· ${kind(name).failed} failed` : ""}`;
  const inReadout = (name) => `${name}${kind(name).success}${kind(name).failed > 0 ? ` · ${kind(name).failed} failed` : ""}`;
  return {
    rows: [`Completed${files.completed}`, ...(files.failed > 0 ? [`Failed${files.failed}`] : []), inReadout("inference"), inReadout("embedding")],
    legend: [`Completed${files.completed}`, `Failed${files.failed}`, inLegend("inference"), inLegend("embedding")],
  };
}

test("hovering shows the crosshair and the values there, in the readout and in the legend", async () => {
  await show();
  const newest = await crosshair();
  assert.equal(newest.time, null);
  const seen = [];
  for (const across of [0.15, 0.5, 0.85]) {
    const place = await spot(across, 0.5);
    await hover(place);
    const { time, rows, x, legend } = await crosshair();
    assert.deepEqual({ rows, legend }, written(time), `at ${across}`);
    // The point under the pointer is the last one that ended there; the next is less than 8 px away.
    assert.ok(x <= place.x && x > place.x - 8, `${x} for ${place.x}`);
    seen.push(time);
  }
  assert.deepEqual([...new Set(seen)].sort(), seen, "further right is later");
  await hover({ x: 900, y: 700 });
  assert.deepEqual((await crosshair()).time, null);
  assert.deepEqual((await crosshair()).legend, newest.legend);
});

test("the readout stays within the chart", async () => {
  await show();
  for (const across of [0.1, 0.3, 0.5, 0.7, 0.97]) {
    await hover(await spot(across, 0.5));
    const { readout, plot } = await browser.run(() => {
      const box = (selector) => part(selector).getBoundingClientRect().toJSON();
      return { readout: box(".readout"), plot: box(".plot") };
    });
    assert.ok(readout.width > 0 && readout.left >= plot.left && readout.right <= plot.right && readout.bottom <= plot.bottom, `at ${across}`);
  }
});

test("moving over 1000 points of 32 kinds draws no data, and moves nothing", async () => {
  await browser.run(async () => {
    const { job, manyKinds } = await import("/package/www/demo/gallery-jobs.js");
    addChart("c", { "time-zone": "UTC" }, { job: job("RUNNING"), traces: manyKinds() });
  });
  await browser.until("the chart", () => document.getElementById("c").snapshot?.points === 1000 && canvasTexts(part("canvas")).length > 0);
  await hover(await spot(0.5, 0.5));
  const { draws, values, drawsOfSwitch, places } = await browser.run(async () => {
    await painted();
    /** Where the buttons of the legend are. */
    const boxes = () => JSON.stringify([...part(".legend").children].map((item) => item.getBoundingClientRect()));
    const places = new Set([boxes()]);
    const canvas = part("canvas");
    const { left, top, width } = canvas.getBoundingClientRect();
    const before = watched.draws;
    const values = new Set();
    for (let x = 0; x < width; x += 1) {
      canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: left + x, clientY: top + 50, pointerType: "mouse" }));
      values.add(canvas.getAttribute("aria-valuetext"));
      if (x % 50 === 0) places.add(boxes());
    }
    for (const key of ["Home", "ArrowRight", "PageDown", "End"]) canvas.dispatchEvent(new KeyboardEvent("keydown", { key }));
    await painted();
    const draws = watched.draws - before;
    part(".legend button").click();
    await painted();
    return { draws, values: values.size, places: places.size, drawsOfSwitch: watched.draws - before - draws };
  });
  assert.ok(values > 300, `it moved: ${values} values`);
  assert.equal(draws, 0);
  assert.equal(places, 1, "the legend stays as it is");
  assert.ok(drawsOfSwitch > 10, `what draws is counted: ${drawsOfSwitch}`);
});

test("a finger moves the crosshair and does not zoom", needs("touch"), async () => {
  await show();
  const [from, to] = [await spot(0.3, 0.5), await spot(0.7, 0.5)];
  await browser.touch("start", from);
  await loaded();
  const first = await crosshair();
  assert.deepEqual(first.rows, written(first.time).rows);
  for (let x = from.x; x <= to.x; x += 20) await browser.touch("move", { x, y: to.y });
  const second = await crosshair();
  assert.ok(second.time > first.time, `${first.time} to ${second.time}`);
  assert.deepEqual(second.rows, written(second.time).rows);
  await browser.touch("end");
  assert.deepEqual(await crosshair(), second, "a finger that lifts leaves it to be read");
  await browser.run(() => { part("canvas").blur(); });
  assert.equal(await browser.run(() => part(".crosshair").hidden), true);
  assert.equal(await browser.run(() => part(".reset").hidden), true);
});

test("dragging zooms to what was dragged over; double-click and the button show all again", async () => {
  await show();
  const whole = await browser.run(() => times());
  const [from, to] = [await spot(0.4, 0.5), await spot(0.6, 0.5)];
  const drag = async () => {
    await browser.driver.actions({ async: true }).move({ ...from, duration: 0 }).press(Button.LEFT).move({ ...to, duration: 50 }).perform();
    await loaded();
    const selection = await browser.run(() => part(".selection").getBoundingClientRect().toJSON());
    assert.deepEqual([Math.round(selection.left), Math.round(selection.right)], [from.x, to.x], "what is dragged over is marked");
    await browser.driver.actions({ async: true }).release(Button.LEFT).perform();
    const { labels, reset } = await browser.run(async () => {
      await painted();
      return { labels: times(), reset: !part(".reset").hidden };
    });
    assert.equal(reset, true);
    // A fifth of the axis, from its middle.
    const minutes = labels.map((label) => (Date.parse(`2026-04-14T${label.padEnd(8, ":00")}Z`) - START) / 60_000);
    assert.ok(minutes.every((minute) => minute > 5 && minute < 10), `${labels}`);
    assert.equal(await browser.run(() => part(".selection").hidden), true);
  };
  const isWhole = async () => {
    const state = await browser.run(async () => {
      await painted();
      return { labels: times(), hidden: part(".reset").hidden };
    });
    assert.deepEqual(state, { labels: whole, hidden: true });
  };
  await drag();
  await browser.driver.actions({ async: true }).doubleClick().perform();
  await isWhole();
  await drag();
  const button = await browser.run(() => {
    const { left, top, width, height } = part(".reset").getBoundingClientRect();
    return { x: Math.round(left + width / 2), y: Math.round(top + height / 2), text: part(".reset").textContent };
  });
  assert.equal(button.text, "Show all");
  await browser.driver.actions({ async: true }).move({ x: button.x, y: button.y, duration: 0 }).click().perform();
  await isWhole();
});

test("a click without a drag does not zoom, nor does another button", async () => {
  await show();
  const [from, to] = [await spot(0.4, 0.5), await spot(0.6, 0.5)];
  await browser.driver.actions({ async: true }).move({ ...from, duration: 0 }).click().perform();
  await browser.driver.actions({ async: true }).press(Button.RIGHT).move({ ...to, duration: 50 }).release(Button.RIGHT).perform();
  await loaded();
  assert.equal(await browser.run(() => part(".reset").hidden), true);
});

test("another job shows its whole axis", async () => {
  await show(DATA, DONE, { "job-id": "one" });
  await browser.run(() => {
    part("canvas").focus();
    part("canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", shiftKey: true }));
  });
  await loaded();
  assert.equal(await browser.run(() => part(".reset").hidden), false);
  await browser.run(async () => {
    document.getElementById("c").jobId = "two";
    await painted();
  });
  assert.equal(await browser.run(() => part(".reset").hidden), true);
});

test("without the data of before, the axis is whole again", async () => {
  await show();
  await browser.run(() => {
    part("canvas").focus();
    part("canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", shiftKey: true }));
  });
  await loaded();
  assert.equal(await browser.run(() => part(".reset").hidden), false);
  const isReset = await browser.run(async () => {
    const chart = document.getElementById("c");
    const { traces } = chart;
    chart.traces = undefined;
    await painted();
    chart.traces = traces;
    await painted();
    return part(".reset").hidden;
  });
  assert.equal(isReset, true);
});

test("the legend switches series off and on", async () => {
  await show();
  const colors = await browser.run(() => ["completed", "kind-2", "kind-4"].map((name) => getComputedStyle(part(`.probe .${name}`)).color));
  const state = () => browser.run(async (colors) => {
    await painted();
    return { drawn: colors.map((color) => pixelsOf(color) > 0), pressed: [...part(".legend").querySelectorAll("button")].map(({ ariaPressed }) => ariaPressed) };
  }, colors);
  const click = (name) => browser.run((name) => {
    [...part(".legend").querySelectorAll("button")].find((button) => button.querySelector(".label").textContent === name).click();
  }, name);
  const swatch = await browser.run(() => [...part(".legend").querySelectorAll(".swatch")].map(({ className }) => className.split(" ")[1]));
  const drawn = (...names) => ["completed", "kind-2", "kind-4"].map((name) => names.includes(name));
  const [, , inference, embedding] = swatch;
  assert.deepEqual([inference, embedding].sort(), ["kind-2", "kind-4"]);
  assert.deepEqual(await state(), { drawn: drawn("completed", "kind-2", "kind-4"), pressed: ["true", "true", "true", "true"] });
  await click("inference");
  assert.deepEqual(await state(), { drawn: drawn("completed", embedding), pressed: ["true", "true", "false", "true"] });
  await click("Completed");
  assert.deepEqual(await state(), { drawn: drawn(embedding), pressed: ["false", "true", "false", "true"] });
  await click("inference");
  await click("Completed");
  assert.deepEqual(await state(), { drawn: drawn("completed", "kind-2", "kind-4"), pressed: ["true", "true", "true", "true"] });
});

test("a series that was switched off stays off when the chart comes back", async () => {
  await show();
  const color = await browser.run(() => getComputedStyle(part(".probe .completed")).color);
  const drawn = () => browser.run(async (color) => {
    await painted();
    return pixelsOf(color) > 0;
  }, color);
  const pressed = () => browser.run(() => part(".legend button").ariaPressed);
  assert.deepEqual([await drawn(), await pressed()], [true, "true"]);
  await browser.run(() => {
    part(".legend button").click();
    window.kept = document.getElementById("c");
    kept.remove();
  });
  await browser.until("the element to free its chart", () => kept.snapshot === null);
  await browser.run(() => { document.body.append(kept); });
  await browser.until("the chart", () => kept.snapshot?.points && canvasTexts(part("canvas")).length > 0);
  assert.deepEqual([await drawn(), await pressed()], [false, "false"]);
  await browser.run(() => { part(".legend button").click(); });
  assert.deepEqual([await drawn(), await pressed()], [true, "true"]);
});

test("toCSV gives the points as a spreadsheet reads them", async () => {
  const points = [
    { t: "2026-04-14T10:02:30Z", step: 0, files: { completed: 0, failed: 0 }, items: {} },
    { t: "2026-04-14T10:03:00Z", step: 1, files: { completed: 1, failed: 0 }, items: { '=cmd|"x"': { success: 2, failed: 1 }, "a,b": { success: 3, failed: 0 } } },
  ];
  await show({ job_id: "x", bucket_seconds: 30, latest_event_at: null, points });
  assert.equal(
    await browser.run(() => document.getElementById("c").toCSV()),
    'time,files completed,files failed,"\'=cmd|""x"" success","\'=cmd|""x"" failed","a,b success","a,b failed"\r\n' +
    "2026-04-14T10:02:30Z,0,0,0,0,0,0\r\n" +
    "2026-04-14T10:03:00Z,1,0,2,1,3,0\r\n",
  );
  assert.equal(await browser.run(() => document.createElement("job-progress-chart").toCSV()), "");
});

test("toBlob gives a picture with the chart and the words around it", async () => {
  await show();
  const picture = await browser.run(async () => {
    const chart = document.getElementById("c");
    const blob = await chart.toBlob();
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const host = chart.getBoundingClientRect();
    const margin = (bitmap.width / devicePixelRatio - host.width) / 2;
    /** Share of an element's box that has another colour than the corner. */
    const ink = (element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const [x, y] = [left - host.left + margin, top - host.top + margin];
      const { data } = context.getImageData(...[x, y, width, height].map((length) => Math.round(length * devicePixelRatio)));
      const ground = [...context.getImageData(0, 0, 1, 1).data];
      let other = 0;
      for (let at = 0; at < data.length; at += 4) if (ground.some((value, channel) => Math.abs(value - data[at + channel]) > 40)) other += 1;
      return other / (data.length / 4);
    };
    const parts = [".name", ".state", ".percent", ".done", ".counts .failed", ".eta", "canvas", ".legend .swatch", ".legend .label", ".legend b"];
    return {
      type: blob.type, size: [bitmap.width, bitmap.height], host: [host.width, host.height], ground: [...context.getImageData(0, 0, 1, 1).data],
      ink: Object.fromEntries(parts.map((selector) => [selector, ink(part(selector))])),
    };
  });
  assert.equal(picture.type, "image/png");
  assert.deepEqual(picture.size, picture.host.map((length) => length + 32), "the chart and 16 px around it");
  assert.deepEqual(picture.ground, [255, 255, 255, 255]);
  for (const [selector, share] of Object.entries(picture.ink)) assert.ok(share > 0.02, `${selector}: ${share}`);

  await browser.emulate({ "prefers-color-scheme": "dark" });
  const dark = await browser.run(async () => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.drawImage(await createImageBitmap(await document.getElementById("c").toBlob()), 0, 0);
    return [...context.getImageData(0, 0, 1, 1).data];
  });
  assert.ok(dark[0] < 40 && dark[3] === 255, `dark on a dark page: ${dark}`);
  const refused = await browser.run(() => document.createElement("job-progress-chart").toBlob().then(() => null, ({ name }) => name));
  assert.equal(refused, "InvalidStateError");
});

test("toBlob of a narrow chart has only what is displayed; failures are hatched", async () => {
  // With a rate and an ETA, for which there is no room.
  await show(ordinary(0.9), job("RUNNING"));
  const [above, completed, failed] = await browser.run(async () => {
    const chart = document.getElementById("c");
    chart.style.inlineSize = "340px";
    await painted();
    const bitmap = await createImageBitmap(await chart.toBlob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const host = chart.getBoundingClientRect();
    /** Share of a box on the page that is not white. */
    const ink = ({ left, top, width, height }) => {
      const place = [left - host.left + 16, top - host.top + 16, width, height].map((length) => Math.round(length * devicePixelRatio));
      const { data } = context.getImageData(...place);
      return data.filter((value, at) => at % 4 < 3 && value < 200).length / (data.length / 4 * 3);
    };
    // Above the name.
    const { left, top } = part(".header").getBoundingClientRect();
    return [ink({ left, top, width: 60, height: 2 }), ink(part(".swatch.completed").getBoundingClientRect()), ink(part(".swatch.hatch").getBoundingClientRect())];
  });
  assert.equal(above, 0, "nothing that is hidden is drawn at the corner");
  assert.ok(completed > 0.6, `${completed}`);
  assert.ok(failed > 0.1 && failed < completed - 0.2, `${failed} of a swatch with gaps, ${completed} of a full one`);
});

test("toBlob of a chart that is not displayed says what to do", async () => {
  await show();
  const [name, message, isBack] = await browser.run(async () => {
    const chart = document.getElementById("c");
    const attempt = () => chart.toBlob().then(({ type }) => [type], (error) => [error.name, error.message]);
    chart.style.display = "none";
    const atOnce = await attempt();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const later = await attempt();
    chart.style.display = "";
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const [type] = await attempt();
    return [...later, type === "image/png" && String(atOnce) === String(later)];
  });
  assert.deepEqual([name, isBack], ["InvalidStateError", true]);
  assert.match(message, /no size\. Show it/);
});

/** Waits until the canvas is painted in the colours that CSS says, and gives the one of completed files. */
async function repainted(not) {
  await browser.until("the repaint", (not) => {
    const color = getComputedStyle(part(".probe .completed")).color;
    return color !== not && pixelsOf(color) > 100 && (!not || pixelsOf(not) === 0);
  }, not ?? null);
  return browser.run(() => getComputedStyle(part(".probe .completed")).color);
}

test("custom properties, color-scheme and the reader's preference repaint the canvas by themselves", async () => {
  await show();
  const light = await repainted();
  await browser.run(() => { document.getElementById("c").style.setProperty("--job-progress-completed", "rgb(1, 200, 3)"); });
  assert.equal(await repainted(light), "rgb(1, 200, 3)");
  await browser.run(() => { document.getElementById("c").style.removeProperty("--job-progress-completed"); });
  assert.equal(await repainted("rgb(1, 200, 3)"), light);
  await browser.run(() => { document.body.style.setProperty("--job-progress-completed", "rgb(4, 5, 206)"); });
  assert.equal(await repainted(light), "rgb(4, 5, 206)", "also from an ancestor");
  await browser.run(() => { document.body.style.removeProperty("--job-progress-completed"); });
  await repainted("rgb(4, 5, 206)");

  await browser.run(() => { document.body.style.colorScheme = "dark"; });
  const dark = await repainted(light);
  await browser.run(() => { document.body.style.colorScheme = ""; });
  assert.equal(await repainted(dark), light);

  await browser.emulate({ "prefers-color-scheme": "dark" });
  assert.equal(await repainted(light), dark);
  await browser.emulate({ "prefers-color-scheme": "light" });
  assert.equal(await repainted(dark), light);
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

test("a colour of any colour space is the same on the canvas and in the legend", async () => {
  await show();
  for (const css of ["oklch(0.6 0.15 150)", "lab(50 40 -30)", "color(display-p3 0.3 0.6 0.2)", "color-mix(in oklab, teal, orange)"]) {
    await browser.run((css) => { document.getElementById("c").style.setProperty("--job-progress-completed", css); }, css);
    await browser.until(`${css} on the canvas`, () => {
      // What the browser makes of it, in sRGB.
      const context = new OffscreenCanvas(1, 1).getContext("2d");
      context.fillStyle = getComputedStyle(part(".legend .swatch.completed")).color;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
      const near = [-1, 0, 1];
      return near.some((dr) => near.some((dg) => near.some((db) => pixelsOf(`rgb(${r + dr}, ${g + dg}, ${b + db})`) > 100)));
    });
  }
});

test("forced colours are the system's, and each line has the colour of its swatch", needs("forced colours"), async () => {
  await show();
  const light = await repainted();
  await browser.emulate({ "forced-colors": "active", "prefers-color-scheme": "light" });
  await browser.until("the forced colours", (light) => pixelsOf(light) === 0 && pixelsOf("rgb(0, 0, 0)") > 100, light);
  const swatches = await browser.run(() => [...part(".legend").querySelectorAll(".swatch")].slice(2).map((swatch) => getComputedStyle(swatch).color));
  assert.equal(new Set(swatches).size, 2);
  for (const color of swatches) assert.ok(await browser.run((color) => pixelsOf(color), color) > 100, color);
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

test("a dark page prints the chart in light colours, and is dark again afterwards", needs("print"), async () => {
  await show();
  const theme = () => browser.run(() => [...document.getElementById("c").shadowRoot.querySelectorAll(".probe i")]
    .filter(({ className }) => ["completed", "grid", "kind-2", "kind-4"].includes(className))
    .map((probe) => getComputedStyle(probe).color.match(/\d+/g).join()));
  const light = await theme();
  await browser.emulate({ "prefers-color-scheme": "dark" });
  const color = await repainted(`rgb(${light[0].replaceAll(",", ", ")})`);
  const dark = await theme();
  const printed = colors(await browser.print());
  assert.deepEqual(light.filter((color) => !printed.has(color)), [], "the light colours are there");
  assert.deepEqual(dark.filter((color) => printed.has(color)), [], "and no dark one");
  assert.equal(await repainted(), color);
});

test("sentences run in the direction of their own words", async () => {
  await show(DATA, DONE, { lang: "ar", dir: "rtl" });
  /** Which of the two numbers in "3 of 25 files" stands further left. */
  const leftmost = () => browser.run(() => [...part(".done").querySelectorAll("b")]
    .map((value, at) => [value.getBoundingClientRect().left, ["done", "total"][at]]).sort(([one], [other]) => one - other)[0][1]);
  assert.equal(await leftmost(), "done", "English on an Arabic page");
  await browser.run(async () => {
    document.getElementById("c").strings = { doneOf: { other: "{done} من {n} ملف" } };
    await painted();
  });
  assert.equal(await leftmost(), "total", "Arabic");
});

/** The stages of a job's life, from what is known of it. */
const STAGES = [
  ["Loading", null],
  ["Queued", [{ ...DATA, points: [], latest_event_at: null }, job("PENDING", { queue_position: 3, queue_depth: 9, input_progress: { pending: 25, processing: 0, completed: 0, failed: 0 } })]],
  ["Running", [ordinary(), job("RUNNING")]],
  ["Failed", [ordinary(0.4), job("FAILED", { error: "The worker ran out of memory." })]],
  ["Preempted", [ordinary(0.5), job("PREEMPTED")]],
  ["Completed with failures", [DATA, DONE]],
];

for (const width of [240, 320, 800, 1600, 2000]) {
  test(`nothing moves from loading to the end, and no word is cut, ${width} px wide`, async () => {
    const seen = await browser.run(async (stages, width) => {
      const { fetch } = window;
      // An answer that never comes.
      window.fetch = (input, ...rest) => (String(input.url ?? input).includes("/batch/jobs/") ? new Promise(() => {}) : fetch(input, ...rest));
      const chart = addChart("c", { "time-zone": "UTC", "job-id": "never" });
      chart.style.inlineSize = `${width}px`;
      chart.style.blockSize = "27rem";
      while (!chart.snapshot) await painted();
      const seen = [];
      for (const [stage, known] of stages) {
        if (known) [chart.traces, chart.job] = known;
        await painted();
        const place = (selector) => {
          const { left, top, width, height } = (selector ? part(selector) : chart).getBoundingClientRect();
          return { left, top, width, height };
        };
        const texts = [".percent", ".state", ".eta"].map((selector) => {
          const element = part(selector);
          const range = document.createRange();
          range.selectNodeContents(element);
          const { left, right, width } = range.getBoundingClientRect();
          return { selector, text: element.textContent, left, right, width, hides: element.scrollWidth > element.clientWidth + 1 };
        });
        const { left, top } = place(".name");
        seen.push({
          stage, texts, state: part(".state").textContent, overflow: chart.scrollWidth - chart.clientWidth,
          canvas: place("canvas"), boxes: { host: place(), name: { left, top }, bottom: place(".bottom") },
        });
      }
      return seen;
    }, STAGES, width);
    const [{ canvas: first, boxes: expected }] = seen;
    for (const { stage, state, canvas, boxes, texts, overflow } of seen) {
      assert.equal(state, stage);
      assert.deepEqual(boxes, expected, stage);
      assert.deepEqual([canvas.left, canvas.top, canvas.width], [first.left, first.top, first.width], stage);
      // A legend of more than a line takes its height from the canvas; none of these does where there is room.
      if (width >= 800) assert.equal(canvas.height, first.height, stage);
      assert.ok(overflow <= 0, `${stage} sticks out by ${overflow} px`);
      if (width < 320) continue;
      for (const { selector, text, left, right, hides } of texts) {
        assert.ok(!hides && left >= -0.5 && right <= width + 0.5, `${stage}: ${selector} “${text}” from ${left} to ${right}`);
      }
    }
  });
}
