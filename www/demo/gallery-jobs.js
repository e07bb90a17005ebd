// Jobs for the gallery, computed, so that they are the same on every machine.

/** 2026-04-14T10:02:00Z: all jobs started then. */
export const START = Date.UTC(2026, 3, 14, 10, 2);

/** Pseudo-random numbers from 0 to 1 (Lehmer, 1951): the same for the same seed. */
export function random(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/**
 * Traces of `count` buckets of `seconds` each.
 * @param {number} count
 * @param {number} seconds
 * @param {(index: number) => {completed: number, failed?: number, items?: Record<string, [number, number]>}} at - the
 *   counts at a bucket's end
 */
export function traces(count, seconds, at) {
  const points = Array.from({ length: count }, (_, index) => {
    const { completed, failed = 0, items = {} } = at(index);
    return {
      t: new Date(START + (index + 1) * seconds * 1000).toISOString(),
      step: completed + failed,
      files: { completed, failed },
      items: Object.fromEntries(Object.entries(items).map(([kind, [success, bad]]) => [kind, { success, failed: bad }])),
    };
  });
  return { job_id: "gallery", bucket_seconds: seconds, latest_event_at: points.at(-1)?.t ?? null, points };
}

/** A job of 25 files and two kinds, at a share of its progress. */
export function ordinary(share = 0.7, buckets = 100, seconds = 9) {
  const next = random(7);
  let [files, failed, inference, bad, embedding] = [0, 0, 0, 0, 0];
  return traces(buckets, seconds, (index) => {
    if (index > buckets * 0.08 && next() < (share * 25) / (buckets * 0.92) && files + failed < 25 * share) {
      if (next() < 0.1) failed += 1;
      else files += 1;
    }
    if (index > buckets * 0.06) inference += Math.floor(next() * 9);
    if (index > buckets * 0.2 && next() < 0.06) bad += 1;
    if (index > buckets * 0.14) embedding += Math.floor(next() * 4);
    const items = {};
    if (index > buckets * 0.06) items.inference = [inference, bad];
    if (index > buckets * 0.14) items.embedding = [embedding, 0];
    return { completed: files, failed, items };
  });
}

/** 1000 buckets of 32 kinds that grow at different speeds. */
export function manyKinds() {
  const next = random(11);
  const counts = Array.from({ length: 32 }, () => 0);
  return traces(1000, 3, (index) => {
    for (const kind of counts.keys()) counts[kind] += Math.floor(next() * (kind + 2));
    const items = Object.fromEntries(counts.map((count, kind) => [`kind-${kind + 1}`, [count, Math.floor(count / 50)]]));
    return { completed: Math.floor(index / 8), failed: Math.floor(index / 200), items };
  });
}

/** The job route's response for them. */
export function job(status, changes = {}) {
  const at = (seconds) => new Date(START + seconds * 1000).toISOString();
  const ended = ["COMPLETED", "FAILED", "CANCELLED"].includes(status);
  return {
    id: "gallery", name: "tep-classification", pipeline_key: "classification", status, retry_count: 0, preemption_count: 0,
    queue_position: null, queue_depth: null, created_at: at(-120), updated_at: at(900),
    started_at: ["PENDING", "ADMITTED"].includes(status) ? null : at(0),
    completed_at: status === "COMPLETED" ? at(900) : null, failed_at: status === "FAILED" ? at(900) : null,
    cancelled_at: status === "CANCELLED" ? at(900) : null, error: null,
    input_progress: ended ? { pending: 0, processing: 0, completed: 24, failed: 1 } : { pending: 5, processing: 2, completed: 17, failed: 1 },
    ...changes,
  };
}
