// Stale data: it is shown as such after missed polls, and as usual after the next good answer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

const EXAMPLE = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));
const good = { body: JSON.stringify({ ...EXAMPLE, job_id: "far" }) };

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;
/** @type {Awaited<ReturnType<typeof startFaults>>} */ let faults;
/** @type {Record<string, any>} */ const scripts = { far: [good] };

before(async () => {
  browser = await startBrowser();
  server = await startServer();
  faults = await startFaults(server.url, scripts);
  await browser.open(`${faults.url}/blank.html`);
});
after(async () => {
  await browser?.stop();
  await faults?.stop();
  await server?.stop();
});

const look = () => browser.run(async () => {
  // Two frames later everything that was requested is painted.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const root = document.getElementById("c").shadowRoot;
  const canvas = root.querySelector("canvas");
  // The transition of the fading is not waited for.
  for (const animation of canvas.getAnimations()) animation.finish();
  return {
    state: root.querySelector(".state").textContent, opacity: Number(getComputedStyle(canvas).opacity),
    draws: watched.draws, footer: root.querySelector(".footer").textContent,
  };
});

test("after missed polls the data fade, without being drawn again, and the footer says why", async () => {
  await browser.run(() => { addChart("c", { "job-id": "far", interval: "1" }); });
  await browser.until("the picture", () => document.getElementById("c").snapshot?.phase === "live");
  await browser.until("the paint", () => watched.draws > 0);
  const fresh = await look();
  assert.equal(fresh.opacity, 1);
  scripts.far = [{ status: 503 }];
  await browser.until("the stale state", () => document.getElementById("c").shadowRoot.querySelector(".plot.stale") !== null);
  const stale = await look();
  assert.equal(stale.state, "Not updating");
  assert.ok(stale.opacity < 0.6, `${stale.opacity}`);
  assert.equal(stale.draws, fresh.draws);
  assert.match(stale.footer, /503.*Next try in/);
});

test("the first good answer ends the stale state", async () => {
  scripts.far = [good];
  await browser.run(() => { document.getElementById("c").refresh(); });
  await browser.until("the fresh state", () => document.getElementById("c").shadowRoot.querySelector(".plot.stale") === null);
  const { opacity, footer } = await look();
  assert.equal(opacity, 1);
  assert.match(footer, /^Updated/);
});
