// The first request of a job's traces, sent while the engine still loads: together they take as long as one of them.
import { send } from "../../pkg/web/network.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */

/**
 * What to ask, and as whom.
 * @typedef {object} Question
 * @property {string} url
 * @property {ChartHeaders | null} headers
 * @property {RequestCredentials} credentials
 */

/**
 * A request under way: the headers that it was sent with, and its response; nothing if the page's headers could not be had.
 * @typedef {{url: string, sent: Promise<[Headers, Response] | undefined>, abort: AbortController}} Early
 */

/** Charts that ask the same share a request, as they will share a feed. @type {(Question & Early)[]} */
const asked = [];

/** @param {Question} question */
const like = (question) => (/** @type {Question} */ { url, headers, credentials }) =>
  url === question.url && headers === question.headers && credentials === question.credentials;

/**
 * The URL of a job's traces, as the engine asks for them.
 * @param {string} apiBase
 * @param {string} job
 * @param {number} buckets
 */
export function tracesUrl(apiBase, job, buckets) {
  return `${apiBase.replace(/\/+$/, "")}/batch/jobs/${encodeURIComponent(job.toWellFormed())}/inputs/progress/traces?buckets=${buckets}`;
}

/**
 * Sends the request, unless one like it is under way.
 * @param {Question} question
 */
export function ask(question) {
  if (asked.some(like(question))) return;
  const abort = new AbortController();
  const sent = send(question.url, question.headers, question.credentials, abort.signal);
  // Who takes it over hears of a failure; if nobody does, it is none.
  sent.catch(() => {});
  asked.push({ ...question, sent, abort });
}

/**
 * The request that was sent for this, for the first who comes for it.
 * @param {Question} question
 * @returns {Early | undefined}
 */
export function take(question) {
  const at = asked.findIndex(like(question));
  return at < 0 ? undefined : asked.splice(at, 1)[0];
}

/** The engine asks by itself from now on: what nobody came for is not wanted any more. */
export function dismiss() {
  for (const { abort } of asked.splice(0)) abort.abort();
}
