// A scripted job that never is unchanged.
import { readFileSync } from "node:fs";

const EXAMPLE = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));

/**
 * A job whose traces change with each answer, so that it is polled at the interval of the chart. They are of one minute: of a long time, a
 * small chart waits until the newest data have moved by a pixel.
 * @param {string} job
 */
export function movingJob(job) {
  let n = 0;
  const points = EXAMPLE.points.map((/** @type {object} */ point, /** @type {number} */ at) => ({ ...point, t: `2026-04-14T10:${["14:00", "14:30", "15:00"][at]}Z` }));
  return {
    traces: [() => {
      n += 1;
      const traces = { ...EXAMPLE, points, job_id: job, latest_event_at: `2026-04-14T10:15:00.${String(n).padStart(6, "0")}Z` };
      return { body: JSON.stringify(traces) };
    }],
    job: [{ body: JSON.stringify({ id: job, name: "Night run", status: "RUNNING", input_progress: { pending: 1, processing: 0, completed: 8, failed: 1 } }) }],
  };
}
