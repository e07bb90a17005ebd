// Jobs with made-up progress entries, as scripts for faults.mjs; and functions that read a log on a page.

/** When the first entry was written, in ms since the Unix epoch. */
export const START = Date.UTC(2026, 3, 14, 10);

/**
 * The n-th progress entry of a job, as the API sends it: one a second.
 * @param {number} n
 * @param {object} [change]
 */
export function entry(n, change = {}) {
  return {
    id: n, kind: n % 3 === 0 ? "preprocess" : "inference", step: n, message: `Message ${n}`,
    metrics: { percent_complete: n % 101, success: n }, payload: {}, input_id: `inp_${n % 5}`, index: null,
    created_at: new Date(START + n * 1000).toISOString(), ...change,
  };
}

/** The first `count` entries. */
export const entries = (/** @type {number} */ count) => Array.from({ length: count }, (_, n) => entry(n));

/**
 * The answers for a job that has the entries of a list at the time of each request.
 * @param {string} job
 * @param {{list: any[], about?: object, newestFirst?: boolean}} state - may be changed between requests
 * @returns {Partial<Record<import("./faults.mjs").Route, import("./faults.mjs").Script>>}
 */
export function scripted(job, state) {
  const kinds = () => [...new Set(state.list.map(({ kind }) => kind))];
  return {
    progress: [(_, query) => {
      const matching = state.list.filter(({ kind, input_id }) =>
        (query.get("kind") ?? kind) === kind && (query.get("input_id") ?? input_id) === input_id);
      if (state.newestFirst) matching.reverse();
      const [offset, limit] = [Number(query.get("offset") ?? 0), Math.min(1000, Number(query.get("limit") ?? 50))];
      const page = { job_id: job, total: matching.length, offset, limit, entries: matching.slice(offset, offset + limit) };
      return { body: JSON.stringify(page) };
    }],
    traces: [(headers) => {
      const latest = state.list.at(-1)?.created_at ?? null;
      if (latest !== null && headers["if-none-match"] === latest) return { status: 304 };
      const items = Object.fromEntries(kinds().map((kind) => [kind, { success: state.list.length, failed: 0 }]));
      const points = [0, 1].map((n) => ({
        t: new Date(START + n * 60_000).toISOString(), step: 0, files: { completed: 0, failed: 0 }, items: n === 0 ? {} : items,
      }));
      return { body: JSON.stringify({ job_id: job, bucket_seconds: 60, latest_event_at: latest, points }) };
    }],
    job: [() => ({
      body: JSON.stringify({ id: job, name: "Made up", status: "RUNNING", retry_count: 0, input_progress: { pending: 3, processing: 0, completed: 0, failed: 0 }, ...state.about }),
    })],
  };
}

/**
 * Defines functions in the page that read its log, the element with the id "l".
 */
export function logTools() {
  const page = /** @type {any} */ (window);
  page.log = () => document.getElementById("l");
  page.part = (/** @type {string} */ selector) => page.log().shadowRoot.querySelector(selector);
  page.frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  /** The rows that are wholly visible, from top to bottom. */
  page.rows = () => {
    const box = page.part(".viewport").getBoundingClientRect();
    return [...page.log().shadowRoot.querySelectorAll(".row")]
      .map((row) => ({ row, top: row.getBoundingClientRect().top, bottom: row.getBoundingClientRect().bottom }))
      .filter(({ top, bottom }) => top >= box.top - 1 && bottom <= box.bottom + 1)
      .sort((one, other) => one.top - other.top)
      .map(({ row, top }) => ({
        y: Math.round(top - box.top),
        place: Number(row.ariaPosInSet),
        size: Number(row.ariaSetSize),
        text: row.querySelector(".message").textContent,
        kind: row.querySelector(".kind").textContent,
        input: row.querySelector(".input").title,
        earlier: row.classList.contains("earlier"),
        border: !row.querySelector(".border").hidden,
        absent: row.classList.contains("absent"),
        selected: row.ariaCurrent === "true",
      }));
  };
  page.said = () => page.part(".status").textContent;
  page.notice = () => (page.part(".notice").hidden ? "" : page.part(".notice span").textContent);
  page.news = () => (page.part(".new-entries").hidden ? "" : page.part(".new-entries").textContent);
}
