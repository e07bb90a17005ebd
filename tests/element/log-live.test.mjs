// A log of a running job: following the tail, the scroll position, retries, the end of the job, faults and hostile entries.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { entries, entry, logTools, scripted, START } from "../harness/entries.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;
/** @type {Record<string, any>} */ const scripts = {};

before(async () => {
  browser = await startBrowser(1, { scripts: [logTools] });
  server = await startServer();
  faults = await startFaults(server.url, scripts);
});
beforeEach(async () => {
  await browser.open(`${faults.url}/log.html`);
  await browser.until("the page", () => customElements.get("job-progress-log") && customElements.get("job-progress-chart"));
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

/** Scripts a job; the test changes its state later. */
function make(job, state) {
  scripts[job] = scripted(job, state);
  return state;
}

const show = (job, attributes = {}, properties = {}) => browser.run((job, attributes, properties) => {
  addLog("l", { "job-id": job, interval: "1", "time-zone": "UTC", ...attributes }, properties);
}, job, attributes, properties);
const counted = (n) => browser.until(`${n} entries`, (n) => log().count === n, n);
const loaded = () => browser.until("the rows", () => rows().length > 0 && rows().every(({ absent }) => !absent));
const seen = () => browser.run(async () => {
  await frames();
  return rows();
});
const scroll = (top) => browser.run(async (top) => {
  part(".viewport").scrollTop = top;
  await frames();
}, top);
const add = (state, count) => {
  for (let n = 0; n < count; n += 1) state.list.push(entry(state.list.length));
};
const message = (n) => `Message ${n}`;
const pages = (job) => faults.requests(job, "progress").map(({ path }) => new URL(path, "http://host").searchParams);

for (const order of ["oldest-first", "newest-first"]) {
  test(`it follows the tail until the reader leaves it, ${order}`, async () => {
    const job = `tail-${order}`;
    const state = make(job, { list: entries(300) });
    await show(job, { order });
    await counted(300);
    await loaded();
    const last = (/** @type {any[]} */ rows) => (order === "oldest-first" ? rows.at(-1) : rows[0]);
    assert.equal(last(await seen()).text, message(299));
    add(state, 5);
    await counted(305);
    await loaded();
    assert.equal(last(await seen()).text, message(304), "the newest is in sight");
    assert.equal(await browser.run(() => news()), "");

    await scroll(order === "oldest-first" ? 100 * 32 : 204 * 32);
    await loaded();
    const before = await seen();
    assert.equal(before[0].y, 0);
    const held = pages(job).length;
    add(state, 12);
    await counted(317);
    const after = await seen();
    assert.deepEqual(after.map(({ text, y }) => [text, y]), before.map(({ text, y }) => [text, y]), "nothing has moved");
    assert.equal(await browser.run(() => news()), "12 new entries");
    assert.deepEqual(pages(job).slice(held).map((query) => query.get("limit")), ["1"], "new ones are only counted");
    add(state, 1);
    await counted(318);
    assert.equal(await browser.run(() => news()), "13 new entries");

    await browser.run(() => { part(".new-entries").click(); });
    await loaded();
    assert.equal(last(await seen()).text, message(317));
    assert.equal(await browser.run(() => news()), "");
    assert.equal(await browser.run(() => log().shadowRoot.activeElement?.ariaPosInSet), order === "oldest-first" ? "318" : "1", "the focus goes along");
    add(state, 1);
    await counted(319);
    await loaded();
    assert.equal(last(await seen()).text, message(318), "it follows again");
    assert.deepEqual(await browser.run(() => watched.problems), []);
  });
}

test("a scroll in the very frame in which the list is shown anew is not undone", async () => {
  make("same-frame", { list: entries(200) });
  await show("same-frame");
  await counted(200);
  await loaded();
  for (const top of [3000, 640, 2000]) {
    const after = await browser.run(async (top) => {
      part(".viewport").scrollTop = top;
      log().strings = { entries: `{n} at ${top}` };
      await frames();
      return part(".viewport").scrollTop;
    }, top);
    assert.equal(after, top);
  }
});

test("the end of the list's own scrolling does not undo the reader's", async () => {
  make("own-end", { list: entries(200) });
  await show("own-end");
  await counted(200);
  await loaded();
  const after = await browser.run(async () => {
    part(".viewport").scrollTop = 640;
    // As it is told of a move before.
    part(".viewport").dispatchEvent(new Event("scrollend"));
    await frames();
    return part(".viewport").scrollTop;
  });
  assert.equal(after, 640);
});

test("a list that grows at its end goes on following", async () => {
  const state = make("grows", { list: entries(200) });
  await show("grows");
  await counted(200);
  await loaded();
  for (const height of [600, 300, 500]) {
    await browser.run(async (height) => {
      log().style.blockSize = `${height}px`;
      // It is shown anew before the browser tells of its height.
      log().strings = { entries: `{n} at ${height}` };
      await frames();
    }, height);
    add(state, 1);
    await counted(state.list.length);
    await browser.until(`the newest at ${height} px`, (text) => rows().at(-1)?.text === text, message(state.list.length - 1));
  }
});

test("one new entry is one; an open entry holds the list still", async () => {
  const state = make("one", { list: entries(60) });
  await show("one");
  await counted(60);
  await loaded();
  await browser.run(() => { [...log().shadowRoot.querySelectorAll(".row")].find((row) => row.ariaPosInSet === "58").click(); });
  const before = await seen();
  assert.equal(before.find(({ selected }) => selected)?.text, message(57), "it is not hidden by its own detail");
  add(state, 1);
  await counted(61);
  assert.deepEqual((await seen()).map(({ text, y }) => [text, y]), before.map(({ text, y }) => [text, y]));
  // The list has become shorter: some of the last entries are below its edge, too.
  assert.match(await browser.run(() => news()), /^1 new entry$/);
});

test("a list that the server keeps newest first is read the same", async () => {
  const state = make("reversed", { list: entries(400), newestFirst: true });
  await show("reversed");
  await counted(400);
  await browser.until("the newest", (text) => rows().at(-1)?.text === text, message(399));
  add(state, 3);
  await counted(403);
  await browser.until("the newest of them", (text) => rows().at(-1)?.text === text, message(402));
  await scroll(10 * 32);
  await loaded();
  assert.equal((await seen())[0].text, message(10));
});

/** What a retry does to the scripted job: the second attempt begins at once. */
const retry = (state, list) => {
  state.list = list;
  state.about = { retry_count: 1, started_at: new Date(START + 1_000_000).toISOString() };
};
const second = (count) => Array.from({ length: count }, (_, n) => entry(1000 + n, { message: `Again ${n}` }));

test("a retry that takes the entries off the server: those that were here stay, and are marked", async () => {
  const state = make("retried", { list: entries(80) });
  await show("retried");
  await counted(80);
  await scroll(30 * 32);
  await loaded();
  const before = await seen();
  retry(state, second(5));
  // The marks may come first: the job's answer says when the second attempt began.
  await browser.until("the second attempt", () => news() === "5 new entries" && rows().every(({ earlier }) => earlier));
  assert.deepEqual((await seen()).map(({ text, y }) => [text, y]), before.map(({ text, y }) => [text, y]), "the reader's place");
  await browser.run(() => { part(".new-entries").click(); });
  await loaded();
  const rows = await seen();
  assert.deepEqual(rows.slice(-5).map(({ text, earlier }) => [text, earlier]), [0, 1, 2, 3, 4].map((n) => [`Again ${n}`, false]));
  assert.deepEqual(rows.map(({ border }) => border), rows.map((_, at) => at === rows.length - 5), "the line is where the second begins");
  assert.ok(rows.at(-6).earlier);
  const said = await browser.run(() => [...log().shadowRoot.querySelectorAll(".row.earlier")].every((row) => row.querySelector(".hidden").textContent && row.textContent.includes("before the retry")));
  assert.ok(said, "in words, too");
  state.list.push(entry(1005, { message: "Again 5" }));
  await counted(rows.at(-1).size + 1);
  await browser.until("the next of the second attempt", () => rows().at(-1)?.text === "Again 5");
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

test("a retry after which the server keeps the entries: those of before are marked", async () => {
  const list = entries(40);
  const state = make("kept", { list });
  await show("kept", { order: "newest-first" });
  await counted(40);
  retry(state, [...list, ...second(4)]);
  await counted(44);
  await loaded();
  await browser.until("the marks", () => rows().filter(({ earlier }) => !earlier).length === 4);
  const rows = await seen();
  assert.deepEqual(rows.slice(0, 5).map(({ text, earlier, border }) => [text, earlier, border]), [
    ["Again 3", false, false], ["Again 2", false, false], ["Again 1", false, false], ["Again 0", false, true], [message(39), true, false],
  ]);
});

test("the simulator's retry: what was read of the first attempt stays", async () => {
  const real = await startServer(["--simulate", "--scenario", "retry", "--speed", "8", "--head-start", "120", "--seed", "7"]);
  try {
    await browser.open(`${real.url}/log.html`);
    await browser.until("the page", () => customElements.get("job-progress-log"));
    await show("job_2retry3def4ghi5jkl6mno7");
    const route = `${real.url}/v0.5/batch/jobs/job_2retry3def4ghi5jkl6mno7`;
    const ask = async (path) => (await fetch(route + path)).json();
    await browser.until("the first attempt", () => log().count >= 10);
    let first = [];
    await browser.driver.wait(async () => {
      const page = await ask("/progress?limit=1000");
      const { retry_count: retries } = await ask("");
      if (retries === 0) first = page.entries;
      return retries === 1 && page.total > 10;
    }, 60_000, "the second attempt");
    // After the end it polls only for a while.
    await browser.run(() => log().refresh());
    await browser.until("what is left of the first", () => {
      part(".viewport").scrollTop = 0;
      // A list that can be seen whole would go on following its tail.
      return log().count > 40 && rows().length > 0 && rows().every(({ absent }) => !absent) && rows()[0].earlier;
    });
    const times = await browser.run(() => [...log().shadowRoot.querySelectorAll(".row.earlier .time")].map(({ title }) => title));
    assert.ok(times.length > 5);
    for (const time of times) assert.ok(first.some(({ created_at }) => created_at === time), `${time} is of the first attempt`);
    await browser.until("the line where the second begins", () => {
      const all = rows();
      const at = all.findIndex(({ border }) => border);
      if (at > 0 && all.every(({ earlier }, place) => earlier === place < at)) return true;
      // From the top down and again, not past the line before the rows have come.
      const viewport = part(".viewport");
      if (all.every(({ absent }) => !absent)) window.sought = ((window.sought ?? 0) + 100) % viewport.scrollHeight;
      viewport.scrollTop = window.sought ?? 0;
      return false;
    });
    assert.deepEqual(await browser.run(() => watched.problems), []);
  } finally {
    await real.stop();
  }
});

test("the simulator's resumed job: the first attempt's entries are all there, and marked", async () => {
  const real = await startServer(["--simulate", "--scenario", "resumed", "--head-start", "4000", "--seed", "7"]);
  try {
    const job = "job_2resumed3def4ghi5jkl6mno7";
    const route = `${real.url}/v0.5/batch/jobs/${job}`;
    const { started_at: started, retry_count: retries } = await (await fetch(route)).json();
    const { entries: all } = await (await fetch(`${route}/progress?limit=1000`)).json();
    const first = all.filter(({ created_at }) => Date.parse(created_at) < Date.parse(started)).length;
    assert.ok(retries === 1 && first > 30 && first < all.length - 30);
    await browser.open(`${real.url}/log.html`);
    await browser.until("the page", () => customElements.get("job-progress-log"));
    await show(job);
    await counted(all.length);
    await browser.until("the line where the second begins", (top) => {
      part(".viewport").scrollTop = top;
      return rows().length > 5 && rows().every(({ absent }) => !absent) && rows().some(({ border }) => border);
    }, (first - 3) * 32);
    const rows = await seen();
    assert.deepEqual(rows.map(({ text }) => text), all.slice(first - 3, first - 3 + rows.length).map(({ message }) => message));
    assert.deepEqual(rows.map(({ earlier, border }) => [earlier, border]), rows.map((_, at) => [at < 3, at === 3]));
  } finally {
    await real.stop();
  }
});

test("a job that is deleted while somebody looks: its rows stay, and it is said", async () => {
  const state = make("deleted", { list: entries(50) });
  await show("deleted");
  await counted(50);
  await loaded();
  const before = await seen();
  const body = JSON.stringify({ errors: [{ code: "not_found", message: "Job 'deleted' was not found." }] });
  scripts.deleted = { traces: [{ status: 404, body }], job: [{ status: 404, body }], progress: [{ status: 404, body }] };
  await browser.until("the words", () => said().startsWith("The server no longer has this job."));
  assert.ok((await browser.run(() => said())).includes("Job 'deleted' was not found."));
  assert.deepEqual((await seen()).map(({ text }) => text), before.map(({ text }) => text));
  assert.equal(await browser.run(() => part("[role=status]").textContent.startsWith("The server no longer has this job.")), true, "said aloud");
  const error = await browser.run(() => watched.events.l.find(([type]) => type === "error"));
  assert.deepEqual([error[1], error[3]], ["not-found", null]);
  await browser.run(() => { [...log().shadowRoot.querySelectorAll(".row")].at(-1).click(); });
  assert.ok(await browser.run((text) => part(".detail").textContent.includes(text), message(49)), "and can be read");
  assert.ok(state.list.length === 50);
});

test("no entries yet, then the first", async () => {
  const state = make("empty", { list: [] });
  await show("empty");
  await browser.until("the words", () => notice() === "No entries yet");
  assert.equal(await browser.run(() => part(".menu").hidden), true, "nothing to export");
  add(state, 1);
  await counted(1);
  await loaded();
  assert.deepEqual((await seen()).map(({ text }) => text), [message(0)]);
});

test("refused entries, a server that fails, and a bad answer say so; the log goes on where that helps", async () => {
  const good = scripted("flaky", { list: entries(10) });
  const denied = { status: 403, body: JSON.stringify({ errors: [{ code: "forbidden", message: "Not your entries." }] }) };
  scripts.denied = { ...scripted("denied", { list: entries(3) }), progress: [denied] };
  scripts.flaky = { ...good, progress: [{ status: 503, headers: { "retry-after": "2" } }, { body: "{" }, ...good.progress] };
  await show("denied");
  await browser.until("the words", () => notice().includes("Not your entries."));
  // It stays on the page while the other one goes through its troubles.
  await browser.run(() => { log().id = "denied"; });
  await show("flaky");
  await browser.until("the fault", () => watched.events.l.some(([type, code]) => type === "error" && code === "server"));
  await browser.until("when it tries again", () => /Next try in \d/.test(said()));
  await browser.until("the bad answer", () => watched.events.l.some(([type, code]) => type === "error" && code === "bad-response"));
  await counted(10);
  await loaded();
  assert.match(await browser.run(() => said()), /^10 entries/);
  assert.equal(faults.requests("denied", "progress").length, 1, "what was refused is not asked again");
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

test("paused and out of sight it asks nothing", async () => {
  const state = make("paused", { list: entries(30) });
  await show("paused", { paused: "" });
  await browser.until("the words", () => notice() === "Paused");
  assert.equal(pages("paused").length, 0);
  await browser.run(() => { log().paused = false; });
  await counted(30);
  await browser.run(async () => {
    const far = document.createElement("div");
    far.style.blockSize = "5000px";
    document.body.prepend(far);
    // Two frames later the browser has told of it.
    await frames();
    await frames();
  });
  const before = pages("paused").length;
  add(state, 5);
  await browser.run(() => new Promise((resolve) => setTimeout(resolve, 2500)));
  assert.equal(pages("paused").length, before);
  await browser.run(() => log().scrollIntoView());
  await counted(35);
  await browser.run(() => { log().paused = true; });
  await browser.until("the word", () => said().includes("Paused"));
});

test("with a chart in sight, a log out of sight still asks nothing", async () => {
  const state = make("below", { list: entries(30) });
  await browser.run(() => {
    addChart("c", { "job-id": "below", interval: "1" });
    addLog("l", { for: "c" });
  });
  await counted(30);
  await browser.run(async () => {
    const far = document.createElement("div");
    far.style.blockSize = "5000px";
    log().before(far);
    // Two frames later the browser has told of it.
    await frames();
    await frames();
  });
  const before = pages("below").length;
  const polled = await browser.run(() => watched.events.c.filter(([type]) => type === "progress").length);
  for (let n = 1; n <= 2; n += 1) {
    add(state, 1);
    await browser.until(`progress ${n}`, (n) => watched.events.c.filter(([type]) => type === "progress").length >= n, polled + n);
  }
  assert.equal(pages("below").length, before);
  await browser.run(() => log().scrollIntoView());
  await counted(32);
});

test("a log that is moved or hidden stays where its reader is, and goes on with what was under way", async () => {
  const state = make("tabs", { list: entries(800) });
  const [answer] = scripts.tabs.progress;
  const slow = { delay: 0 };
  scripts.tabs.progress = [(headers, query) => ({ ...answer(headers, query), ...slow })];
  await browser.run(() => {
    addChart("c", { "job-id": "tabs", interval: "1" });
    addLog("l", { for: "c" });
  });
  await counted(800);
  await scroll(180 * 32);
  await loaded();
  const place = async () => (await seen())[0].place;
  assert.equal(await place(), 181);
  const tab = (display) => browser.run(async (display) => {
    log().style.display = display;
    await frames();
  }, display);
  await tab("none");
  add(state, 3);
  await browser.until("a poll", (polls) => watched.events.c.length > polls, (await browser.run(() => watched.events.c.length)) + 2);
  await tab("");
  await browser.until("the news", () => news() === "3 new entries");
  assert.equal(await place(), 181);

  slow.delay = 1000;
  const before = pages("tabs").length;
  await scroll(500 * 32);
  await browser.driver.wait(() => pages("tabs").length > before, 60_000, "a page under way");
  await browser.run(() => {
    const other = document.body.appendChild(document.createElement("div"));
    other.append(log());
  });
  await loaded();
  assert.equal(await place(), 501);
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

test("what came of an export does not hide a failure", async () => {
  make("saved", { list: entries(30) });
  await show("saved");
  await counted(30);
  await browser.run(() => { [...log().shadowRoot.querySelectorAll(".choices button")].find(({ textContent }) => textContent === "Download CSV").click(); });
  await browser.until("the words", () => said() === "30 entries downloaded");
  scripts.saved.traces = [{ status: 500 }];
  await browser.until("the failure", () => /500.* · Next try in/.test(said()));
});

test("an export that waits for its page can be cancelled, and one that fails says why", async () => {
  const good = scripted("stuck", { list: entries(30) });
  const [ask] = good.progress;
  const hard = { answer: { never: true } };
  scripts.stuck = { ...good, progress: [(headers, query) => (query.get("limit") === "1000" ? hard.answer : ask(headers, query))] };
  await show("stuck");
  await counted(30);
  const save = () => browser.run(() => [...log().shadowRoot.querySelectorAll(".choices button")].find(({ textContent }) => textContent === "Download CSV").click());
  await save();
  await browser.until("the progress", () => !part(".progress").hidden);
  await browser.run(() => { part(".progress button").click(); });
  await browser.until("its end", () => part(".progress").hidden && !part(".menu").hidden);
  hard.answer = { status: 403, body: JSON.stringify({ errors: [{ code: "forbidden", message: "No export for you." }] }) };
  await save();
  await browser.until("the words", () => /^Nothing was exported: .*No export for you\./.test(said()));
});

test("an export whose pages are all too large ends", async () => {
  make("large", { list: entries(3) });
  await show("large");
  await counted(3);
  const result = await browser.run(async () => {
    const { save } = await import("/package/www/log/export.js");
    let requests = 0;
    const entries = async () => {
      requests += 1;
      await new Promise((resolve) => setTimeout(resolve));
      throw requests < 1000 ? { code: "too-large", retryInMs: 5000 } : new Error("no end");
    };
    const spec = { jobId: "large", format: "csv", kind: null, input: null };
    return save({ entries }, spec, { signal: new AbortController().signal, progress: () => {} }).catch(({ code }) => code);
  });
  assert.equal(result, "too-large");
});

const deep = (levels) => `${"[".repeat(levels)}1${"]".repeat(levels)}`;

test("hostile entries are text, bounded, and run nothing", async () => {
  const evil = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";
  const list = [
    entry(0, { message: evil, kind: evil, input_id: evil, metrics: { [evil]: evil }, payload: { [evil]: evil } }),
    entry(1, { message: "\u202egnirts \u2066 a \u202b \u200f", id: "\u202edi", kind: "\u202edab", input_id: "\u202etupni" }),
    entry(2, { message: "x".repeat(1 << 20), payload: { text: "y".repeat(1 << 20) } }),
    entry(3, { message: null, metrics: null, payload: null, input_id: null, created_at: "yesterday" }),
    entry(4, { message: "proto" }),
    entry(5, { message: "deep" }),
    entry(6, { message: "many", metrics: Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`metric ${n}`, n])) }),
    entry(7, { message: "line\nbreak\ttab\u0000null", kind: "k".repeat(5000), input_id: "i".repeat(5000) }),
  ];
  const good = scripted("hostile", { list });
  scripts.hostile = {
    ...good,
    progress: [(headers, query) => {
      const { body } = good.progress[0](headers, query);
      return {
        body: body.replace('"message":"proto","metrics":{', '"message":"proto","__proto__":{"polluted":1},"metrics":{"__proto__":5,"constructor":{"prototype":{"polluted":1}},')
          .replace(/("message":"deep".*?"payload":)\{\}/, `$1${deep(10_000)}`),
      };
    }],
  };
  await show("hostile");
  await counted(8);
  await loaded();
  const all = await browser.run(() => [...log().shadowRoot.querySelectorAll(".row")].map((row) => ({
    text: row.querySelector(".message").textContent, length: row.textContent.length, elements: row.querySelectorAll("img, script").length,
    outside: row.scrollHeight > row.clientHeight + 1,
  })));
  assert.equal(all.length, 8);
  assert.equal(all[0].text, evil);
  for (const { length, elements, outside } of all) assert.deepEqual([length < 3000, elements, outside], [true, 0, false]);
  for (let place = 1; place <= 8; place += 1) {
    const detail = await browser.run(async (place) => {
      [...log().shadowRoot.querySelectorAll(".row")].find((row) => row.ariaPosInSet === String(place)).click();
      await frames();
      const [box, list] = [part(".detail").getBoundingClientRect(), log().getBoundingClientRect()];
      const text = part(".detail").textContent;
      return { text: text.slice(0, 3000), length: text.length, inside: box.right <= list.right + 1 && box.bottom <= list.bottom + 1, elements: part(".detail").querySelectorAll("img, script").length, label: part(".detail").ariaLabel, facts: part(".facts").textContent, payload: part("pre.payload").textContent.slice(0, 50) };
    }, place);
    assert.deepEqual([detail.length < 520_000, detail.inside, detail.elements], [true, true, 0], `entry ${place}`);
    if (place === 1) assert.ok(detail.text.includes(evil));
    if (place === 2) assert.deepEqual([detail.label, detail.facts].map((text) => [text.includes("\ufffddi"), text.includes("\u202e")]), [[true, false], [true, false]]);
    if (place === 3) assert.ok(detail.text.includes("Shortened here"));
    if (place === 6) assert.ok(detail.payload.startsWith("["), detail.payload);
  }
  const [hacked, polluted, problems] = await browser.run(() => [window.hacked ?? null, {}.polluted ?? null, watched.problems]);
  assert.deepEqual([hacked, polluted, problems], [null, null, []]);
  // Controls that turn the text around them stand in no row.
  const controls = await browser.run(() => [...log().shadowRoot.querySelectorAll(".row")].some((row) => /[\u202a-\u202e\u2066-\u2069]/.test(row.textContent)));
  assert.equal(controls, false);
});
