// Jobs to draw: answers of the traces route and of the job route, the same for the same numbers.

import { random } from "../www/demo/gallery-jobs.js";

/** The start of all jobs: 2026-04-14T10:02:00Z. */
const START = Date.UTC(2026, 3, 14, 10, 2);
/** Files of a job. */
const TOTAL = 4000;
/** Names of kinds, as they are in the API. */
const NAMES = ["inference", "embedding", "preprocess", "upload", "tokenize", "detect", "segment", "classify"];

/** Sizes of job: points × kinds. */
export const SIZES = [[100, 1], [1000, 1], [1000, 8], [1000, 32]];

/** The name of a size. @param {number[]} size */
export const sizeName = ([points, kinds]) => `${points} × ${kinds}`;

/** RFC 3339 with microseconds, as the API writes it. @param {number} ms */
const stamp = (ms) => new Date(ms).toISOString().replace("Z", "000Z");

/**
 * An answer of the traces route for a running job.
 * @param {string} id
 * @param {number[]} size - points and kinds
 * @param {number} age - number of the poll: each has another answer, with more progress
 * @param {number} length - of a bucket, ms
 */
export function traces(id, [points, kinds], age, length = 9000) {
  const next = random(17);
  const names = Array.from({ length: kinds }, (_, kind) => NAMES[kind] ?? `${NAMES[kind % NAMES.length]}-${Math.floor(kind / NAMES.length) + 1}`);
  const counts = names.map(() => [0, 0]);
  let [completed, failed] = [0, 0];
  // In each answer about a live job, all buckets end at other times.
  const bucket = length * (1 + age / points);
  const rows = Array.from({ length: points }, (_, index) => {
    const share = 1 + age / 50;
    if (next() < 0.5) completed += Math.floor(next() * (2400 / points) * 2 * share);
    if (next() < 0.1) failed += 1;
    const items = {};
    for (const [kind, count] of counts.entries()) {
      count[0] += Math.floor(next() * (kind + 2) * 3 * share);
      if (next() < 0.2) count[1] += 1 + (kind % 3);
      items[names[kind]] = { success: count[0], failed: count[1] };
    }
    return { t: stamp(Math.round(START + (index + 1) * bucket)), step: completed + failed, files: { completed, failed }, items };
  });
  return { job_id: id, bucket_seconds: bucket / 1000, latest_event_at: rows[points - 1].t, points: rows };
}

/**
 * The answer of the job route for the same job.
 * @param {string} id
 */
export function job(id) {
  const at = (/** @type {number} */ seconds) => stamp(START + seconds * 1000);
  return {
    id, name: "tep-classification", pipeline_key: "classification", status: "RUNNING", retry_count: 0, preemption_count: 0,
    queue_position: null, queue_depth: null, created_at: at(-120), updated_at: at(900), started_at: at(0), completed_at: null,
    failed_at: null, cancelled_at: null, error: null,
    input_progress: { pending: TOTAL - 1200, processing: 100, completed: 1000, failed: 100 },
  };
}

/** The body of an answer. @param {unknown} answer */
export const bytes = (answer) => new TextEncoder().encode(JSON.stringify(answer));
