// The localizer and the states: pure functions, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { roundRate } from "../www/chart/header.js";
import { quietFor, stateOf } from "../www/chart/state.js";
import { canvasStrings, STRINGS } from "../www/chart/strings.js";
import { Localizer } from "../www/shared/localizer.js";

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
const NOON = Date.UTC(2026, 3, 14, 12);
/** With the chart's texts. */
const localizer = (lang, timeZone, strings) => new Localizer(lang, timeZone, STRINGS, strings);
const en = localizer("en", "UTC");
/** With plain spaces: which space stands in a number is the language's business. */
const plain = (text) => text.replaceAll(/[\u00a0\u202f\u2009]/g, " ");

test("percents are whole; 100 is shown when all is done, 0 when nothing is", () => {
  const texts = [0, 0.001, 0.9, 1, 49.99, 99, 99.4, 99.5, 99.999999, 100].map((percent) => en.formatPercent(percent));
  assert.deepEqual(texts, ["0%", "1%", "1%", "1%", "49%", "99%", "99%", "99%", "99%", "100%"]);
  for (let done = 0; done < 2000; done += 1) assert.notEqual(en.formatPercent((done / 2000) * 100), "100%");
  assert.equal(plain(localizer("de", "UTC").formatPercent(60)), "60 %");
});

test("a duration has one unit, or two if the second is not 0", () => {
  const texts = {
    0: "1 sec", 400: "1 sec", [45 * SECOND]: "45 sec", [89 * SECOND]: "89 sec", [90 * SECOND]: "2 min", [6 * MINUTE]: "6 min",
    [89 * MINUTE]: "89 min", [90 * MINUTE]: "1 hr 30 min", [119 * MINUTE]: "2 hr", [2.5 * HOUR]: "2 hr 30 min",
    [23 * HOUR + 58 * MINUTE]: "24 hr", [36 * HOUR]: "1 day 12 hr", [47.6 * HOUR]: "2 days", [3 * DAY]: "3 days",
  };
  assert.deepEqual(Object.fromEntries(Object.keys(texts).map((ms) => [ms, en.formatDuration(Number(ms))])), texts);
  // Never a unit that is full: no "1 hr 60 min", no "1 day 24 hr".
  for (let ms = 0; ms < 5 * DAY; ms += 7 * MINUTE + 13 * SECOND) {
    assert.doesNotMatch(en.formatDuration(ms), /hr 60 min|days? 24 hr/, String(ms));
  }
});

test("a range has one unit, and is none if its ends read the same", () => {
  const range = (early, late) => en.formatDurationRange(early, late);
  assert.equal(range(6 * MINUTE, 18 * MINUTE), "6–18 min");
  assert.equal(range(10 * SECOND, 40 * SECOND), "10–40 sec");
  assert.equal(range(50 * MINUTE, 3 * HOUR), "1–3 hr");
  assert.equal(range(20 * HOUR, 60 * HOUR), "1–3 days");
  assert.equal(range(1, 40 * SECOND), "1–40 sec", "never from 0");
  assert.equal(range(6 * MINUTE, 6.2 * MINUTE), null);
});

test("how long ago: never in the future, never in a unit too small", () => {
  const texts = [-5 * SECOND, 0, 3 * SECOND, 89 * SECOND, 90 * SECOND, 89 * MINUTE, 2 * HOUR, 3 * DAY].map((ms) => en.formatRelative(ms));
  assert.deepEqual(texts, [
    "0 sec. ago", "0 sec. ago", "3 sec. ago", "89 sec. ago", "2 min. ago", "89 min. ago", "2 hr. ago", "3 days ago",
  ]);
});

test("times are those of the time zone, dated if on another day there", () => {
  assert.equal(en.formatTime(NOON), "12:00");
  assert.equal(en.formatTime(NOON, { seconds: true }), "12:00:00");
  assert.equal(en.formatTime(NOON + 1420, { seconds: true, decimals: 1 }), "12:00:01.4");
  assert.equal(localizer("en", "Asia/Kolkata").formatTime(NOON), "17:30");
  assert.equal(en.formatTime(Date.UTC(2026, 3, 15, 0, 2)), "00:02", "midnight is 00, not 24");
  assert.equal(en.formatTime(NOON, { referenceTime: NOON + 11 * HOUR }), "12:00");
  assert.equal(en.formatTime(NOON, { referenceTime: NOON + 12 * HOUR }), "Apr 14, 12:00");
  // In Tokyo both are on the 15th.
  assert.equal(localizer("en", "Asia/Tokyo").formatTime(NOON + 4 * HOUR, { referenceTime: NOON + 12 * HOUR }), "01:00");
  assert.equal(localizer("de", "UTC").formatTime(NOON, { referenceTime: NOON + DAY }), "14. Apr., 12:00");
});

test("times since the start", () => {
  assert.deepEqual([-5, 999, HOUR + 61 * SECOND].map((ms) => en.formatElapsed(ms, 0)), ["00:00:00", "00:00:00", "01:01:01"]);
  assert.deepEqual([1, 2, 3].map((decimals) => en.formatElapsed(61_042, decimals)), ["00:01:01.0", "00:01:01.04", "00:01:01.042"]);
});

test("rough numbers have two digits, three from 100", () => {
  assert.deepEqual([0.123456, 1.25, 12.34, 99.4, 123.4, 1234.5].map((n) => en.formatNumber(roundRate(n))), ["0.12", "1.3", "12", "99", "123", "1,230"]);
});

test("numbers are written in the user's way, also in sentences", () => {
  const de = localizer("de", "UTC");
  assert.equal(de.formatNumber(1_234_567), "1.234.567");
  assert.equal(de.format("someFailed", { n: 1234 }), "1.234 failed");
  assert.equal(de.format("someFailed", { n: "1234" }), "1234 failed", "a text stays as it is");
});

test("plurals follow the language's own categories", () => {
  const ru = localizer("ru", "UTC", { done: { one: "{n} файл", few: "{n} файла", many: "{n} файлов", other: "{n} файла" } });
  assert.deepEqual(
    [1, 2, 5, 11, 21, 22, 25].map((n) => ru.format("done", { n })),
    ["1 файл", "2 файла", "5 файлов", "11 файлов", "21 файл", "22 файла", "25 файлов"],
  );
  const ar = localizer("ar", "UTC", { done: { zero: "صفر", one: "واحد", two: "اثنان", few: "قليل {n}", many: "كثير {n}", other: "آخر {n}" } });
  assert.deepEqual([0, 1, 2, 3, 11, 100].map((n) => ar.format("done", { n }).split(" ")[0]), ["صفر", "واحد", "اثنان", "قليل", "كثير", "آخر"]);
  // A category that the page did not give.
  assert.equal(localizer("ru", "UTC", { done: { other: "{n} файлов" } }).format("done", { n: 2 }), "2 файлов");
  assert.equal(en.format("done", { n: 1 }), "1 file");
  assert.equal(en.format("doneOf", { done: 1, n: 25 }), "1 of 25 files");
});

test("parts set the values apart; an unknown placeholder stays", () => {
  assert.deepEqual(en.formatParts("doneOf", { done: 17, n: 25 }), [
    { text: "17", value: true }, { text: " of ", value: false }, { text: "25", value: true }, { text: " files", value: false },
  ]);
  const own = localizer("en", "UTC", { left: "{time} {unknown} {} {time}" });
  assert.equal(own.format("left", { time: "{n}" }), "{n} {unknown} {} {n}", "values are not looked into");
});

test("a page's own texts replace the English ones, the others stay; the canvas gets its own", () => {
  const own = { files: "Dateien", now: "jetzt", done: "fertig", items: 5, other: null };
  assert.equal(localizer("de", "UTC", own).format("running"), "Running");
  assert.equal(localizer("de", "UTC", own).format("done"), "fertig");
  assert.deepEqual(canvasStrings(own), { files: "Dateien", now: "jetzt" });
  assert.deepEqual(canvasStrings({}), {});
});

test("an unknown language or time zone is left to the browser and harms nothing", () => {
  for (const lang of ["nonsense-xx-123", "x", "not a language", "", null, undefined, "zz"]) {
    for (const zone of ["Nowhere/City", "", null, undefined, "UTC"]) {
      const words = localizer(lang, zone);
      const texts = [
        words.formatNumber(1), words.formatPercent(1), words.formatDuration(1), words.formatDurationRange(1, HOUR), words.formatRelative(1), words.formatTime(NOON), words.format("done", { n: 1 }),
      ];
      assert.ok(texts.every(Boolean), `${lang} in ${zone}: ${texts}`);
    }
  }
});

test("every text that has plurals has the one for all the rest", () => {
  for (const [name, text] of Object.entries(STRINGS)) {
    assert.ok(typeof text === "string" ? text : text.other, name);
  }
});

/** A live snapshot with what the states depend on. */
const snapshot = (changes = {}) =>
  ({ phase: "live", status: "RUNNING", failed: 0, stale: false, lastEventAt: NOON, serverTime: NOON, ...changes });
const state = (changes, around = {}) => stateOf(snapshot(changes), { paused: false, failed: false, ...around }).name;

test("each phase has its state", () => {
  assert.equal(stateOf(null, { paused: false, failed: false }).name, "loading");
  assert.equal(stateOf(null, { paused: false, failed: true }).name, "error");
  const phases = {
    idle: "idle", loading: "loading", empty: "starting", live: "running", completed: "completed", failed: "failed", cancelled: "cancelled",
    preempted: "preempted", gone: "gone", refused: "refused", error: "error",
  };
  for (const [phase, name] of Object.entries(phases)) assert.equal(state({ phase }), name);
  assert.equal(state({ phase: "waiting", status: "PENDING" }), "queued");
  assert.equal(state({ phase: "waiting", status: "ADMITTED" }), "starting");
  assert.equal(state({ phase: "completed", failed: 1 }), "completedWithFailures");
  for (const name of new Set([...Object.values(phases), "queued", "quiet", "stale", "paused", "completedWithFailures"])) assert.ok(STRINGS[name], name);
});

test("stale, paused and quiet are states of a job that goes on, not of one that has ended", () => {
  assert.equal(state({ stale: true }), "stale");
  assert.equal(state({ stale: true }, { paused: true }), "stale");
  assert.equal(state({}, { paused: true }), "paused");
  assert.equal(state({ phase: "completed", stale: true }, { paused: true }), "completed");
  assert.equal(state({ serverTime: NOON + 2 * MINUTE - 1 }), "running");
  assert.equal(state({ serverTime: NOON + 2 * MINUTE }), "quiet");
  assert.equal(quietFor(snapshot({ serverTime: NOON + 6 * MINUTE })), 6 * MINUTE);
  assert.equal(quietFor(snapshot({ lastEventAt: null })), null);
  assert.equal(quietFor(snapshot({ serverTime: null })), null);
  assert.equal(quietFor(snapshot({ phase: "completed", serverTime: NOON + HOUR })), null);
});
