// The element as part of a page: attributes, properties, life and death.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { needs } from "../harness/engines/index.mjs";
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
    down: [{ status: 500 }],
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

/** In the page: shows 50 jobs one after another, then `two`; gives the ms that each was shown. */
async function switchJobs(id, pause) {
  const pauses = {
    none: () => undefined,
    microtask: () => Promise.resolve(),
    task: () => new Promise((resolve) => setTimeout(resolve)),
    frame: () => new Promise((resolve) => requestAnimationFrame(resolve)),
  };
  const chart = document.getElementById(id);
  const shown = {};
  for (let n = 0; n < 50; n += 1) {
    const begin = performance.now();
    chart.jobId = `${pause}-${n}`;
    const wait = pauses[pause]();
    if (wait) await wait;
    shown[chart.jobId] = performance.now() - begin;
  }
  chart.jobId = "two";
  return shown;
}

test("jobs that are shown for a moment only are not requested", async () => {
  await browser.run(() => { addChart("c", { "job-id": "one" }); });
  for (const pause of ["none", "microtask", "task", "frame"]) {
    await browser.run(() => { document.getElementById("c").jobId = "one"; });
    await live("c");
    const before = faults.requests("two").length;
    const shown = await browser.run(switchJobs, "c", pause);
    await browser.until("the last job", () => document.getElementById("c").snapshot.phase === "empty");
    const requested = Object.keys(shown).filter((job) => faults.requests(job).length + faults.requests(job, "job").length > 0);
    const isOneTask = pause === "none" || pause === "microtask";
    assert.deepEqual(requested.filter((job) => isOneTask || shown[job] < 100), [], pause);
    assert.equal(faults.requests("two").length, before + 1, pause);
  }
  await noProblems();
});

test("only what changes the request asks anew", async () => {
  await browser.run(() => { addChart("c", { "job-id": "one", interval: "60" }); });
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

test("what could not be drawn is no failure any more when it is taken back", async () => {
  const footers = await browser.run(async () => {
    const chart = addChart("c", { paused: "", "job-id": "one" });
    while (!chart.snapshot) await new Promise(requestAnimationFrame);
    const footer = () => chart.shadowRoot.querySelector(".footer").textContent;
    chart.traces = {};
    const refused = footer();
    chart.view = "files";
    await null;
    const same = footer() === refused;
    chart.traces = undefined;
    return [refused, same, footer()];
  });
  assert.match(footers[0], /`points` is missing/);
  assert.deepEqual(footers.slice(1), [true, ""]);
});

test("after options that were refused the picture is the same as before", async () => {
  const pictures = await browser.run(async (traces) => {
    const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const chart = addChart("c", {}, { traces, job: { status: "COMPLETED", name: "By hand" } });
    while (!chart.snapshot) await frames();
    await frames();
    const canvas = chart.shadowRoot.querySelector("canvas");
    const before = canvas.toDataURL();
    chart.apiBase = "ftp://x";
    await frames();
    const isEmpty = !canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte);
    const notice = chart.shadowRoot.querySelector(".notice").textContent;
    chart.apiBase = "/v0.5";
    await frames();
    return { isEmpty, notice, isSame: canvas.toDataURL() === before };
  }, EXAMPLE);
  assert.match(pictures.notice, /apiBase/);
  assert.deepEqual([pictures.isEmpty, pictures.isSame], [true, true]);
});

test("a cursor that is set before there are data waits for them", async () => {
  await browser.run(() => {
    const time = Date.parse("2026-01-01T00:00:00Z");
    for (const id of ["connected", "early"]) {
      const chart = document.createElement("job-progress-chart");
      chart.id = id;
      if (id === "early") chart.cursor = time;
      document.body.append(chart);
      if (id === "connected") chart.cursor = time;
      chart.jobId = "one";
    }
    window.cursors = () => ["connected", "early"].map((id) => document.getElementById(id).cursor);
  });
  const points = EXAMPLE.points.map(({ t }) => Date.parse(t));
  await live("connected");
  await live("early");
  assert.deepEqual(await browser.until("the crosshairs", () => cursors().every((time) => time !== null) && cursors()), [points[0], points[0]]);
  assert.deepEqual(await browser.run(() => {
    for (const id of ["connected", "early"]) document.getElementById(id).cursor = null;
    return cursors();
  }), [null, null]);
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
  await browser.run(() => { document.getElementById("c").style.inlineSize = "300.5px"; });
  const narrow = await browser.until("the new size", `() => { const width = (${fits})(); return width < 700 && width; }`);
  assert.equal(narrow, 601);
  assert.equal(await browser.run(() => document.body.querySelectorAll(":scope > :not(job-progress-chart)").length), 0);
});

test("the bitmap follows the device pixel ratio, also where its exact size can't be observed", needs("ratio"), async () => {
  await browser.open(`${faults.url}/late.html`);
  await browser.run(async (traces) => {
    // As in Safari.
    const { observe } = ResizeObserver.prototype;
    ResizeObserver.prototype.observe = function (target, options) {
      if (options?.box === "device-pixel-content-box") throw new TypeError("no such box");
      observe.call(this, target, options);
    };
    delete ResizeObserverEntry.prototype.devicePixelContentBoxSize;
    await import("/package/www/index.js");
    document.querySelector("job-progress-chart").traces = traces;
  }, EXAMPLE);
  const follows = (ratio) => browser.until(`${ratio} device pixels per CSS pixel`, (width) =>
    document.querySelector("job-progress-chart").shadowRoot?.querySelector("canvas").width === width, 640 * ratio);
  await follows(2);
  for (const ratio of [1, 3, 2]) {
    await browser.setRatio(ratio);
    await follows(ratio);
  }
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

test("a paused chart does not announce a next try", async () => {
  await browser.run(() => { addChart("c", { "job-id": "down" }); });
  const footer = (word) => browser.until(`the footer ${word}`, (word) => {
    const text = document.getElementById("c").shadowRoot.querySelector(".footer").textContent;
    return text.includes("problem (500)") && !text.includes(". Next") && text.includes("Next try") === (word === "with a next try");
  }, word);
  await footer("with a next try");
  await browser.run(() => { document.getElementById("c").paused = true; });
  await footer("without one");
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
    document.body.style.display = "flex";
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

test("a rate of one has the singular", async () => {
  const rate = await browser.run(async (traces) => {
    const start = Date.parse(traces.points[0].t);
    const points = Array.from({ length: 60 }, (_, at) => ({ t: new Date(start + at * 60_000).toISOString(), step: at, files: { completed: at + 1, failed: 0 }, items: {} }));
    const job = { id: traces.job_id, status: "RUNNING", created_at: points[0].t, started_at: points[0].t };
    const chart = addChart("c", { total: "100" }, { job, traces: { ...traces, bucket_seconds: 60, points, latest_event_at: points.at(-1).t } });
    while (!chart.snapshot) await new Promise(requestAnimationFrame);
    const text = () => chart.shadowRoot.querySelector(".rate").textContent;
    const before = text();
    chart.strings = { perMinute: { one: "{n} Datei/min", other: "{n} Dateien/min" } };
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return [before, text()];
  }, EXAMPLE);
  assert.deepEqual(rate, ["1 file/min", "1 Datei/min"]);
});

test("kinds are separated by spaces or commas, or in an array", async () => {
  const shown = await browser.run(async (traces) => {
    const [point] = traces.points.slice(-1);
    const items = { inference: { success: 3, failed: 0 }, embedding: { success: 2, failed: 0 }, ocr: { success: 1, failed: 0 } };
    const chart = addChart("c", {}, { traces: { ...traces, points: [{ ...point, items }] } });
    while (!chart.snapshot) await new Promise(requestAnimationFrame);
    const result = [];
    for (const kinds of ["inference embedding", "inference,embedding", " inference, embedding,", ["inference", "embedding"], [], ""]) {
      chart.kinds = kinds;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      result.push(chart.snapshot.kinds.filter(({ name }) => name !== null).length);
    }
    return result;
  }, EXAMPLE);
  assert.deepEqual(shown, [2, 2, 2, 2, 3, 3]);
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

test("each bucket of a job of seconds has a time of its own", async () => {
  const times = await browser.run(async (traces) => {
    const start = Date.parse("2026-04-14T10:00:00Z");
    const points = Array.from({ length: 100 }, (_, at) => ({ ...traces.points[0], t: new Date(start + (at + 1) * 410).toISOString(), step: at }));
    const chart = addChart("c", { "time-zone": "UTC", lang: "en" }, { traces: { ...traces, points } });
    while (!chart.snapshot) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const result = [];
    for (const point of points.slice(0, 3)) {
      chart.cursor = Date.parse(point.t);
      result.push(chart.shadowRoot.querySelector("canvas").getAttribute("aria-valuetext").slice(0, 10));
    }
    return result;
  }, EXAMPLE);
  assert.deepEqual(times, ["10:00:00.4", "10:00:00.8", "10:00:01.2"]);
});

test("errors have the page's own words by their code; the event keeps the message", async () => {
  await browser.open(`${faults.url}/log.html`);
  await browser.until("the page", () => window.addLog && customElements.get("job-progress-log"));
  await browser.run(() => {
    const strings = { "not-found": "Diesen Auftrag gibt es nicht.", nextTry: "{message} Wieder in {time}" };
    addChart("c", { "job-id": "job_unknown" }, { strings });
    addLog("l", { "job-id": "job_unknown" }, { strings });
  });
  for (const id of ["c", "l"]) {
    await browser.until("the words", (id) => document.getElementById(id).shadowRoot.querySelector(".notice").textContent.startsWith("Diesen Auftrag gibt es nicht."), id);
    assert.equal(await browser.run((id) => document.getElementById(id).shadowRoot.querySelector(".status").textContent, id), "Diesen Auftrag gibt es nicht.");
    const error = await browser.run((id) => watched.events[id].find(([type]) => type === "error"), id);
    assert.match(error[2], /^There is no such job here/);
  }
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
