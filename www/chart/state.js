// The name and the tone of a job's state.

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */

/** A live job is quiet after this many ms without an event. Gaps of minutes are normal, so this is not a warning. */
const QUIET_MS = 2 * 60_000;

/** Phases that determine the state alone. */
const PLAIN = /** @type {const} */ (["idle", "completed", "failed", "cancelled", "gone", "refused", "error"]);

/** The tones of states; calm if missing. @type {Record<string, "active" | "good" | "warning" | "bad">} */
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
 * @param {{paused: boolean, failed: boolean}} element - `failed`: whether its engine has failed
 * @returns {State}
 */
export function stateOf(snapshot, element) {
  const name = nameOf(snapshot, element);
  return { name, tone: TONES[name] ?? "calm" };
}

/**
 * @param {ChartSnapshot | null} snapshot
 * @param {{paused: boolean, failed: boolean}} element
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
 * ms since the last event of a quiet live job; else null.
 * @param {ChartSnapshot} snapshot
 */
export function quietFor({ phase, lastEventAt, serverTime }) {
  if (phase !== "live" || lastEventAt === null || serverTime === null || serverTime - lastEventAt < QUIET_MS) return null;
  return serverTime - lastEventAt;
}

/**
 * Whether a snapshot only confirms the one that is shown, so that it need not be rendered. The clock updates the times.
 * @param {ChartSnapshot | null} shown
 * @param {ChartSnapshot} snapshot
 */
export function looksSame(shown, snapshot) {
  if (shown === snapshot) return true;
  return snapshot.answer === "not-modified" && snapshot.error === null &&
    shown !== null && shown.error === null && shown.stale === snapshot.stale && shown.phase === snapshot.phase;
}
