// What the page's fetch answers for the API.
import { bytes, job } from "../jobs.mjs";

/** @type {Map<string, {body: Uint8Array, tag: string, unchanged: boolean}>} */
const answers = new Map();
let tags = 0;
/** How many requests were answered, per route and status. @type {Record<string, number>} */
export const counts = {};

/**
 * The next answer for a job.
 * @param {string} id
 * @param {Uint8Array | null} body - null: as before
 */
export function answer(id, body) {
  const held = answers.get(id);
  if (body) answers.set(id, { body, tag: `"${tags += 1}"`, unchanged: false });
  else if (held) answers.set(id, { ...held, unchanged: true });
}

let longest = 0;

/** Answers come after up to so many ms from now on. @param {number} ms */
export function delay(ms) {
  longest = ms;
}

/** @param {Response} response @returns {Promise<Response>} */
const late = (response) => new Promise((resolve) => {
  if (longest === 0) resolve(response);
  else setTimeout(resolve, Math.random() * longest, response);
});

const { fetch } = window;
window.fetch = (input, init) => {
  const [, id, traces] = /\/batch\/jobs\/([^/?]+)(\/inputs\/progress\/traces)?/.exec(input instanceof Request ? input.url : String(input)) ?? [];
  const held = id && answers.get(decodeURIComponent(id));
  if (!held) return fetch(input, init);
  const headers = { "content-type": "application/json", etag: held.tag };
  const route = traces ? "traces" : "job";
  const count = (/** @type {number} */ status) => (counts[`${route} ${status}`] = (counts[`${route} ${status}`] ?? 0) + 1);
  if (traces && held.unchanged && new Headers(input instanceof Request ? input.headers : init?.headers).get("If-None-Match") === held.tag) {
    count(304);
    return late(new Response(null, { status: 304, headers }));
  }
  count(200);
  // The answers of all jobs are the same but for the name at their beginning, which is as long in all.
  if (traces) held.body.set(new TextEncoder().encode(id), `{"job_id":"`.length);
  return late(new Response(/** @type {any} */ (traces ? held.body : bytes(job(id))), { headers }));
};
