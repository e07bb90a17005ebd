// For those who do not see the chart, or have no pointer: axe, the accessibility tree, announcements, the keyboard.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { Key } from "selenium-webdriver";

import { needs } from "../harness/engines/index.mjs";
import { startGallery } from "../harness/gallery.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @type {Awaited<ReturnType<typeof startGallery>>} */ let gallery;

before(async () => {
  gallery = await startGallery();
});
after(() => gallery?.stop());

/**
 * What axe finds on the page, as "rule: where".
 * @param {string[]} without - rules that are not asked for
 */
async function violations(without = []) {
  await gallery.run(`() => { ${AXE} }`);
  return gallery.run(async (without) => {
    const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
    const { violations, passes } = await window.axe.run(document, { resultTypes: ["violations"], rules });
    if (passes.length === 0) throw new Error("axe has looked at nothing");
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" ")}: ${failureSummary}`));
  }, without);
}

for (const scheme of /** @type {const} */ (["light", "dark"])) {
  test(`axe finds nothing in the gallery, ${scheme}`, async () => {
    await gallery.open(scheme);
    // Of one job there are many charts here, all by the job's name.
    assert.deepEqual(await violations(["landmark-unique"]), []);
  });

  test(`axe finds nothing with tables open, series off and the crosshair out, ${scheme}`, async () => {
    for (const name of ["live", "failures", "many", "dark", "rtl", "tiny"]) {
      await gallery.open(scheme, name);
      await gallery.run(async () => {
        const { shadowRoot } = document.querySelector("job-progress-chart");
        shadowRoot.querySelector("details").open = true;
        const canvas = shadowRoot.querySelector("canvas");
        canvas.focus();
        for (const [key, shiftKey] of [["ArrowLeft", false], ["ArrowUp", true]]) canvas.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey }));
        shadowRoot.querySelector(".legend button").click();
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      });
      // Both are loaded when the reader comes.
      await gallery.until("table and crosshair", () => {
        const { shadowRoot } = document.querySelector("job-progress-chart");
        return shadowRoot.querySelector("tbody tr") && shadowRoot.querySelector(".readout")?.hidden === false;
      });
      assert.deepEqual(await violations(), [], name);
    }
  });
}

test("axe would find a label without contrast and a button without a name", async () => {
  await gallery.open("light", "live");
  await gallery.run(() => {
    const { shadowRoot } = document.getElementById("live");
    document.getElementById("live").style.setProperty("--job-progress-muted", "#ccc");
    shadowRoot.querySelector(".legend button").replaceChildren();
  });
  const rules = new Set((await violations()).map((violation) => violation.split(":")[0]));
  assert.deepEqual([...rules].sort(), ["button-name", "color-contrast"]);
});

/** The accessibility tree below the chart as [role, name, value, properties], without what is passed over. */
async function tree() {
  const { nodes } = await gallery.devtools("Accessibility.getFullAXTree");
  return nodes.filter(({ ignored }) => !ignored).map(({ role, name, value, description, properties = [] }) => ({
    role: role.value, name: name?.value ?? "", value: value?.value, description: description?.value,
    ...Object.fromEntries(properties.map(({ name, value }) => [name, value.value])),
  }));
}

test("the accessibility tree has names, roles and values", needs("devtools"), async () => {
  await gallery.open("light", "failures");
  const nodes = await tree();
  const only = (role, name) => {
    const found = nodes.filter((node) => node.role === role && (name === undefined || node.name === name));
    assert.equal(found.length, 1, `${role} ${name ?? ""}: ${JSON.stringify(found)}`);
    return found[0];
  };
  const region = only("region", "tep-classification");
  assert.equal(region.description, "tep-classification: Completed with failures, 25 of 25 files, 3 failed");
  const slider = only("slider", "Progress over time");
  assert.equal(slider.focusable, true);
  // The protocol leaves the value's text empty, whatever the page says.
  const text = await gallery.run(() => document.getElementById("failures").shadowRoot.querySelector("canvas").ariaValueText);
  assert.match(text, /^10:17:00: Completed \d+, Failed \d+, inference \d+ \(\d+ failed\), embedding \d+$/);
  assert.deepEqual([slider.valuemin, slider.valuemax, Number(slider.value)], [0, 99, 99]);
  assert.match(slider.description, /^Left and right arrows move by a point.*Enter selects the point/);
  only("list", "Series");
  const buttons = nodes.filter(({ role }) => role === "button");
  assert.deepEqual(buttons.map(({ name }) => name.replace(/[\d,]+/g, "N")), ["Completed N", "Failed N", "inference N · N failed", "embedding N"]);
  assert.ok(buttons.every(({ pressed }) => pressed === "true"), "all series are on");
  only("status");
  assert.equal(only("DisclosureTriangle", "Table").expanded, false);
  assert.equal(nodes.some(({ role }) => role === "table"), false, "it is closed");
});

test("without data there is nothing to point at, and no empty slider", needs("devtools"), async () => {
  for (const name of ["loading", "waiting", "gone"]) {
    await gallery.open("light", name);
    assert.equal((await tree()).filter(({ role }) => role === "slider" || role === "button").length, 0, name);
  }
});

test("the table holds the same numbers in at most 40 rows, the last one among them", needs("devtools"), async () => {
  await gallery.open("light", "many");
  await gallery.run(() => { document.getElementById("many").shadowRoot.querySelector("details").open = true; });
  await gallery.until("the table", () => document.getElementById("many").shadowRoot.querySelector("tbody tr"));
  const nodes = await tree();
  assert.equal(nodes.filter(({ role, name }) => role === "table" && name === "Progress over time").length, 1);
  const { rows, head, last, snapshot } = await gallery.run(() => {
    const chart = document.getElementById("many");
    const rows = [...chart.shadowRoot.querySelectorAll("tbody tr")];
    const cells = (row) => [...row.children].map(({ textContent }) => textContent);
    return {
      rows: rows.length, head: cells(chart.shadowRoot.querySelector("thead tr")), last: cells(rows.at(-1)), snapshot: chart.snapshot,
    };
  });
  assert.equal(rows, 40);
  assert.deepEqual(head.slice(0, 3), ["Time", "Files completed", "Files failed"]);
  assert.equal(head.length, 3 + 2 * snapshot.kinds.length);
  const number = (n) => new Intl.NumberFormat("en").format(n);
  assert.deepEqual(last, [
    "10:52:00", number(snapshot.completed), number(snapshot.failed), ...snapshot.kinds.flatMap(({ success, failed }) => [number(success), number(failed)]),
  ]);
  assert.equal(nodes.filter(({ role }) => role === "columnheader").length, head.length);
});

test("announced are quarters, the first failure and changes of state, and nothing else", async () => {
  await gallery.open("light", "live");
  const heard = await gallery.run(async () => {
    const { job, traces } = await import("/gallery-jobs.js");
    const chart = Object.assign(document.createElement("job-progress-chart"), { id: "said" });
    document.body.append(chart);
    const at = async (completed, failed = 0, status = "RUNNING", changes = {}) => {
      const counts = { pending: 20 - completed - failed, processing: 0, completed, failed };
      chart.job = job(status, { input_progress: counts, ...changes });
      chart.traces = traces(completed + failed + 1, 10, (index) => ({ completed: Math.min(index, completed), failed: index < completed ? 0 : index - completed }));
      // Properties that change together are shown in a microtask.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    };
    await at(1);
    while (!chart.snapshot) await new Promise((resolve) => requestAnimationFrame(resolve));
    const regions = [...chart.shadowRoot.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log], output")];
    if (regions.length !== 1) throw new Error(`${regions.length} live regions`);
    let said = [];
    new MutationObserver((records) => {
      for (const { addedNodes, target, type } of records) {
        for (const node of type === "characterData" ? [target] : addedNodes) said.push(node.textContent);
      }
    }).observe(regions[0], { childList: true, characterData: true, subtree: true });
    const steps = [
      [1], [2], [4], [5], [6], [9], [9, 1], [10, 2], [12, 3], [12, 3, "PREEMPTED"], [12, 3], [16, 3], [17, 3], [17, 3, "COMPLETED"], [17, 3, "COMPLETED"],
      // The job is retried: its status may be known before its counts.
      [17, 3, "RUNNING", { retry_count: 1 }], [1, 0, "RUNNING", { retry_count: 1 }], [5, 0, "RUNNING", { retry_count: 1 }],
      [19, 1, "RUNNING", { retry_count: 1 }],
    ];
    const result = [regions[0].textContent];
    for (const step of steps) {
      await at(...step);
      result.push(said.join(" | "));
      said = [];
    }
    chart.jobId = "another";
    await at(11, 1);
    return [...result, said.join(" | ")];
  });
  assert.deepEqual(heard, [
    "", "", "", "", "25% done", "", "", "50% done. The first failure: 1 failed", "", "75% done", "Preempted", "Running", "", "100% done",
    "Completed with failures", "", "Running", "", "25% done", "100% done. The first failure: 1 failed", "",
  ]);
});

test("what is found when the page is opened is not announced, even if the traces come before the job; another job starts in silence", async () => {
  await gallery.open("light", "live");
  const heard = await gallery.run(async () => {
    const { job, ordinary } = await import("/gallery-jobs.js");
    const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const found = {};
    for (const [status, share] of [["RUNNING", 0.64], ["COMPLETED", 1]]) {
      const chart = Object.assign(document.createElement("job-progress-chart"), { traces: ordinary(share) });
      document.body.append(chart);
      while (!chart.snapshot?.points) await frames();
      const region = chart.shadowRoot.querySelector("[role=status]");
      if (chart.snapshot.percent !== null) throw new Error("the number of files is known too early");
      chart.job = job(status);
      await frames();
      if (!(chart.snapshot.percent > 50)) throw new Error(`${chart.snapshot.percent} %`);
      found[status] = [region.textContent];
      chart.job = job("PREEMPTED");
      await frames();
      found[status].push(region.textContent);
      chart.jobId = "another";
      await frames();
      found[status].push(region.textContent);
    }
    return found;
  });
  assert.deepEqual(heard, { RUNNING: ["", "Preempted", ""], COMPLETED: ["", "Preempted", ""] });
});

test("in a total that becomes known later there is no quarter to announce", async () => {
  await gallery.open("light", "live");
  const heard = await gallery.run(async () => {
    const { job, ordinary } = await import("/gallery-jobs.js");
    const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const chart = Object.assign(document.createElement("job-progress-chart"), { traces: ordinary(0.4), job: job("RUNNING", { input_progress: null }) });
    document.body.append(chart);
    const said = [];
    const step = async (changes) => {
      Object.assign(chart, changes);
      await frames();
      said.push([chart.snapshot.percent && Math.floor(chart.snapshot.percent), chart.shadowRoot.querySelector("[role=status]").textContent]);
    };
    while (!chart.snapshot?.points) await frames();
    await step({});
    await step({ total: 25 });
    await step({ traces: ordinary(0.8) });
    return said;
  });
  assert.deepEqual(heard.map(([, text]) => text), ["", "", "75% done"], JSON.stringify(heard));
  assert.equal(heard[0][0], null);
});

test("English texts keep their order on a right-to-left page", async () => {
  await gallery.open("light", "waiting");
  const texts = await gallery.run(async () => {
    document.documentElement.dir = "rtl";
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const text = document.getElementById("waiting").shadowRoot.querySelector(".notice").firstChild;
    const [first, last] = [0, text.length - 1].map((at) => {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect().left;
    });
    return [text.data, first < last];
  });
  assert.deepEqual(texts, ["3 of 9 in the queue", true]);
});

test("a job that is found at its end is not announced", async () => {
  await gallery.open("light", "failures");
  const said = () => gallery.run(() => document.getElementById("failures").shadowRoot.querySelector("[role=status]").textContent);
  assert.equal(await said(), "");
});

test("a response is not spoken while the canvas has the focus, and the table keeps its cells", async () => {
  await gallery.open("light", "live");
  await toCanvas();
  await gallery.run(() => { document.getElementById("live").shadowRoot.querySelector("details").open = true; });
  await gallery.until("the table", () => document.getElementById("live").shadowRoot.querySelector("tbody td") !== null);
  const seen = await gallery.run(async () => {
    const chart = document.getElementById("live");
    const [canvas, cell] = ["canvas", "tbody tr:last-child td"].map((selector) => chart.shadowRoot.querySelector(selector));
    const before = [canvas.getAttribute("aria-valuetext"), cell.textContent];
    const { points, ...traces } = chart.traces;
    const last = points.at(-1);
    chart.traces = { ...traces, points: [...points.slice(0, -1), { ...last, files: { ...last.files, completed: last.files.completed + 1 } }] };
    const end = performance.now() + 30_000;
    while (cell.textContent === before[1] && performance.now() < end) await new Promise(requestAnimationFrame);
    return { before, after: [canvas.getAttribute("aria-valuetext"), cell.textContent], isSame: cell.isConnected };
  });
  assert.equal(seen.after[0], seen.before[0]);
  assert.notEqual(seen.after[1], seen.before[1], "there is a response");
  assert.equal(seen.isSame, true);
  await press(Key.END);
  assert.notEqual((await keyboard()).text, seen.before[0], "a key has the new value spoken");
});

/** Presses keys, one after the other. */
const press = (...keys) => gallery.driver.actions().sendKeys(...keys).perform();
const shift = (key) => gallery.driver.actions().keyDown(Key.SHIFT).sendKeys(key).keyUp(Key.SHIFT).perform();

/** To the canvas; what hears the keys is loaded then. */
async function toCanvas() {
  await press(Key.TAB);
  await gallery.until("the crosshair", () => document.querySelector("job-progress-chart").shadowRoot.querySelector(".crosshair"));
}

/** What the keys have moved: the value that is read out, the shown times, what is visible and where the focus is. */
async function keyboard() {
  return gallery.run(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const { shadowRoot } = document.querySelector("job-progress-chart");
    const canvas = shadowRoot.querySelector("canvas");
    const active = shadowRoot.activeElement;
    return {
      now: Number(canvas.getAttribute("aria-valuenow")),
      text: canvas.getAttribute("aria-valuetext"),
      readout: shadowRoot.querySelector(".readout:not([hidden]) b")?.textContent ?? null,
      reset: shadowRoot.querySelector(".reset:not([hidden])") !== null,
      times: canvasTexts(canvas).map(({ text }) => text).filter((text) => /^\d\d:\d\d(:\d\d)?$/.test(text)),
      focus: active && (active.className || active.querySelector(".label")?.textContent || active.localName),
    };
  });
}

test("Tab goes through the canvas, the legend and the table, and on", async () => {
  await gallery.open("light", "live");
  // Without anything after the chart, some browsers would begin again at its start.
  await gallery.run(() => { document.body.append(document.createElement("button")); });
  const focus = [];
  for (let at = 0; at < 6; at += 1) {
    await press(Key.TAB);
    focus.push((await keyboard()).focus);
  }
  assert.deepEqual(focus, ["canvas", "Completed", "inference", "embedding", "summary", null]);
  await gallery.open("light", "live");
  await press(Key.TAB);
  const outline = await gallery.run(() => getComputedStyle(document.getElementById("live").shadowRoot.querySelector("canvas")).outlineStyle);
  assert.equal(outline, "solid", "the focus can be seen");
  await press(Key.TAB, Key.SPACE);
  assert.equal(await gallery.run(() => document.getElementById("live").shadowRoot.activeElement.ariaPressed), "false", "Space switches a series off");
  await press(Key.TAB, Key.TAB, Key.TAB, Key.ENTER);
  assert.ok(await gallery.run(() => document.getElementById("live").shadowRoot.querySelector("details").open), "Enter opens the table");
  await press(Key.TAB);
  assert.equal((await keyboard()).focus, "rows", "which can be scrolled by keys");
});

test("a legend that scrolls is no stop of its own", async () => {
  await gallery.open("light", "many");
  assert.ok(await gallery.run(() => {
    const legend = document.getElementById("many").shadowRoot.querySelector(".legend");
    return legend.scrollHeight > legend.clientHeight;
  }));
  await press(Key.TAB, Key.TAB);
  assert.equal((await keyboard()).focus, "Completed");
});

test("without data Tab does not stop at the canvas", async () => {
  await gallery.open("light", "waiting");
  await press(Key.TAB);
  assert.equal((await keyboard()).focus, "summary");
});

test("arrows, Home, End and Page keys move what is read out; Escape lets go", async () => {
  await gallery.open("light", "live");
  await toCanvas();
  const moves = [
    [Key.ARROW_LEFT, 99], [Key.ARROW_LEFT, 98], [Key.ARROW_RIGHT, 99], [Key.ARROW_RIGHT, 99], [Key.PAGE_UP, 89], [Key.HOME, 0], [Key.ARROW_LEFT, 0],
    [Key.PAGE_UP, 0], [Key.PAGE_DOWN, 10], [Key.END, 99], [Key.PAGE_DOWN, 99],
  ];
  for (const [at, [key, index]] of moves.entries()) {
    await press(key);
    const { now, text, readout } = await keyboard();
    assert.equal(now, index, `move ${at}`);
    const time = new Date(Date.UTC(2026, 3, 14, 10, 2) + (index + 1) * 9000).toISOString().slice(11, 19);
    assert.ok(text.startsWith(`${time}: Completed `), text);
    assert.equal(readout, time);
  }
  await press(Key.ESCAPE);
  const { now, readout } = await keyboard();
  assert.deepEqual([now, readout], [99, null]);
});

test("Shift with arrows zooms and pans, Escape shows all again", async () => {
  await gallery.open("light", "failures");
  await toCanvas();
  const span = ({ times }) => {
    const [first, last] = [times[0], times.at(-1)].map((time) => Date.parse(`2026-04-14T${time}${time.length < 6 ? ":00" : ""}Z`));
    return { first, width: last - first };
  };
  const whole = await keyboard();
  assert.equal(whole.reset, false);
  await shift(Key.ARROW_UP);
  await shift(Key.ARROW_UP);
  const zoomed = await keyboard();
  assert.equal(zoomed.reset, true, "there is a way back");
  assert.ok(span(zoomed).width < span(whole).width / 2, `${zoomed.times}`);
  for (let at = 0; at < 3; at += 1) await shift(Key.ARROW_LEFT);
  const left = await keyboard();
  assert.ok(span(left).first < span(zoomed).first, `${left.times}`);
  for (let at = 0; at < 6; at += 1) await shift(Key.ARROW_RIGHT);
  assert.ok(span(await keyboard()).first > span(left).first);
  for (let at = 0; at < 30; at += 1) await shift(Key.ARROW_RIGHT);
  const end = await keyboard();
  await shift(Key.ARROW_RIGHT);
  assert.deepEqual(await keyboard(), end, "it ends where the data end");

  await press(Key.HOME);
  const home = await keyboard();
  assert.equal(home.readout, "10:02:09", "the zoomed part follows the crosshair");
  await press(Key.ESCAPE);
  assert.deepEqual([(await keyboard()).readout, (await keyboard()).reset], [null, true]);
  await press(Key.ESCAPE);
  assert.deepEqual(await keyboard(), whole);

  await shift(Key.ARROW_UP);
  await press(Key.TAB);
  assert.equal((await keyboard()).focus, "reset");
  await press(Key.ENTER);
  const { reset, focus } = await keyboard();
  assert.deepEqual([reset, focus], [false, "canvas"], "the focus does not get lost with the button");
});
