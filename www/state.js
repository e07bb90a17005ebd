// What a job's state is called and how it looks, from what is known of it.

/** @typedef {import("../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */

/** A live job is called quiet after this many ms without an event: gaps of minutes are normal, so it is no alarm. */
const QUIET_MS = 2 * 60_000;

/**
 * A state: its name in the strings, and its tone (a class of the header's badge).
 * @typedef {{name: "idle" | "loading" | "queued" | "starting" | "running" | "quiet" | "stale" | "completed" |
 *   "completedWithFailures" | "failed" | "cancelled" | "preempted" | "gone" | "refused" | "error" | "paused",
 *   tone: "calm" | "active" | "good" | "warning" | "bad"}} State
 */

/**
 * @param {ChartSnapshot | null} snapshot
 * @param {{paused: boolean, failed: boolean}} around - `failed`: the engine itself can't go on
 * @returns {State}
 */
export function stateOf(snapshot, { paused, failed }) {
  if (failed) return { name: "error", tone: "bad" };
  if (!snapshot) return { name: "loading", tone: "calm" };
  switch (snapshot.phase) {
    case "idle": return { name: "idle", tone: "calm" };
    case "completed":
      return snapshot.failed > 0 ? { name: "completedWithFailures", tone: "warning" } : { name: "completed", tone: "good" };
    case "failed": return { name: "failed", tone: "bad" };
    case "cancelled": return { name: "cancelled", tone: "calm" };
    case "gone": return { name: "gone", tone: "calm" };
    case "refused": return { name: "refused", tone: "bad" };
    case "error": return { name: "error", tone: "bad" };
    default:
  }
  if (snapshot.stale) return { name: "stale", tone: "warning" };
  if (paused) return { name: "paused", tone: "calm" };
  switch (snapshot.phase) {
    case "loading": return { name: "loading", tone: "calm" };
    case "waiting": return snapshot.status === "PENDING" ? { name: "queued", tone: "calm" } : { name: "starting", tone: "calm" };
    case "preempted": return { name: "preempted", tone: "warning" };
    case "empty": return { name: "starting", tone: "calm" };
    default:
      return quietFor(snapshot) === null ? { name: "running", tone: "active" } : { name: "quiet", tone: "calm" };
  }
}

/**
 * For how many ms a live job has been silent; null if it has not, or not for long.
 * @param {ChartSnapshot} snapshot
 */
export function quietFor({ phase, lastEventAt, serverTime }) {
  if (phase !== "live" || lastEventAt === null || serverTime === null || serverTime - lastEventAt < QUIET_MS) return null;
  return serverTime - lastEventAt;
}
