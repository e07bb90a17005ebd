// The name of a job's state, and how it looks.

/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */

/** A live job is quiet after this many ms without an event. Gaps of minutes are normal: it is no warning. */
const QUIET_MS = 2 * 60_000;

/** Phases that are states by themselves, whatever else holds. */
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
 * @param {{paused: boolean, failed: boolean}} element - `failed`: without its engine
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
 * ms since the last event of a live job that is quiet; else null.
 * @param {ChartSnapshot} snapshot
 */
export function quietFor({ phase, lastEventAt, serverTime }) {
  if (phase !== "live" || lastEventAt === null || serverTime === null || serverTime - lastEventAt < QUIET_MS) return null;
  return serverTime - lastEventAt;
}

/**
 * Whether a snapshot looks like the one that is shown: it only confirms that nothing has changed. The clock updates the rest.
 * @param {ChartSnapshot | null} shown
 * @param {ChartSnapshot} snapshot
 */
export function looksSame(shown, snapshot) {
  if (shown === snapshot) return true;
  return snapshot.answer === "not-modified" && snapshot.error === null &&
    shown !== null && shown.error === null && shown.stale === snapshot.stale && shown.phase === snapshot.phase;
}
