// Every fault of tests/faults/cases.mjs in a real browser, all at once on one page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { PATH, page } from "../../scripts/faults.mjs";
import { CASES, KEY } from "../faults/cases.mjs";
import { startBrowser } from "../harness/browser.mjs";
import { needs } from "../harness/engines/index.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

/** Two processes' clocks and timers differ by this much, ms. */
const CLOCK_MS = 5;
/** Longest time between an answer and its event on this page of many charts, ms. The wait itself is measured at the server. */
const HANDLING_MS = 1000;

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let foreign;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
  const scripts = () => Object.fromEntries(CASES.map(({ id, script }) => [id, script(id)]));
  // Without this the page's own policy would block requests to another origin.
  faults = await startFaults(server.url, scripts(), ["content-security-policy"]);
  foreign = await startFaults(server.url, scripts());
  await browser.open(`${faults.url}/blank.html`);
  await browser.run((cases, key, foreign) => {
    document.body.className = "dense";
    for (const { id, headers, foreign: away } of cases) {
      let calls = 0;
      const sources = {
        key: { Authorization: `Bearer ${key}` },
        basic: { Authorization: `Basic ${btoa(`somebody:${key}`)}` },
        named: { Authorization: `Signature keyId="me", key="${key}"` },
        changing: () => ({ Authorization: `Bearer ${calls++}` }),
        rejects: async () => { if (calls++ === 0) throw new Error(key); },
        hangs: () => (calls++ === 0 ? new Promise(() => {}) : {}),
      };
      addChart(id, { "job-id": id, interval: "1", "api-base": away ? `${foreign}/v0.5` : "/v0.5" }, headers ? { headers: sources[headers] } : {});
    }
  }, CASES, KEY, foreign.url);
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await foreign?.stop();
  await server?.stop();
});

test("docs/faults.md lists what is tested here", () => {
  assert.equal(readFileSync(PATH, "utf8"), page(), "run: node scripts/faults.mjs");
  assert.ok(CASES.length >= 30);
  assert.equal(new Set(CASES.map(({ id }) => id)).size, CASES.length);
});

for (const fault of CASES) {
  test(fault.fault, needs(...(fault.needs ?? [])), async () => {
    const { id, code, after: [least, most] = [], shows } = fault;
    const log = () => (fault.foreign ? foreign : faults).requests(id);
    if (code) {
      const [, ...error] = await browser.until(`the error of ${id}`, (id) => watched.events[id].find(([type]) => type === "error"), id);
      assert.equal(error[0], code);
      assert.ok(error[1].includes(fault.says), error[1]);
      assert.ok(error[1].length < 700, "the message is bounded");
      if (most === undefined) assert.equal(error[2], null, "not tried again by itself");
      else assert.ok(error[2] >= Math.max(0, least - HANDLING_MS) && error[2] <= most, `tried again in ${error[2]} ms`);
      assert.equal(error[3], fault.uid ?? null);
      fault.mend?.();
      // The message of a permanent error stays on the page.
      if (most === undefined) {
        await browser.until(`“${fault.says}” on ${id}`, (id, says) => document.getElementById(id).shadowRoot.textContent.includes(says), id, fault.says);
        const seen = await browser.run((id) => {
          const { phase, error } = document.getElementById(id).snapshot;
          return [phase, error.status];
        }, id);
        assert.deepEqual(seen, [fault.phase, fault.status]);
      }
    }
    await browser.until(`the end of ${id}`, (id, shows, ends, total) => {
      const now = document.getElementById(id).snapshot;
      return now?.phase === ends && (shows === null || now.completed === shows) && (total === null || now.total === total);
    }, id, shows ?? null, fault.ends, fault.total ?? null);
    const events = await browser.run((id) => watched.events[id], id);
    if (!code) assert.deepEqual(events.filter(([type]) => type === "error"), [], "nothing is wrong");
    if (fault.validator !== undefined && !fault.foreign) {
      const sent = () => log().map(({ headers }) => headers["if-none-match"] ?? "").slice(1);
      await browser.driver.wait(() => sent().includes(fault.validator), 60_000, `${id}: ${fault.validator} in ${sent()}`);
      if (code) assert.equal(sent()[sent().length > 1 && id !== "unasked-304" ? 1 : 0], fault.validator, "of the request after the fault");
    }
    if (most !== undefined && most < 60_000) {
      const at = log().map((request) => request.at);
      if (at.length >= 3 && !fault.headers && !fault.resent) assert.ok(at[2] - at[1] >= least - CLOCK_MS, `${at[2] - at[1]} ms`);
    }
  });
}

test("after a permanent error no request is sent until refresh()", async () => {
  const ids = CASES.filter(({ code, after }) => code && !after).map(({ id }) => id);
  const counts = ids.map((id) => faults.requests(id).length);
  // By now the other charts have sent many requests.
  assert.deepEqual(ids.map((id, at) => [id, counts[at] - (id === "unknown" ? 1 : id === "expired-key" ? 3 : 2)]), ids.map((id) => [id, 0]));
  await browser.run((ids) => { for (const id of ids) document.getElementById(id).refresh(); }, ids);
  for (const [at, id] of ids.entries()) {
    await browser.driver.wait(() => faults.requests(id).length > counts[at], 60_000, `a request of ${id}`);
  }
});

test("the key is not on the page, and nothing was thrown", async () => {
  const [page, events, problems] = await browser.run(() => [
    [...document.querySelectorAll("job-progress-chart")].map((chart) => chart.outerHTML + chart.shadowRoot.innerHTML + JSON.stringify(chart.snapshot)).join(),
    JSON.stringify(watched.events), watched.problems,
  ]);
  assert.ok(!page.includes(KEY) && !events.includes(KEY));
  assert.deepEqual(problems, []);
  assert.equal(await browser.run(() => [...document.querySelectorAll("job-progress-chart")].filter((chart) => chart.shadowRoot.querySelector("img")).length), 0);
});
