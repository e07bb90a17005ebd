// A bounded share of `npm run fuzz`, always the same.
import assert from "node:assert/strict";
import { test } from "node:test";

import { fuzzCalls } from "../fuzz/calls.mjs";
import { after } from "../fuzz/options.mjs";
import { fuzzPolling } from "../fuzz/polling.mjs";
import { needs } from "../harness/engines/index.mjs";

test("random calls", async () => {
  assert.match(await fuzzCalls({ seed: 1, isOver: after(60) }), /^60 cases/);
});

test("random answers and page events", needs("devtools"), async () => {
  assert.match(await fuzzPolling({ seed: 1, isOver: after(2) }), /^2 rounds/);
});
