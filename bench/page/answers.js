// The page's fetch: it responds for the API.
import { bytes, job } from "../jobs.mjs";

/** @type {Map<string, {body: Uint8Array, tag: string, unchanged: boolean}>} */
const answers = new Map();
let tags = 0;
/** Number of requests so far, per route and status. @type {Record<string, number>} */
export const counts = {};

/**
 * Sets the next answer for a job.
 * @param {string} id
 * @param {Uint8Array | null} body - null: unchanged
 */
export function answer(id, body) {
  const current = answers.get(id);
  if (body) answers.set(id, { body, tag: `"${tags += 1}"`, unchanged: false });
  else if (current) answers.set(id, { ...current, unchanged: true });
}

let longest = 0;

/** Sets the longest delay of answers; each has a random one. @param {number} ms */
export function delay(ms) {
  longest = ms;
}

/** @param {Response} response @returns {Promise<Response>} */
const delayed = (response) => new Promise((resolve) => {
  if (longest === 0) resolve(response);
  else setTimeout(resolve, Math.random() * longest, response);
});

const { fetch } = window;
window.fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  const [, id, traces] = /\/batch\/jobs\/([^/?]+)(\/inputs\/progress\/traces)?/.exec(url) ?? [];
  const current = id && answers.get(decodeURIComponent(id));
  if (!current) return fetch(input, init);
  const sent = input instanceof Request ? input.headers : new Headers(init?.headers);
  const headers = { "content-type": "application/json", etag: current.tag };
  const route = traces ? "traces" : "job";
  const count = (/** @type {number} */ status) => (counts[`${route} ${status}`] = (counts[`${route} ${status}`] ?? 0) + 1);
  if (traces && current.unchanged && sent.get("If-None-Match") === current.tag) {
    count(304);
    return delayed(new Response(null, { status: 304, headers }));
  }
  count(200);
  // The answers of all jobs differ only in the id at their beginning, and all ids have the same length.
  if (traces) current.body.set(new TextEncoder().encode(id), `{"job_id":"`.length);
  return delayed(new Response(/** @type {any} */ (traces ? current.body : bytes(job(id))), { headers }));
};
