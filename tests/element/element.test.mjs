// The element as part of a page: attributes, properties, life and death.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

const EXAMPLE = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));
const answer = (job, change = {}) => ({ body: JSON.stringify({ ...EXAMPLE, job_id: job, ...change }) });

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;

before(async () => {
  browser = await startBrowser(2);
  server = await startServer();
});
beforeEach(async () => {
  await faults?.stop();
  faults = await startFaults(server.url, {
    "a/b c": [answer("a/b c")],
    one: [answer("one")],
    two: [answer("two", { points: [] })],
    slow: [{ body: (async function* () { yield "{"; await new Promise(() => {}); })() }],
  });
  await browser.open(`${faults.url}/blank.html`);
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

const live = (id) => browser.until(`${id} to be live`, (id) => document.getElementById(id).snapshot?.phase === "live", id);
const noProblems = async () => assert.deepEqual(await browser.run(() => watched.problems), []);

test("attributes reach the URL, properties reflect them", async () => {
  await browser.run(() => { addChart("c", { "job-id": "a/b c", "api-base": "/v0.5/", buckets: "7" }); });
  await live("c");
  const [{ path }] = faults.requests("a%2Fb%20c");
  assert.equal(path, "/v0.5/batch/jobs/a%2Fb%20c/inputs/progress/traces?buckets=10");
  const state = await browser.run(() => {
    const chart = document.getElementById("c");
    const before = { jobId: chart.jobId, apiBase: chart.apiBase, buckets: chart.buckets, interval: chart.interval, view: chart.view, paused: chart.paused, total: chart.total };
    Object.assign(chart, { view: "files", total: 12, paused: true, interval: 0.1, jobId: null });
    return { before, after: chart.outerHTML };
  });
  assert.deepEqual(state.before, { jobId: "a/b c", apiBase: "/v0.5/", buckets: 10, interval: 5, view: "auto", paused: false, total: null });
  assert.equal(state.after, '<job-progress-chart id="c" api-base="/v0.5/" buckets="7" view="files" total="12" paused="" interval="0.1"></job-progress-chart>');
  await noProblems();
});

test("buckets are clamped and the key travels as a header, asked for before each request", async () => {
  await browser.run(() => {
    let calls = 0;
    addChart("c", { "job-id": "one", buckets: "5000", interval: "1" }, {
      headers: async () => ({ Authorization: `Bearer key-${++calls}` }),
    });
  });
  await browser.driver.wait(async () => faults.requests("one").length >= 2, 60_000, "two requests");
  const [first, second] = faults.requests("one");
  assert.match(first.path, /\?buckets=1000$/);
  const all = ["traces", "job", "counts"].flatMap((route) => faults.requests("one", route)).map(({ headers }) => headers.authorization);
  assert.equal(first.headers.authorization, "Bearer key-1");
  assert.ok(second && all.every((key) => /^Bearer key-\d+$/.test(key)));
  assert.equal(new Set(all).size, all.length, "a new one each time");
  assert.equal(await browser.run(() => document.documentElement.getHTML({ serializableShadowRoots: true, shadowRoots: [document.getElementById("c").shadowRoot] }).includes("key-")), false);
});

test("headers that fail are an error that says nothing of them", async () => {
  await browser.run(() => {
    addChart("c", { "job-id": "one" }, { headers: () => Promise.reject(new Error("secret-token")) });
    addChart("d", { "job-id": "one" }, { headers: { Authorization: "secret\ntoken" } });
  });
  for (const id of ["c", "d"]) {
    const event = await browser.until("the error", (id) => watched.events[id].find(([type]) => type === "error"), id);
    assert.equal(event[1], "unauthorized");
    assert.ok(!event[2].includes("secret"));
    assert.equal(typeof event[3], "number", "it is tried again");
  }
  assert.equal(faults.requests("one").length, 0);
  await noProblems();
});

test("another job replaces the picture; the old one's answers are dropped", async () => {
  await browser.run(() => { addChart("c", { "job-id": "one" }); });
  await live("c");
  const phases = await browser.run(async () => {
    const chart = document.getElementById("c");
    chart.jobId = "two";
    await null;
    const between = chart.snapshot.phase;
    return [between, chart.traces];
  });
  assert.deepEqual(phases, ["loading", null]);
  await browser.until("the empty job", () => document.getElementById("c").snapshot.phase === "empty");
  const state = await browser.run(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const canvas = document.getElementById("c").shadowRoot.querySelector("canvas");
    const painted = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte);
    return [painted, document.getElementById("c").shadowRoot.querySelector(".notice").textContent];
  });
  assert.deepEqual(state, [false, "No progress yet"]);
});

test("only what changes the request asks anew", async () => {
  await browser.run(() => { addChart("c", { "job-id": "one" }); });
  await live("c");
  await browser.run(() => { Object.assign(document.getElementById("c"), { view: "files", total: 30, kinds: "x" }); });
  await browser.until("the new view", () => document.getElementById("c").snapshot.total === 30);
  assert.equal(faults.requests("one").length, 1);
  await browser.run(() => { document.getElementById("c").buckets = 20; });
  await browser.driver.wait(async () => faults.requests("one").length === 2, 60_000, "the request");
  assert.equal(faults.requests("one")[1].headers["if-none-match"], undefined, "a validator is for one configuration");
});

test("traces set by hand are drawn without a request", async () => {
  await browser.run((traces) => { addChart("c", { "job-id": "one" }, { traces }); }, EXAMPLE);
  await live("c");
  const state = await browser.run(() => {
    const chart = document.getElementById("c");
    const drawn = chart.snapshot.completed;
    chart.traces = { job_id: "x", points: 5 };
    return [drawn, chart.snapshot.completed, chart.shadowRoot.querySelector(".footer").textContent, watched.events.c];
  });
  assert.deepEqual(state.slice(0, 2), [8, 8], "the last good picture stays");
  assert.match(state[2], /list of points/);
  assert.deepEqual(state[3].map(([type, code]) => [type, code]), [["progress", null], ["error", "bad-response"]]);
  assert.equal(faults.requests("one").length, 0);
  await browser.run(() => { document.getElementById("c").traces = undefined; });
  await browser.driver.wait(async () => faults.requests("one").length === 1, 60_000, "the request");
});

test("properties set before the tag is defined count", async () => {
  await browser.open(`${faults.url}/late.html`);
  await browser.run(async (traces) => {
    const chart = document.querySelector("job-progress-chart");
    Object.assign(chart, { traces, view: "files", headers: { a: "b" } });
    await import("/package/www/index.js");
  }, EXAMPLE);
  await browser.until("the late chart", () => document.querySelector("job-progress-chart").snapshot?.completed === 8);
  assert.deepEqual(await browser.run(() => {
    const chart = document.querySelector("job-progress-chart");
    return [chart.getAttribute("view"), chart.headers, Object.keys(chart)];
  }), ["files", { a: "b" }, []]);
});

test("the bitmap has the device's pixels and follows the element's size", async () => {
  await browser.run(() => { addChart("c", { "job-id": "one" }); });
  await live("c");
  const fits = () => {
    const canvas = document.getElementById("c").shadowRoot.querySelector("canvas");
    const box = canvas.getBoundingClientRect();
    return devicePixelRatio === 2 && Math.abs(canvas.width - box.width * 2) <= 1 && Math.abs(canvas.height - box.height * 2) <= 1 && canvas.width;
  };
  assert.equal(await browser.until("the size", fits), 1280);
  await browser.run(() => { document.getElementById("c").attributeStyleMap.set("inline-size", CSS.px(300.5)); });
  const narrow = await browser.until("the new size", `() => { const width = (${fits})(); return width < 700 && width; }`);
  assert.equal(narrow, 601);
  assert.equal(await browser.run(() => document.body.querySelectorAll(":scope > :not(job-progress-chart)").length), 0);
});

test("moving keeps, removing stops, coming back starts", async () => {
  await browser.run(() => { addChart("c", { "job-id": "one", interval: "1" }); });
  await live("c");
  const moved = await browser.run(() => {
    const chart = document.getElementById("c");
    const main = document.body.appendChild(document.createElement("main"));
    main.append(chart);
    return chart.snapshot.phase;
  });
  assert.equal(moved, "live", "a move keeps the picture");
  await browser.run(() => {
    window.kept = document.getElementById("c");
    kept.remove();
  });
  await browser.until("the element to free its chart", () => kept.snapshot === null);
  const requests = faults.requests("one").length;
  await browser.run(() => { document.body.append(kept); });
  await browser.driver.wait(async () => faults.requests("one").length > requests, 60_000, "a request after coming back");
  await live("c");
  await noProblems();
});

test("removing aborts the request under way", async () => {
  await browser.run(() => { addChart("c", { "job-id": "slow" }); });
  await browser.driver.wait(async () => faults.requests("slow").length === 1, 60_000, "the request");
  await browser.run(() => document.getElementById("c").remove());
  await browser.driver.wait(() => faults.requests("slow")[0].closed, 60_000, "the end of the request");
  assert.deepEqual(await browser.run(() => watched.events.c), [], "no event after it is removed");
  await noProblems();
});

test("paused asks nothing", async () => {
  await browser.run(() => { addChart("c", { "job-id": "one", paused: "" }); addChart("d", { "job-id": "two" }); });
  await browser.until("the other chart", () => document.getElementById("d").snapshot?.phase === "empty");
  assert.equal(faults.requests("one").length, 0);
  await browser.run(() => { document.getElementById("c").paused = false; });
  await live("c");
});

test("refresh does not break a pause", async () => {
  await browser.run(() => { addChart("c", { "job-id": "one", paused: "" }); addChart("d", { "job-id": "two" }); });
  await browser.run(() => { document.getElementById("c").refresh(); });
  await browser.until("the other chart", () => document.getElementById("d").snapshot?.phase === "empty");
  assert.equal(faults.requests("one").length, 0);
});

test("it fills a row of a flex box, too", async () => {
  const widths = await browser.run(() => {
    document.styleSheets[0].disabled = true;
    document.body.attributeStyleMap.set("display", "flex");
    return [addChart("c").offsetWidth, document.body.clientWidth];
  });
  assert.ok(widths[1] > 300);
  assert.equal(widths[0], widths[1]);
});

test("what is set by hand causes events only when it is another, and can be taken back", async () => {
  const seen = await browser.run(async (traces) => {
    const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const chart = addChart("c", {}, { traces, job: { status: "RUNNING", name: "By hand" } });
    let status = 0;
    chart.addEventListener("statuschange", () => { status += 1; });
    while (!chart.snapshot) await frames();
    const before = [chart.snapshot.name, chart.snapshot.completed, status, watched.events.c.length];
    Object.assign(chart, { view: "files", total: 30 });
    await frames();
    const same = [status, watched.events.c.length];
    chart.job = undefined;
    await frames();
    const without = [chart.snapshot.name, chart.snapshot.completed];
    chart.traces = undefined;
    await frames();
    return [before, same, without, chart.snapshot.phase, chart.traces ?? null];
  }, EXAMPLE);
  assert.deepEqual(seen, [["By hand", 8, 1, 2], [1, 2], [null, 8], "idle", null]);
});

test("strings that are none stay English and stop nothing", async () => {
  const text = await browser.run(async (traces) => {
    const chart = addChart("c", { total: "25" }, { traces, strings: { doneOf: { one: "x" }, table: 5, running: "Läuft" } });
    while (!chart.snapshot) await new Promise(requestAnimationFrame);
    return chart.shadowRoot.querySelector(".header").textContent + chart.shadowRoot.querySelector("summary").textContent;
  }, EXAMPLE);
  assert.match(text, /Läuft.*9 of 25 files.*Table/);
  await noProblems();
});

test("elapsed times are told everywhere", async () => {
  const times = await browser.run(async (traces) => {
    const chart = addChart("c", { "time-axis": "elapsed" }, { traces });
    while (!chart.snapshot) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const root = chart.shadowRoot;
    root.querySelector("details").open = true;
    while (!root.querySelector("tbody th")) await new Promise(requestAnimationFrame);
    chart.timeAxis = "elapsed";
    await null;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    root.querySelector("canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "End" }));
    return [root.querySelector("tbody th").textContent, root.querySelector("canvas").getAttribute("aria-valuetext").slice(0, 8)];
  }, EXAMPLE);
  assert.deepEqual(times, ["00:00:30", "00:13:00"]);
});

test("an unknown job of the real server is told, with no job nothing is asked", async () => {
  await browser.run(() => { addChart("c", { "job-id": "job_unknown" }); addChart("d"); });
  const event = await browser.until("the error", () => watched.events.c.find(([type]) => type === "error"));
  assert.deepEqual([event[1], event[3]], ["not-found", null]);
  assert.equal(await browser.run(() => document.getElementById("d").shadowRoot.querySelector(".notice").textContent), "There is no job to show");
});

test("the class works on a canvas of the page's own", async () => {
  const seen = await browser.run(async () => {
    const { load, JobProgressChart } = await import("/package/www/chart.js");
    await Promise.all([load(), load()]);
    const canvas = document.body.appendChild(document.createElement("canvas"));
    const chart = new JobProgressChart(canvas, { jobId: "one", interval: 1 });
    const events = [];
    const heard = new Promise((resolve) => {
      chart.onchange = (type, { completed }) => {
        events.push([type, completed]);
        if (type === "progress") resolve();
      };
    });
    chart.resize(320, 200, devicePixelRatio);
    chart.start();
    await heard;
    chart.stop();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const result = [events, canvas.width, canvas.height, chart.pointAt(310)?.completed];
    chart.free();
    return result;
  });
  assert.deepEqual(seen, [[["poll", 8], ["progress", 8]], 640, 400, 8]);
  await noProblems();
});

test("what a callback throws is reported and harms nothing", async () => {
  await browser.run(async () => {
    const chart = addChart("c", { "job-id": "one", interval: "1" });
    chart.addEventListener("poll", () => { throw new Error("page's own mistake"); });
  });
  await browser.until("three polls", () => watched.events.c.filter(([type]) => type === "poll").length >= 3);
  assert.ok(await browser.run(() => watched.problems.length) >= 3);
});
