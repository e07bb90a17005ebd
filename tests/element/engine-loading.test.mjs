// The WebAssembly can't be loaded: the error names the URL, the status and the cause, on the element and once on the console.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { startServer } from "../harness/server.mjs";

const PATH = "/package/pkg/job_progress_chart_bg.wasm";
const WASM = readFileSync(new URL("../../pkg/job_progress_chart_bg.wasm", import.meta.url));
const TYPE = { "content-type": "application/wasm" };
const ADVICE = 'If the bundler leaves .wasm files out, import "job-progress-chart/inline"';
const TRACES = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

/** Runs in the page before the element is defined, so that no event is missed; also keeps what is logged. */
function recordErrors() {
  const [errors, logged] = [window.errors = {}, window.logged = []];
  for (const chart of document.querySelectorAll("job-progress-chart")) {
    chart.addEventListener("error", ({ detail }) => { errors[chart.id] = detail; });
  }
  const { error } = console;
  console.error = (...values) => {
    logged.push(values.map((value) => [value?.code, value?.message ?? String(value), value?.cause !== undefined]));
    error(...values);
  };
}

/**
 * Opens a page with two charts, and gives what each reports.
 * @param {import("../harness/faults.mjs").Answer} wasm - the answer to the request for it
 * @param {string} policy - the page's content security policy
 */
async function load(wasm, policy = "") {
  const page = {
    headers: { "content-type": "text/html", ...(policy && { "content-security-policy": policy }) },
    body: '<!doctype html><job-progress-chart id="a"></job-progress-chart><job-progress-chart id="b"></job-progress-chart><script src="loading.js"></script><script type="module" src="/package/www/index.js"></script>',
  };
  const script = { headers: { "content-type": "text/javascript" }, body: `(${recordErrors})()` };
  const faults = await startFaults(server.url, {}, [], { "/loading.html": page, "/loading.js": script, [PATH]: wasm });
  try {
    await browser.open(`${faults.url}/loading.html`);
    await browser.until("the errors or the engine", () => (window.errors?.a && window.errors.b) || document.getElementById("a")?.snapshot);
    const { errors, logged, text } = await browser.run(() => ({ errors, logged, text: document.getElementById("a").shadowRoot.textContent }));
    if (!errors.a) return { message: null, logged, completed: await browser.run((traces) => Object.assign(document.getElementById("a"), { traces }).snapshot, TRACES) };
    assert.deepEqual(errors.a, { code: "engine", message: errors.a.message, status: null, errorUid: null, retryInMs: null });
    assert.equal(errors.b.message, errors.a.message);
    assert.ok(text.includes(errors.a.message));
    assert.deepEqual(logged, [[["engine", errors.a.message, true]]], "once, with its cause");
    return { message: errors.a.message.replace(faults.url, "") };
  } finally {
    await faults.stop();
  }
}

const begin = `The chart engine could not be loaded: ${PATH}`;

test("a file that is missing", async () => {
  const { message } = await load({ status: 404, headers: { "content-type": "text/html" }, body: "<p>Not here" });
  assert.equal(message, `${begin}: 404, Not Found. ${ADVICE}`);
});

test("a page in its place, as servers of single-page apps send it", async () => {
  const { message } = await load({ headers: { "content-type": "text/html; charset=utf-8" }, body: "<!doctype html><title>App</title>" });
  assert.equal(message, `${begin}: 200, text/html; charset=utf-8 instead of application/wasm. ${ADVICE}`);
});

test("an empty file", async () => {
  const { message } = await load({ headers: { "content-type": "application/octet-stream" }, body: "" });
  assert.equal(message, `${begin}: 200, application/octet-stream instead of application/wasm. ${ADVICE}`);
});

test("with another type it works", async () => {
  const { message, logged } = await load({ headers: { "content-type": "application/octet-stream" }, body: WASM });
  assert.equal(message, null);
  assert.deepEqual(logged, []);
});

test("a connection that is lost in the middle", async () => {
  const { message } = await load({ headers: TYPE, body: WASM, cut: 9000 });
  assert.match(message, new RegExp(`^${begin}: 200, .`));
});

test("a file that is cut off", async () => {
  const { message } = await load({ headers: TYPE, body: WASM.subarray(0, 9000) });
  assert.match(message, new RegExp(`^${begin}: 200, .*(WebAssembly|wasm)`));
});

test("no response", async () => {
  const { message } = await load({ cut: true });
  assert.match(message, new RegExp(`^${begin}: \\D`), "there is no status");
});

test("a policy that forbids WebAssembly", async () => {
  const { message } = await load({ headers: TYPE, body: WASM }, "script-src 'self'");
  assert.equal(message, `${begin}: 200, the page's Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src`);
});

test("a policy that forbids the request", async () => {
  const { message } = await load({ headers: TYPE, body: WASM }, "script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'");
  assert.equal(message, `${begin}: the page's Content-Security-Policy forbids the request. Add the origin to its connect-src`);
});
