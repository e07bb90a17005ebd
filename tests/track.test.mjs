// The way from a scroll bar to rows, and how rows write ids: pure functions, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { splitId } from "../www/log/row.js";
import { Track } from "../www/log/track.js";

/** @param {number} rows */
function track(rows) {
  return Object.assign(new Track(), { rows, rowHeight: 32, viewport: 400 });
}

test("up to some hundred thousand rows the scroll bar is the place", () => {
  const some = track(200_000);
  assert.equal(some.space, 6_400_000);
  for (const bar of [0, 1, 31.5, 5_000_000, 6_399_600]) {
    some.scrolled(bar);
    assert.deepEqual([some.top, some.origin], [bar, 0]);
  }
  // What a browser tells while it bounces.
  some.scrolled(-30);
  assert.equal(some.top, 0);
  some.scrolled(7_000_000);
  assert.equal(some.top, some.end);
});

test("a taller list has a box that browsers can make, and every row can be reached", () => {
  const tall = track(100_000_000);
  assert.ok(tall.space <= 10_000_000);
  const last = tall.space - tall.viewport;
  for (const share of [0.25, 0.5, 0.9]) {
    tall.scrolled(last * share);
    assert.ok(Math.abs(tall.top / tall.end - share) < 1e-9, "a long way goes to the share");
    const { top } = tall;
    tall.scrolled(tall.bar + 100);
    assert.equal(tall.top, top + 100, "a short one is as long as it looks");
    const y = tall.origin + tall.window(0).first * tall.rowHeight;
    assert.ok(y > tall.bar - 32 && y <= tall.bar, "the first row is at the top of the viewport");
  }
  tall.scrolled(last);
  assert.deepEqual(tall.window(2), { first: 100_000_000 - 15, count: 15 });
  tall.scrolled(0);
  assert.equal(tall.window(2).first, 0);
  const bar = tall.moveTo(50_000_000 * 32);
  assert.ok(Math.abs(bar / last - 0.5) < 1e-5);
});

test("the window has the rows that are seen, and a margin", () => {
  const some = track(1000);
  some.moveTo(100 * 32 + 5);
  assert.deepEqual(some.window(0), { first: 100, count: 13 });
  assert.deepEqual(some.window(8), { first: 92, count: 29 });
  assert.deepEqual(track(0).window(8), { first: 0, count: 0 });
  assert.deepEqual(Object.assign(track(10), { viewport: 0 }).window(8), { first: 0, count: 0 }, "not laid out yet");
});

test("a row is revealed by the least movement", () => {
  const some = track(1000);
  some.moveTo(3200);
  assert.equal(some.reveal(105), 3200, "it is seen");
  assert.equal(some.reveal(99), 99 * 32, "it is above");
  assert.equal(some.reveal(113), 114 * 32 - 400, "it is below");
});

test("long ids keep their ends", () => {
  const entry = (/** @type {string | null} */ inputId, index = null) => /** @type {any} */ ({ inputId, index });
  assert.deepEqual(splitId(entry("inp_abc123def456")), { head: "", tail: "inp_abc123def456" });
  assert.deepEqual(splitId(entry("inp_2abc3def4ghi5jkl6mno7pqr00012")), { head: "inp_…", tail: "o7pqr00012" });
  assert.deepEqual(splitId(entry("inp_1", 3)), { head: "", tail: "inp_1#3" });
  assert.deepEqual(splitId(null), { head: "", tail: "" });
});
