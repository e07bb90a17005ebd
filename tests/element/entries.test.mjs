// Progress entries ride on a job's feed: asked by their query, one request at a time, only while somebody looks.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startServer } from "../harness/server.mjs";

const JOB = "job_2clean3def4ghi5jkl6mno7";

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  browser = await startBrowser();
  // The job is at its end when the first test begins, or soon after.
  server = await startServer(["--simulate", "--scenario", "clean", "--speed", "2000", "--seed", "5"]);
});
beforeEach(async () => {
  await browser.open(`${server.url}/blank.html`);
  await browser.run(async () => {
    const { load, JobClient } = await import("/package/www/chart.js");
    await load();
    window.text = async (promise) => {
      const bytes = await promise;
      return bytes && JSON.parse(new TextDecoder().decode(bytes));
    };
    /** A client that polls a job. */
    window.follow = (jobId) => {
      const client = new JobClient({ jobId, interval: 1 });
      client.start();
      return client;
    };
  });
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

const asked = (job = JOB) => server.log().filter(({ path }) => path.includes(`/${job}/progress`)).map(({ path }) => path.split("?")[1]);

test("a client follows a job and gives its entries, also after the end", async () => {
  const seen = await browser.run(async (job) => {
    const client = follow(job);
    const ended = new Promise((resolve) => { client.onchange = (type) => type === "finish" && resolve(); });
    const first = await text(client.entries("offset=0&limit=2"));
    await ended;
    // Two 304s after the end the feed rests.
    while (client.snapshot().answer !== "not-modified") await new Promise((resolve) => setTimeout(resolve, 100));
    const last = await text(client.entries(`offset=${first.total > 3 ? 3 : 0}&limit=1&kind=embedding`));
    const { phase, completed } = client.snapshot();
    client.free();
    return { first, last, phase, completed };
  }, JOB);
  assert.deepEqual([seen.phase, seen.completed], ["completed", 40]);
  assert.deepEqual([seen.first.job_id, seen.first.offset, seen.first.limit], [JOB, 0, 2]);
  assert.equal(seen.last.limit, 1);
  assert.ok(seen.last.total > 100);
  assert.equal(asked()[0], "offset=0&limit=2");
});

test("clients of one feed that want the same share a request; others come one after another", async () => {
  const before = asked().length;
  const pages = await browser.run(async (job) => {
    const clients = [follow(job), follow(job)];
    const wanted = [clients[0].entries("limit=1"), clients[1].entries("limit=1"), clients[0].entries("limit=2")];
    const limits = (await Promise.all(wanted.map(text))).map(({ limit }) => limit);
    for (const client of clients) client.free();
    return limits;
  }, JOB);
  assert.deepEqual(pages, [1, 1, 2]);
  assert.deepEqual(asked().slice(before), ["limit=1", "limit=2"]);
});

test("while nobody looks nothing is asked; whoever leaves waits no longer", async () => {
  const before = asked().length;
  const seen = await browser.run(async (job) => {
    const client = follow(job);
    await text(client.entries("limit=1"));
    client.setVisible(false);
    let answered = false;
    const waiting = client.entries("limit=3").finally(() => { answered = true; });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const early = answered;
    client.setVisible(true);
    const { limit } = await text(waiting);
    client.setVisible(false);
    const left = client.entries("limit=4");
    client.stop();
    const nothing = [await left, await client.entries("limit=5")];
    client.free();
    return { early, limit, nothing: nothing.map(String) };
  }, JOB);
  assert.deepEqual(seen, { early: false, limit: 3, nothing: ["undefined", "undefined"] });
  assert.deepEqual(asked().slice(before), ["limit=1", "limit=3"]);
});

test("a failure says what it is; asking again waits for the back-off", async () => {
  const seen = await browser.run(async (job) => {
    const client = follow(job);
    const told = (promise) => promise.then(() => null, ({ code, status, message, retryInMs }) => ({ code, status, message, retryInMs }));
    const refused = await told(client.entries("limit=0"));
    const start = performance.now();
    const again = await told(client.entries("limit=0"));
    const waited = performance.now() - start;
    client.refresh();
    const good = (await text(client.entries("limit=1"))).limit;
    const { error } = client.snapshot();
    client.free();
    const gone = follow("job_2nobody");
    const missing = await told(gone.entries("limit=1"));
    const later = await told(gone.entries("limit=1"));
    gone.free();
    return { refused, again, waited, good, error, missing, later };
  }, JOB);
  assert.deepEqual([seen.refused.code, seen.refused.status, seen.refused.retryInMs], ["bad-request", 422, null]);
  assert.ok(seen.refused.message.includes("limit"), seen.refused.message);
  assert.equal(seen.again.code, "bad-request");
  assert.ok(seen.waited >= 900, `${seen.waited} ms`);
  assert.equal(seen.good, 1);
  assert.equal(seen.error, null, "it says nothing of the traces");
  assert.deepEqual([seen.missing.code, seen.missing.status, seen.missing.retryInMs], ["not-found", 404, null]);
  assert.deepEqual(seen.later, seen.missing);
  assert.deepEqual(asked("job_2nobody"), [], "what ended the polling ends this, too");
});

test("entries that are resumed while their client is stopped and started ask again", async () => {
  const rows = await browser.run(async (job) => {
    const [{ logEngine }, { EntryLoader }] = await Promise.all(
      ["log-engine", "entry-loader"].map((name) => import(`/package/www/shared/${name}.js`)));
    await logEngine.load();
    const client = follow(job);
    await text(client.entries("limit=1"));
    // Nothing is answered before the client is stopped.
    client.setVisible(false);
    let told;
    const changed = new Promise((resolve) => { told = resolve; });
    const entries = new EntryLoader(client, { jobId: job, changed: told, failed: told });
    entries.setViewport(0, 10);
    await new Promise((resolve) => setTimeout(resolve));
    client.stop();
    client.setVisible(true);
    client.start();
    entries.resume();
    await changed;
    const rows = entries.log.rows(0, 10).length;
    entries.close();
    client.free();
    return rows;
  }, JOB);
  assert.equal(rows, 10);
});
