// What a job's state is called and how it looks, from what is known of it.

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */

/** A live job is called quiet after this many ms without an event: gaps of minutes are normal, so it is no alarm. */
const QUIET_MS = 2 * 60_000;

/** Phases that are states by themselves, whatever else is known. */
const PLAIN = /** @type {const} */ (["idle", "completed", "failed", "cancelled", "gone", "refused", "error"]);

/** The tones of the states that are not calm. @type {Record<string, "active" | "good" | "warning" | "bad">} */
const TONES = {
  running: "active", completed: "good", completedWithFailures: "warning", stale: "warning", preempted: "warning", failed: "bad",
  refused: "bad", error: "bad",
};

/**
 * A state: its name in the strings, and its tone (a class of the header's badge).
 * @typedef {{name: ReturnType<typeof nameOf>, tone: "calm" | "active" | "good" | "warning" | "bad"}} State
 */

/**
 * @param {ChartSnapshot | null} snapshot
 * @param {{paused: boolean, failed: boolean}} around - `failed`: the engine itself can't go on
 * @returns {State}
 */
export function stateOf(snapshot, around) {
  const name = nameOf(snapshot, around);
  return { name, tone: TONES[name] ?? "calm" };
}

/**
 * @param {ChartSnapshot | null} snapshot
 * @param {{paused: boolean, failed: boolean}} around
 */
function nameOf(snapshot, { paused, failed }) {
  if (failed) return "error";
  if (!snapshot) return "loading";
  const { phase } = snapshot;
  if (phase === "completed" && snapshot.failed > 0) return "completedWithFailures";
  const plain = PLAIN.find((name) => name === phase);
  if (plain) return plain;
  if (snapshot.stale) return "stale";
  if (paused) return "paused";
  if (phase === "loading" || phase === "preempted") return phase;
  if (phase === "waiting" && snapshot.status === "PENDING") return "queued";
  if (phase === "waiting" || phase === "empty") return "starting";
  return quietFor(snapshot) === null ? "running" : "quiet";
}

/**
 * For how many ms a live job has been silent; null if it has not, or not for long.
 * @param {ChartSnapshot} snapshot
 */
export function quietFor({ phase, lastEventAt, serverTime }) {
  if (phase !== "live" || lastEventAt === null || serverTime === null || serverTime - lastEventAt < QUIET_MS) return null;
  return serverTime - lastEventAt;
}
