// Answers to several feeds of a page: told together, none lost, and a single feed never waits.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startBrowser } from "../harness/browser.mjs";
import { startServer } from "../harness/server.mjs";

/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
  await browser.open(`${server.url}/blank.html`);
  await browser.run(async () => {
    const { Line } = await import("/package/pkg/web/network.js");
    /** A feed's line that writes down what it is told. */
    window.line = (name, told) => new Line((status) => {
      told.push(`${name} ${status}`);
      if (name === "broken") throw new Error("as a wasm that panics");
    });
    window.answer = (status) => ({ abort: new AbortController(), answer: Promise.resolve([status, 0, new Uint8Array(), null, NaN]) });
    window.all = async (told, count) => {
      while (told.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    // Nobody was told just now.
    window.pause = () => new Promise((resolve) => setTimeout(resolve, 150));
  });
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

test("a feed alone is told at once, answer after answer", async () => {
  const told = await browser.run(async () => {
    await pause();
    const told = [];
    const one = line("one", told);
    await one.follow(answer(200));
    await one.follow(answer(304));
    const at = [...told];
    one.close();
    return at;
  });
  assert.deepEqual(told, ["one 200", "one 304"]);
});

test("answers to others that come right after it are told in their order, also if one fails and one is gone", async () => {
  const { first, told } = await browser.run(async () => {
    await pause();
    const told = [];
    const lines = ["one", "two", "broken", "gone", "three"].map((name) => line(name, told));
    addEventListener("error", (event) => event.preventDefault());
    await Promise.all(lines.map((line, at) => line.follow(answer(200 + at))));
    const first = [...told];
    lines[3].close();
    await all(told, 4);
    for (const line of lines) line.close();
    return { first, told };
  });
  assert.deepEqual(first, ["one 200"], "the others wait");
  assert.deepEqual(told, ["one 200", "two 201", "broken 202", "three 204"]);
});
