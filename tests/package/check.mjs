// What an app with a chart and a log must do in a browser, whatever built it.
import assert from "node:assert/strict";

import { until } from "../harness/wait.mjs";

/** The job of all apps: it runs, and is silent for some minutes. */
export const JOB = "job_2quiet3def4ghi5jkl6mno7";
/** Options of the server that has this job in its silence. */
export const SERVER = ["--simulate", "--scenario", "quiet", "--speed", "1", "--head-start", "300", "--seed", "5"];
/** The chart's default colour of completed files. */
const COMPLETED = [0x0b, 0x6b, 0xb8, 255];
/** Without requests for so long, ms, the polling has ended. */
const SILENCE_MS = 4000;

/**
 * Opens the app: it draws, polls, understands 304, loads its parts, ends when it is removed, and says nothing on the console.
 * @param {Awaited<ReturnType<typeof import("../harness/browser.mjs").startBrowser>>} browser
 * @param {Awaited<ReturnType<typeof import("../harness/front.mjs").startFront>>} front
 * @param {string} page
 * @param {() => {path: string, status: number}[]} log - the API's requests so far
 * @param {import("./matrix.mjs").App} app - its `headers` function, if it has one, gives its name as X-Test
 */
export async function check(browser, front, page, log, { name, token, says }) {
  const begin = log().length;
  const traces = () => log().slice(begin).filter(({ path }) => path.includes(`/${JOB}/inputs/progress/traces`)).map(({ status }) => status);
  await browser.open("about:blank");
  await browser.driver.manage().logs().get("browser");
  await browser.open(`${front.url}/${page}`);
  await browser.until("the chart's data", () => document.querySelector("job-progress-chart")?.snapshot?.points > 0);
  await browser.until("pixels of completed files", (color) => {
    const canvas = document.querySelector("job-progress-chart").shadowRoot.querySelector("canvas");
    const { width, height } = canvas;
    if (!width || !height) return false;
    // Reading the chart's own canvas again and again is a warning on the console.
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const pixels = new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer);
    const [wanted] = new Uint32Array(Uint8Array.from(color).buffer);
    return pixels.filter((pixel) => pixel === wanted).length > 100;
  }, COMPLETED);
  await browser.until("the log's entries", () => document.querySelector("job-progress-log").count > 0);
  // The event has reached the framework.
  await browser.until("the number of points", () => document.querySelector("[data-points]")?.dataset.points !== "0");
  await browser.run(async () => {
    const chart = document.querySelector("job-progress-chart");
    chart.cursor = chart.snapshot.lastEventAt;
    await chart.toBlob();
  });
  await browser.until("the crosshair, which is loaded on demand", () => document.querySelector("job-progress-chart").shadowRoot.querySelector(".crosshair:not([hidden])"));
  await until("304", () => traces().includes(304));
  assert.equal(traces()[0], 200);
  assert.deepEqual([...new Set(front.sent().map((headers) => headers["x-test"]))], [token ? name : undefined], "all requests have the page's headers");
  await browser.run(() => window.unmount());
  await browser.until("the removal", () => !document.querySelector("job-progress-chart, job-progress-log"));
  // A request may be in flight.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const requests = log().length;
  await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
  assert.equal(log().length, requests, "requests after the removal");
  const messages = (await browser.driver.manage().logs().get("browser")).map(({ message }) => message);
  assert.deepEqual(messages.filter((message) => !says?.test(message)), [], "messages on the console");
}
