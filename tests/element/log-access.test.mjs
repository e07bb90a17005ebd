// The log for those who do not see it, or have no pointer: axe, the accessibility tree, the keyboard, what is said aloud.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, beforeEach, test } from "node:test";

import { Key } from "selenium-webdriver";

import { startBrowser } from "../harness/browser.mjs";
import { needs } from "../harness/engines/index.mjs";
import { entries, entry, logTools, scripted, START } from "../harness/entries.mjs";
import { startFaults } from "../harness/faults.mjs";
import { SCHEMES } from "../harness/gallery.mjs";
import { startServer } from "../harness/server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;
const state = { list: /** @type {any[]} */ ([]), about: {} };
const scripts = { job: scripted("job", state), empty: scripted("empty", { list: [] }), refused: { progress: [{ status: 403 }], traces: [{ status: 403 }], job: [{ status: 403 }] } };

before(async () => {
  browser = await startBrowser(1, { scripts: [logTools] });
  server = await startServer();
  faults = await startFaults(server.url, scripts);
});
beforeEach(async () => {
  state.list = [...entries(40), ...Array.from({ length: 60 }, (_, n) => entry(1000 + n, { payload: { n } }))];
  state.about = { retry_count: 1, started_at: new Date(START + 1_000_000).toISOString() };
  await browser.emulate(SCHEMES.light);
  await browser.open(`${faults.url}/log.html`);
  await browser.until("the page", () => customElements.get("job-progress-log"));
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

async function show(attributes = {}) {
  await browser.run((attributes) => { addLog("l", { "job-id": "job", interval: "1", "time-zone": "UTC", ...attributes }); }, attributes);
  await browser.until("the rows", () => rows().length > 0 && rows().every(({ absent }) => !absent));
}

async function violations() {
  await browser.run(`() => { ${AXE} }`);
  return browser.run(async () => {
    // The test page itself has no headings and landmarks.
    const rules = Object.fromEntries(["page-has-heading-one", "landmark-one-main", "region"].map((rule) => [rule, { enabled: false }]));
    const { violations, passes } = await window.axe.run(document, { resultTypes: ["violations"], rules });
    if (passes.length === 0) throw new Error("axe has looked at nothing");
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" ")}: ${failureSummary}`));
  });
}

for (const scheme of /** @type {const} */ (["light", "dark"])) {
  for (const width of [320, 760]) {
    test(`axe finds nothing, ${scheme}, ${width} px`, async () => {
      await browser.emulate(SCHEMES[scheme]);
      await show();
      await browser.run(async (width) => {
        log().style.inlineSize = `${width}px`;
        // axe takes a page that paints nothing for a white one.
        document.body.style.backgroundColor = "light-dark(#fff, #12161d)";
        part(".viewport").scrollTop = 36 * 32;
        await frames();
        log().order = "newest-first";
        await frames();
        [...log().shadowRoot.querySelectorAll(".row")][12].click();
        part(".menu").open = true;
        await frames();
        if (part(".detail").hidden || !part(".detail pre.message").textContent) throw new Error("nothing is open");
      }, width);
      assert.deepEqual(await violations(), []);
      await browser.run(async () => {
        log().order = "oldest-first";
        await frames();
        part(".detail .close").click();
        await frames();
        part(".viewport").scrollTop = 36 * part(".row").offsetHeight;
        await frames();
        if (!rows().some(({ border }) => border)) throw new Error("no line in sight");
      });
      state.list.push(entry(2000));
      // By itself it would wait as long again as nothing was new: axe takes its time.
      await browser.run(() => log().refresh());
      await browser.until("a new entry", () => news() !== "");
      assert.deepEqual(await violations(), []);
    });
  }
}

for (const [width, beside] of /** @type {const} */ ([[320, false], [760, false], [1200, true]])) {
  test(`at ${width} px everything has its place`, async () => {
    await browser.run((width) => { document.body.style.inlineSize = `${width + 20}px`; }, width);
    state.list.push(entry(2000, { message: "A message that goes on and on until it does not fit into any list, however wide that may be, for it is long".repeat(3) }));
    await show();
    const found = await browser.run(async (width) => {
      log().style.inlineSize = `${width}px`;
      await frames();
      rows();
      part(".row:last-child").click();
      await frames();
      await frames();
      const box = (element) => element.getBoundingClientRect();
      const [whole, list, detail, viewport] = [log(), part(".list"), part(".detail"), part(".viewport")].map(box);
      const inside = (one, other) => one.left >= other.left - 1 && one.right <= other.right + 1;
      const shown = [...log().shadowRoot.querySelectorAll(".row")];
      const overlaps = shown.flatMap((row) => {
        const parts = [...row.querySelectorAll(".time, .kind, .input, .message, .metrics, .main")].map(box).filter(({ width, height }) => width > 0 && height > 0);
        return parts.flatMap((one, at) => parts.slice(at + 1).filter((other) =>
          one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1));
      });
      return {
        beside: detail.left >= list.right,
        outside: [list, detail, ...[...log().shadowRoot.querySelectorAll(".toolbar > select, .toolbar > input, .bottom > *")].map(box)].filter((part) => !inside(part, whole)).length,
        cut: shown.flatMap((row) => [...row.querySelectorAll(".time, .main")]).filter((part) => !inside(box(part), viewport) || part.scrollWidth > part.clientWidth + 1).length,
        overlaps: overlaps.length,
        below: detail.bottom > whole.bottom + 1,
        scrolls: part(".viewport").scrollWidth > part(".viewport").clientWidth,
      };
    }, width);
    assert.deepEqual(found, { beside, outside: 0, cut: 0, overlaps: 0, below: false, scrolls: false });
  });
}

test("axe finds nothing where there are no rows", async () => {
  for (const job of ["empty", "refused"]) {
    await browser.run((job) => { document.getElementById("l")?.remove(); addLog("l", { "job-id": job }); }, job);
    await browser.until("the words", () => part(".notice") && notice() !== "" && notice() !== "Loading the entries");
    assert.deepEqual(await violations(), []);
  }
  await browser.run(() => { log().setAttribute("kind", "none"); log().jobId = "job"; });
  await browser.until("the words", () => notice() === "No entry matches");
  assert.deepEqual(await violations(), []);
});

test("axe would find what is too pale, and a filter without a name", async () => {
  await show();
  await browser.run(() => {
    log().style.setProperty("--job-progress-muted", "#ccc");
    // Not the attribute: the element would put it back.
    log().strings = { kind: "" };
  });
  await browser.until("no name", () => part("select").getAttribute("aria-label") === "");
  const rules = new Set((await violations()).map((violation) => violation.split(":")[0]));
  assert.deepEqual([...rules].sort(), ["color-contrast", "select-name"]);
});

test("the list is a list to a screen reader: named, with the place of each entry", needs("devtools"), async () => {
  await show();
  const { nodes } = await browser.devtools("Accessibility.getFullAXTree");
  const all = nodes.filter(({ ignored }) => !ignored).map(({ role, name, properties = [] }) => ({
    role: role.value, name: name?.value ?? "", ...Object.fromEntries(properties.map(({ name, value }) => [name, value.value])),
  }));
  const list = all.filter(({ role, name }) => role === "list" && name === "Progress entries");
  assert.equal(list.length, 1);
  assert.ok(all.filter(({ role }) => role === "listitem").length >= 10);
  assert.ok(all.some(({ role, name }) => role === "region" && name === "Progress entries"));
  const items = await browser.run(() => [...log().shadowRoot.querySelectorAll("[role=listitem]")].map((row) => [row.ariaPosInSet, row.ariaSetSize]));
  assert.deepEqual(items.at(-1), ["100", "100"]);
  for (const [at, [place, size]] of items.entries()) assert.deepEqual([Number(place), size], [101 - items.length + at, "100"], "in the order of the list");
});

test("new entries are not announced; errors are, once", async () => {
  await show();
  await browser.run(() => {
    window.spoken = [];
    const live = log().shadowRoot.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]");
    window.regions = [...live].map((region) => region.getAttribute("role"));
    for (const region of live) new MutationObserver(() => spoken.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
  });
  assert.deepEqual(await browser.run(() => regions), ["status"], "polite, and only one");
  for (let n = 0; n < 3; n += 1) {
    state.list.push(entry(2000 + n));
    await browser.until("the entry", (count) => log().count === count, state.list.length);
  }
  assert.deepEqual(await browser.run(() => spoken), []);
  const good = scripts.job;
  scripts.job = scripts.refused;
  await browser.until("the words", () => spoken.length > 0);
  // The footer's clock ticks twice meanwhile.
  await browser.run(() => new Promise((resolve) => setTimeout(resolve, 2500)));
  assert.equal((await browser.run(() => spoken)).length, 1, JSON.stringify(await browser.run(() => spoken)));
  scripts.job = good;
  await browser.run(() => log().refresh());
  await browser.until("the end of the fault", () => said().startsWith(String(log().count)));
  scripts.job = scripts.refused;
  await browser.until("the words again", () => spoken.filter(Boolean).length === 2);
  scripts.job = good;
});

const press = (...keys) => browser.driver.actions().sendKeys(...keys).perform();
const focus = () => browser.run(async () => {
  await frames();
  const { activeElement } = log().shadowRoot;
  if (!activeElement) return null;
  return activeElement.ariaPosInSet ? `row ${activeElement.ariaPosInSet}` : activeElement.ariaLabel ?? activeElement.textContent;
});

test("one Tab for the list, arrows within it, Enter opens, Escape closes, and the focus is never lost", async () => {
  await show();
  // Without anything after the log, some browsers would begin again at its start.
  await browser.run(() => { document.body.append(document.createElement("button")); });
  const stops = [];
  for (let at = 0; at < 6; at += 1) {
    await press(Key.TAB);
    stops.push(await focus());
  }
  assert.deepEqual(stops, ["Kind", "Input", "Order", "row 100", "Export", null]);
  await browser.run(() => part(".row[tabindex='0']").focus());
  const moves = [[Key.ARROW_UP, 99], [Key.ARROW_UP, 98], [Key.ARROW_DOWN, 99], [Key.HOME, 1], [Key.ARROW_UP, 1], [Key.END, 100], [Key.ARROW_DOWN, 100]];
  for (const [key, place] of moves) {
    await press(key);
    assert.equal(await focus(), `row ${place}`);
  }
  await press(Key.PAGE_UP);
  const up = Number((await focus()).slice(4));
  assert.ok(up < 95 && up > 80, `${up}`);
  await press(Key.PAGE_DOWN);
  assert.equal(await focus(), "row 100");
  assert.equal(await browser.run(() => part(".detail").hidden), true);
  await press(Key.ENTER);
  assert.equal(await browser.run(() => part(".detail .message").textContent), "Message 1059");
  await press(Key.ARROW_UP);
  assert.equal(await browser.run(() => part(".detail .message").textContent), "Message 1058", "the open entry goes along");
  assert.deepEqual(await browser.run(() => watched.events.l.map(([, id]) => id)), ["1059", "1058"]);
  await press(Key.TAB, Key.TAB, Key.TAB);
  await press(Key.ESCAPE);
  assert.deepEqual([await browser.run(() => part(".detail").hidden), await focus()], [true, "row 99"]);
  await press(" ");
  assert.equal(await browser.run(() => part(".detail").hidden), false, "Space opens, too");
  await press(Key.ENTER);
  assert.equal(await browser.run(() => part(".detail").hidden), true, "and again closes");
  const outline = await browser.run(() => getComputedStyle(log().shadowRoot.activeElement).outlineStyle);
  assert.equal(outline, "solid", "the focus can be seen");
});

test("after a click on a row the arrow keys show where the focus is", async () => {
  await show();
  const row = await browser.driver.executeScript(`return [...document.getElementById("l").shadowRoot.querySelectorAll(".row")].at(-3)`);
  await row.click();
  await press(Key.ARROW_UP);
  assert.equal(await focus(), "row 97");
  assert.equal(await browser.run(() => getComputedStyle(log().shadowRoot.activeElement).outlineStyle), "solid");
});

test("the row that has the focus stays when the list is scrolled away from it", async () => {
  await show();
  await browser.run(() => part(".row[tabindex='0']").focus());
  await browser.run(async () => { part(".viewport").scrollTop = 0; await frames(); });
  assert.equal(await focus(), "row 100");
  await press(Key.ARROW_UP);
  assert.equal(await focus(), "row 99");
  assert.ok((await browser.run(() => rows())).some(({ place }) => place === 99), "and the list comes back to it");
});

test("English texts keep their order on a right-to-left page", async () => {
  await browser.run(() => { document.documentElement.dir = "rtl"; });
  await show();
  await browser.run(async () => {
    part(".viewport").scrollTop = 0;
    await frames();
  });
  state.list.push(entry(2000), entry(2001));
  await browser.until("new entries", () => news() === "2 new entries");
  const texts = await browser.run(() => {
    part(".count").textContent = "1 of 4 entries";
    part(".notice span").textContent = "3 tries failed.";
    part(".progress").hidden = part(".notice").hidden = false;
    return [".notice span", ".new-entries", ".count", ".footer .status"].flatMap((selector) => {
      const text = part(selector).firstChild;
      const [first, last] = [0, text.length - 1].map((at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
      });
      return first < last ? [] : [`${selector}: ${text.data}`];
    });
  });
  assert.deepEqual(texts, []);
});

test("an entry is copied as it came", needs("clipboard"), async () => {
  await show();
  await browser.run(() => [...log().shadowRoot.querySelectorAll(".row")].at(-1).click());
  const button = await browser.driver.executeScript(`return document.getElementById("l").shadowRoot.querySelector(".detail .head button")`);
  await button.click();
  await browser.until("the word", () => part(".detail .head button").textContent === "Copied" && part("[role=status]").textContent === "Copied");
  assert.deepEqual(JSON.parse(await browser.run(() => navigator.clipboard.readText())), state.list.at(-1));
});

test("words can be replaced, numbers are the language's, a broken string breaks nothing", async () => {
  await browser.run(() => {
    document.documentElement.lang = "de";
    addLog("l", { "job-id": "job", interval: "1" }, { strings: { entries: { one: "{n} Eintrag", other: "{n} Einträge" }, allKinds: 7, newestFirst: "Neueste zuerst" } });
  });
  await browser.until("the words", () => said().startsWith("100 Einträge"));
  assert.deepEqual(await browser.run(() => [part("select option").textContent, part(".order option:last-child").textContent]), ["All kinds", "Neueste zuerst"]);
  await browser.run(() => [...log().shadowRoot.querySelectorAll(".row")].at(-1).click());
  await browser.until("the entry", () => part(".detail .head button:not([hidden])") !== null);
  await browser.run(() => { log().strings = { entries: "{n} rows", copyEntry: "Kopieren" }; });
  await browser.until("the open entry's words", () => part(".detail .head button").textContent === "Kopieren");
  await browser.until("other words", () => said().startsWith("100 rows"));
  assert.deepEqual(await browser.run(() => watched.problems), []);
});
