// Elements that are moved into another document of the same origin: an iframe, a popup, a picture-in-picture window.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { needs } from "../harness/engines/index.mjs";
import { entries, scripted } from "../harness/entries.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

const EXAMPLE = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));

let answers = 0;
/** Traces that change with each answer, so that they are polled at the interval of the chart. @param {string} job */
const answer = (job) => {
  answers += 1;
  return { body: JSON.stringify({ ...EXAMPLE, job_id: job, latest_event_at: `2026-04-14T10:15:00.${String(answers).padStart(6, "0")}Z` }) };
};

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
});
beforeEach(async () => {
  await faults?.stop();
  faults = await startFaults(server.url, {
    one: [() => answer("one")],
    control: [() => answer("control")],
    many: scripted("many", { list: entries(500) }),
  });
  await browser.open(`${faults.url}/log.html`);
  await browser.run(() => {
    addChart("c", { "job-id": "one", interval: "1" });
    addLog("l", { "job-id": "many", interval: "1" });
    window.chart = document.getElementById("c");
    window.log = document.getElementById("l");
  });
  await browser.until("the chart", () => chart.snapshot?.points > 0 && chart.shadowRoot.querySelector(".legend li") !== null);
  await browser.until("the log", () => log.shadowRoot.querySelector(".row .message")?.textContent.startsWith("Message"));
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

/** Functions that open a window. @type {Record<string, () => Promise<unknown>>} */
const WINDOWS = {
  "an iframe": () => browser.run(() => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    Object.assign(frame.style, { inlineSize: "900px", blockSize: "800px" });
    window.other = frame.contentWindow;
  }),
  "a popup": () => browser.run(() => { window.other = open("about:blank", "", "width=900,height=900"); }),
  // The browser opens it only for a user.
  "a picture-in-picture window": () => browser.devtools("Runtime.evaluate", {
    expression: "documentPictureInPicture.requestWindow({ width: 700, height: 900 }).then((opened) => { window.other = opened; })",
    awaitPromise: true,
    userGesture: true,
  }),
};

/** Moves both elements into the other window, whose fonts and colours are others. */
const move = () => browser.run(() => {
  const { document } = other;
  document.documentElement.style.colorScheme = "dark";
  document.body.replaceChildren(chart, log);
  Object.assign(chart.style, { inlineSize: "500px", blockSize: "300px" });
  Object.assign(log.style, { inlineSize: "500px", blockSize: "300px" });
});

const width = (ratio) => browser.until(`a width of ${ratio}`, (ratio) => chart.shadowRoot.querySelector("canvas").width === ratio * devicePixelRatio, ratio);

for (const [name, openWindow] of Object.entries(WINDOWS)) {
  const needed = name === "a picture-in-picture window" ? needs("devtools") : {};

  test(`in ${name} the elements have their styles, also those that are loaded later`, needed, async () => {
    const look = () => browser.run(() => [
      getComputedStyle(chart.shadowRoot.querySelector(".plot")).position, getComputedStyle(chart.shadowRoot.querySelector(".legend")).display,
      getComputedStyle(log.shadowRoot.querySelector(".viewport")).overflowY, log.shadowRoot.querySelector(".row").offsetHeight > 10,
    ]);
    // Loaded before the move: the crosshair. After it: the table.
    await browser.run(() => { chart.cursor = Date.now(); });
    await browser.until("the crosshair", () => chart.shadowRoot.querySelector(".crosshair") !== null);
    const before = await look();
    await openWindow();
    await move();
    assert.deepEqual(await look(), before);
    assert.equal(await browser.run(() => getComputedStyle(chart.shadowRoot.querySelector(".crosshair")).position), "absolute");
    await browser.run(() => { chart.shadowRoot.querySelector("details").open = true; });
    await browser.until("the table", () => chart.shadowRoot.querySelector("tbody th") !== null);
    assert.notEqual(await browser.run(() => getComputedStyle(chart.shadowRoot.querySelector("details > :not(summary)")).position), "static");
    await browser.run(() => { document.body.append(chart, log); });
    assert.deepEqual(await look(), before, "and back");
    assert.deepEqual(await browser.run(() => watched.problems), []);
  });

  test(`in ${name} the chart follows its size, its fonts and colours, and goes on polling`, needed, async () => {
    await openWindow();
    await move();
    await width(500);
    await browser.run(() => { chart.style.inlineSize = "321px"; });
    await width(321);
    const polls = await browser.run(() => watched.events.c.length);
    await browser.until("polls", (polls) => watched.events.c.length > polls + 2, polls);
    assert.ok(await browser.run(async () => {
      const canvas = chart.shadowRoot.querySelector("canvas");
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const before = watched.draws;
      other.document.fonts.dispatchEvent(new Event("loadingdone"));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return watched.draws > before && canvas.width > 0;
    }), "it is drawn again with new fonts");
    assert.deepEqual(await browser.run(() => watched.problems), []);
  });

  test(`in ${name} the chart has the colours of that document`, needed, async () => {
    const grey = () => {
      const canvas = chart.shadowRoot.querySelector("canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      // What is grey is mostly the grid, bright on a bright page and dark on a dark one.
      let sum = 0, pixels = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] !== 255 || Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 40) continue;
        sum += data[at];
        pixels += 1;
      }
      return sum / pixels;
    };
    await browser.until("a bright grid", `() => (${grey})() > 150`);
    await openWindow();
    await move();
    await browser.until("a dark grid", `() => (${grey})() < 100`);
  });

  test(`in ${name} the log follows its size, and scrolls`, needed, async () => {
    await openWindow();
    await move();
    // As many rows as the viewport of now needs, with eight beyond the edge.
    const fits = () => {
      const rows = [...log.shadowRoot.querySelectorAll(".row:not(.absent)")];
      const needed = log.shadowRoot.querySelector(".viewport").clientHeight / rows[0]?.offsetHeight + 8;
      return Math.abs(rows.length - needed) <= 1 && rows.length;
    };
    const few = await browser.until("the rows of a low log", fits);
    await browser.run(() => { log.style.blockSize = "700px"; });
    assert.ok(await browser.until("the rows of a high log", fits) > few + 4);
    await browser.run(() => { log.shadowRoot.querySelector(".viewport").scrollTop = 3000; });
    await browser.until("the rows there", () => [...log.shadowRoot.querySelectorAll(".row .message")].some(({ textContent }) => textContent === "Message 60"));
    await browser.run(() => { [...log.shadowRoot.querySelectorAll(".row")].find((row) => row.textContent.includes("Message 60")).click(); });
    await browser.until("the details", () => log.shadowRoot.querySelector(".detail pre.message")?.textContent === "Message 60");
  });

  test(`in ${name} keys and the mouse move the crosshair`, needed, async () => {
    await openWindow();
    await move();
    await width(500);
    const text = await browser.run(async () => {
      const canvas = chart.shadowRoot.querySelector("canvas");
      // As the browser makes it there.
      canvas.dispatchEvent(new other.KeyboardEvent("keydown", { key: "Home", bubbles: true }));
      while (!chart.shadowRoot.querySelector(".readout") || chart.shadowRoot.querySelector(".readout").hidden) await new Promise((resolve) => setTimeout(resolve, 20));
      const prevented = new other.KeyboardEvent("keydown", { key: "End", cancelable: true });
      canvas.dispatchEvent(prevented);
      let selected = false;
      chart.addEventListener("select", () => { selected = true; });
      canvas.dispatchEvent(new other.KeyboardEvent("keydown", { key: "Enter" }));
      return [canvas.getAttribute("aria-valuenow"), prevented.defaultPrevented, selected];
    });
    assert.deepEqual(text, [String(EXAMPLE.points.length - 1), true, true]);
  });
}

test("in a popup entries are copied", needs("clipboard"), async () => {
  const { driver } = browser;
  const page = await driver.getWindowHandle();
  // Those of earlier tests may still be open.
  const others = await driver.getAllWindowHandles();
  await WINDOWS["a popup"]();
  await move();
  const popup = await driver.wait(async () => (await driver.getAllWindowHandles()).find((handle) => !others.includes(handle)), 60_000, "the popup");
  try {
    await driver.switchTo().window(popup);
    // The driver takes an adopted button for a stale one.
    const place = await driver.executeScript(() => {
      const { shadowRoot } = document.querySelector("job-progress-log");
      shadowRoot.querySelector(".menu").open = true;
      const button = [...shadowRoot.querySelectorAll(".choices button")].find(({ textContent }) => textContent === "Copy as CSV");
      button.scrollIntoView({ block: "center" });
      const { left, top, width, height } = button.getBoundingClientRect();
      return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
    });
    await driver.actions().move(place).click().perform();
    const said = () => driver.executeScript(() => document.querySelector("job-progress-log").shadowRoot.querySelector(".footer .status").textContent);
    await driver.wait(async () => /cop/i.test(await said()), 60_000, "the result");
    assert.equal(await said(), "500 entries copied");
  } finally {
    await driver.switchTo().window(page);
  }
});

test("in a picture-in-picture window the elements live on while the page is hidden", needs("devtools"), async () => {
  await WINDOWS["a picture-in-picture window"]();
  await move();
  await width(500);
  const page = await browser.driver.getWindowHandle();
  await browser.run(() => {
    window.hidden = { polls: 0, draws: 0 };
    let draws = 0;
    chart.addEventListener("poll", () => { if (document.hidden) hidden.polls += 1; });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) draws = watched.draws;
      else hidden.draws = watched.draws - draws;
    });
  });
  await browser.driver.switchTo().newWindow("tab");
  const before = faults.requests("one").length;
  await browser.driver.wait(() => faults.requests("one").length >= before + 4, 60_000, "requests");
  await browser.driver.close();
  await browser.driver.switchTo().window(page);
  await browser.until("the page", () => !document.hidden);
  const seen = await browser.run(() => hidden);
  assert.ok(seen.polls >= 3 && seen.draws > 20, JSON.stringify(seen));
  // With the elements back in the page, it is hidden as before.
  await browser.run(() => { document.body.append(chart, log); });
  await browser.driver.switchTo().newWindow("tab");
  await browser.open(`${faults.url}/blank.html`);
  await browser.until("the page", () => window.addChart);
  await browser.run(() => { addChart("control", { "job-id": "control", interval: "1" }); });
  const pass = async () => {
    const before = faults.requests("control").length;
    await browser.driver.wait(() => faults.requests("control").length >= before + 3, 60_000, "the control's requests");
  };
  await pass();
  const hidden = faults.requests("one").length;
  await pass();
  assert.equal(faults.requests("one").length, hidden);
  await browser.driver.close();
  await browser.driver.switchTo().window(page);
});

test("out of view in an iframe, the chart stops polling; in a window that is gone, too", async () => {
  await browser.run(() => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    Object.assign(frame.style, { inlineSize: "600px", blockSize: "400px" });
    window.other = frame.contentWindow;
    other.document.body.append(chart);
    addChart("control", { "job-id": "control", interval: "1" });
  });
  const count = () => browser.run(() => watched.events.c.length);
  const goesOn = (where, polled) => browser.until(`polls ${where}`, (polled) => watched.events.c.length > polled, polled);
  const pass = async () => {
    const before = await browser.run(() => watched.events.control.length);
    await browser.until("the control's polls", (before) => watched.events.control.length >= before + 3, before);
  };
  await pass();
  await goesOn("in the iframe", await count());
  await browser.run(() => {
    const space = other.document.createElement("div");
    space.style.blockSize = "5000px";
    other.document.body.prepend(space);
  });
  await pass();
  const hidden = await count();
  await pass();
  assert.equal(await count(), hidden, "out of view");
  await browser.run(() => { other.document.body.prepend(chart); });
  await goesOn("in view again", hidden);
  await browser.run(() => document.querySelector("iframe").remove());
  await browser.until("the end of its object", () => chart.snapshot === null);
  await pass();
  const gone = await count();
  await pass();
  assert.equal(await count(), gone, "in a window that is gone");
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

for (const [when, wait] of /** @type {const} */ ([["at once", 0], ["later", 2500]])) {
  test(`from a window that is gone, the elements go on where they are moved to ${when}`, async () => {
    const seen = await browser.run(async (wait) => {
      const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      const frame = document.body.appendChild(document.createElement("iframe"));
      frame.contentDocument.body.append(chart, log);
      frame.remove();
      await pause(wait);
      document.body.prepend(chart, log);
      const polled = new Promise((resolve) => chart.addEventListener("poll", resolve, { once: true }));
      const selected = new Promise((resolve) => log.addEventListener("select", resolve, { once: true }));
      await polled;
      while (!chart.shadowRoot.querySelector(".legend button")) await pause(20);
      chart.shadowRoot.querySelector(".legend button").click();
      const pressed = chart.shadowRoot.querySelector(".legend button").getAttribute("aria-pressed");
      chart.shadowRoot.querySelector("canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }));
      while (chart.cursor === null) await pause(20);
      while (!log.shadowRoot.querySelector(".row:not(.absent)")) await pause(20);
      log.shadowRoot.querySelector(".row:not(.absent)").click();
      await selected;
      return [pressed, chart.shadowRoot.children.length, getComputedStyle(chart.shadowRoot.querySelector(".crosshair")).position];
    }, wait);
    assert.deepEqual(seen, ["false", 1, "absolute"]);
    assert.deepEqual(await browser.run(() => watched.problems), []);
  });
}

test("a document without a window is no error", async () => {
  const seen = await browser.run(async () => {
    const inert = document.implementation.createHTMLDocument("");
    inert.body.append(chart, log);
    await new Promise((resolve) => setTimeout(resolve, 300));
    document.body.append(chart, log);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return [getComputedStyle(chart.shadowRoot.querySelector(".plot")).position, getComputedStyle(log.shadowRoot.querySelector(".viewport")).overflowY, watched.problems];
  });
  assert.deepEqual(seen, ["relative", "auto", []]);
});
