// A log of more than 100,000 entries of the simulator: the cost of scrolling through all of it, of finding a time, and of exports.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { needs } from "../harness/engines/index.mjs";
import { logTools } from "../harness/entries.mjs";
import { startServer } from "../harness/server.mjs";
import { until } from "../harness/wait.mjs";

const JOB = "job_2huge3def4ghi5jkl6mno7";
const ENOUGH = 100_000;
/** Rows in a viewport of the test page, and those above and below it. */
const MOST_ROWS = 60;

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
const downloads = mkdtempSync(join(tmpdir(), "job-progress-downloads-"));

const ask = async (/** @type {string} */ query) => (await fetch(`${server.url}/v0.5/batch/jobs/${JOB}/progress?${query}`)).json();

before(async () => {
  browser = await startBrowser(1, { downloads, scripts: [logTools] });
  server = await startServer(["--simulate", "--scenario", "huge", "--head-start", "4000"]);
  // The number of entries must not change any more.
  await until("the end of the job", async () => {
    const response = await fetch(`${server.url}/v0.5/batch/jobs/${JOB}`);
    return response.ok && (await response.json()).completed_at;
  });
});
beforeEach(async () => {
  await browser.open(`${server.url}/log.html`);
  await browser.until("the page", () => customElements.get("job-progress-log"));
});
after(async () => {
  await browser?.stop();
  await server?.stop();
  rmSync(downloads, { recursive: true, force: true });
});

const show = (attributes = {}) => browser.run((job, attributes) => { addLog("l", { "job-id": job, ...attributes }); }, JOB, attributes);
const loaded = () => browser.until("the rows", () => log().count > 0 && rows().length > 0 && rows().every(({ absent }) => !absent));
const requests = (from = 0) => server.log().slice(from).filter(({ path }) => path.includes("/progress?"));

/** Scrolls on towards the start, a frame for each of `count` steps of `steps`. */
async function scroll(steps, count) {
  for (let done = 0; done < count; done += 1) {
    went.frames += 1;
    part(".viewport").scrollTop = went.from * (1 - went.frames / steps);
    await new Promise(requestAnimationFrame);
    went.nodes = Math.max(went.nodes, log().shadowRoot.querySelectorAll(".row").length);
  }
}

test("scrolling from its end to its start: few nodes, few requests, none twice", async () => {
  await show();
  await loaded();
  const { total } = await ask("limit=1");
  assert.ok(total > ENOUGH, `${total} entries`);
  assert.equal(await browser.run(() => log().count), total);
  const before = server.log().length;
  await browser.run(() => {
    window.went = { nodes: 0, reads: 0, frames: 0, from: part(".viewport").scrollTop };
    for (const name of ["getBoundingClientRect", "getClientRects"]) {
      const original = Element.prototype[name];
      Element.prototype[name] = function (...args) {
        went.reads += 1;
        return original.apply(this, args);
      };
    }
  });
  // In parts, because an engine without a GPU on a busy machine needs its time for a frame.
  for (let part = 0; part < 10; part += 1) await browser.run(scroll, 300, 30);
  const went = await browser.run(() => window.went);
  assert.ok(went.nodes <= MOST_ROWS, `${went.nodes} rows`);
  assert.equal(went.reads, 0, "scrolling measures nothing");
  await loaded();
  assert.equal((await browser.run(() => rows()))[0].text, (await ask("limit=1")).entries[0].message);
  const sent = requests(before);
  assert.ok(sent.length <= Math.ceil(total / 100), `${sent.length} requests`);
  assert.equal(new Set(sent.map(({ path }) => path)).size, sent.length, "none twice");
  assert.deepEqual(await browser.run(() => watched.problems), []);
});

test("pages that are passed quickly are not requested", async () => {
  await show();
  await loaded();
  const before = server.log().length;
  await browser.run(async (places) => {
    const viewport = part(".viewport");
    const { scrollTop } = viewport;
    // All within one task: no time passes.
    for (let place = places - 1; place >= 0; place -= 1) {
      viewport.scrollTop = (scrollTop * place) / places;
      viewport.dispatchEvent(new Event("scroll"));
    }
    await frames();
  }, 100);
  await loaded();
  assert.equal((await browser.run(() => rows()))[0].text, (await ask("limit=1")).entries[0].message);
  // Two pages at the first place, and two at the last one.
  assert.ok(requests(before).length <= 4, `${requests(before).length} requests`);
});

test("Home, End and the Page keys reach any entry", async () => {
  await show();
  await loaded();
  const { total } = await ask("limit=1");
  const at = () => browser.run(async () => {
    await frames();
    return Number(log().shadowRoot.activeElement?.ariaPosInSet);
  });
  const press = (key) => browser.run((key) => {
    (log().shadowRoot.activeElement ?? part(".row[tabindex='0']")).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }, key);
  await press("Home");
  assert.equal(await at(), 1);
  await press("PageDown");
  const page = (await at()) - 1;
  assert.ok(page > 5 && page < 20, `${page} rows`);
  await press("End");
  assert.equal(await at(), total);
  await press("ArrowUp");
  assert.equal(await at(), total - 1);
  await loaded();
  const { entries: [entry] } = await ask(`offset=${total - 2}&limit=1`);
  assert.equal(await browser.run(() => log().shadowRoot.activeElement.querySelector(".time").title), entry.created_at);
});

test("a time in the middle is found with few requests", async () => {
  await show();
  await loaded();
  const { total } = await ask("limit=1");
  const wanted = Math.floor(total / 3);
  const { entries: [entry] } = await ask(`offset=${wanted}&limit=1`);
  await browser.run((job) => { addChart("c", { "job-id": job }); log().htmlFor = "c"; }, JOB);
  await browser.until("the chart", () => document.getElementById("c").snapshot?.points > 0 && log().count > 0);
  const before = server.log().length;
  await browser.run((time) => { document.getElementById("c").dispatchEvent(new CustomEvent("select", { detail: { time } })); }, Date.parse(entry.created_at));
  await browser.until("the entry", () => watched.events.l.some(([type]) => type === "select"));
  const [, , time] = await browser.run(() => watched.events.l.find(([type]) => type === "select"));
  assert.equal(time, Date.parse(entry.created_at));
  assert.ok(requests(before).length <= 30, `${requests(before).length} requests`);
});

/** Chooses from the menu by a real click: without one the clipboard is blocked. */
async function choose(name) {
  await browser.run(() => { part(".menu").open = true; });
  const button = await browser.driver.executeScript(
    `return [...document.getElementById("l").shadowRoot.querySelectorAll(".choices button")].find(({ textContent }) => textContent === arguments[0])`, name);
  await button.click();
}

/** Whether an export has come to so many entries, or to its end. */
function exported(count) {
  return part(".progress").hidden || Number.parseInt(part(".count").textContent.replaceAll(",", ""), 10) >= count;
}

test("a download has every entry once, and can be cancelled", needs("downloads"), async () => {
  await show({ kind: "embedding" });
  await loaded();
  const { total } = await ask("limit=1");
  await choose("Download JSON Lines");
  await browser.until("the progress", () => !part(".progress").hidden && /^[\d,]+ of [\d,]+ entries$/.test(part(".count").textContent));
  await browser.run(() => { part(".progress button").click(); });
  await browser.until("its end", () => part(".progress").hidden);
  assert.deepEqual(readdirSync(downloads), [], "nothing was saved");
  const before = server.log().length;
  await choose("Download JSON Lines");
  // In parts, because a busy machine needs its time for all of them.
  for (let part = 1; part < 10; part += 1) await browser.until(`${part} tenths`, exported, (total * part) / 10);
  await browser.until("the words", (text) => said() === text, `${total.toLocaleString("en")} entries downloaded`);
  assert.ok(requests(before).length <= Math.ceil(total / 1000) + 5);
  const file = join(downloads, `${JOB}-progress.jsonl`);
  // Meanwhile, some browsers have a second file for the part that they have.
  await browser.driver.wait(() => readdirSync(downloads).join() === `${JOB}-progress.jsonl`, 60_000, "the file");
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, total);
  assert.equal(new Set(lines.map(({ id }) => id)).size, total);
  const { entries: [first] } = await ask("limit=1");
  assert.deepEqual(lines[0], first);
});

test("a copy has what fits a clipboard, and says so", needs("clipboard"), async () => {
  await show();
  await loaded();
  const { total } = await ask("limit=1");
  // Screen readers hear a result also when it is the same as before.
  await browser.run(() => {
    window.announced = [];
    const status = part("[role=status]");
    new MutationObserver(() => announced.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
  });
  for (let times = 1; times <= 2; times += 1) {
    await choose("Copy as CSV");
    await browser.until("the announcement", (times) => announced.filter((text) => text.startsWith("Copied the first")).length === times, times);
  }
  await browser.until("the words", (text) => said() === text, `Copied the first 10,000 of ${total.toLocaleString("en")} entries. Download to get all`);
  const text = await browser.run(() => navigator.clipboard.readText());
  const rows = text.trimEnd().split(/\r?\n/);
  assert.equal(rows.length, 10_001);
  assert.match(rows[0], /^id,kind,step,message,metrics,payload,input_id,index,created_at$/);
  const { entries: [first] } = await ask("limit=1");
  assert.ok(rows[1].startsWith(`${first.id},${first.kind},${first.step},`) && rows[1].includes(first.message) && rows[1].endsWith(first.created_at), rows[1]);
  assert.deepEqual(await browser.run(() => watched.problems), []);
});
