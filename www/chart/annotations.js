// What a job's progress entries add to its chart: marks on the time axis, their messages in the readout, and the number of
// items where the traces can't tell it. Loaded only for charts that need it.
import { Entries } from "../shared/entries.js";

/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */

/**
 * What is wanted of a job's entries.
 * @typedef {object} Wish
 * @property {string} job
 * @property {string} apiBase - where it is
 * @property {string[] | null} marks - the kinds of entries to mark, all if empty; null for no marks
 * @property {boolean} totals - whether the number of items is wanted
 */

/**
 * The entries of a part of the time axis: how many, and the newest of them, oldest first.
 * @typedef {{count: number, newest: {kind: string, message: string}[]}} Notes
 */

/** At most so many of the newest entries of a kind are marked. */
const MOST_MARKS = 1500;
/** The number of items is in the newest entries. */
const NEWEST = 20;
/** A readout tells so many messages. */
const TOLD = 3;

/** The annotations of one chart. */
export class Annotations {
  #chart;
  #changed;
  /** @type {Wish} */ #wish = { job: "", apiBase: "", marks: null, totals: false };
  /** Entries by their kind, "" for all. @type {Map<string, Entries | null>} */ #lists = new Map();
  #single = false;
  /** @type {{entries: Entries, first: number, times: Float64Array}[]} */ #marks = [];
  #closed = false;

  /**
   * @param {JobProgressChart} chart
   * @param {() => void} changed - called when the chart's snapshot may be another
   */
  constructor(chart, changed) {
    this.#chart = chart;
    this.#changed = changed;
  }

  /**
   * What the page wants now, and what is known of the job.
   * @param {Wish} wish
   * @param {ChartSnapshot} snapshot
   * @param {boolean} news - whether there may be new entries
   */
  hear(wish, snapshot, news) {
    if (wish.job !== this.#wish.job || wish.apiBase !== this.#wish.apiBase) this.#clear();
    const single = snapshot.total === 1;
    const same = JSON.stringify(wish) === JSON.stringify(this.#wish) && single === this.#single;
    this.#wish = wish;
    this.#single = single;
    const wanted = new Set([...(wish.marks?.length === 0 ? [""] : wish.marks ?? []), ...(wish.totals ? [""] : [])]);
    for (const [kind, entries] of this.#lists) {
      if (wanted.has(kind)) continue;
      entries?.close();
      this.#lists.delete(kind);
    }
    for (const kind of wanted) if (!this.#lists.has(kind)) this.#open(kind);
    for (const entries of this.#lists.values()) {
      entries?.attempt(snapshot.retryCount, snapshot.startedAt ?? undefined);
      if (news) entries?.stir();
    }
    if (!same) this.#annotate();
  }

  /**
   * The entries after one time and until another.
   * @param {number} from - ms since the Unix epoch
   * @param {number} to
   * @returns {Notes}
   */
  between(from, to) {
    const found = this.#marks.flatMap(({ entries, first, times }) =>
      [...times].flatMap((time, at) => (time > from && time <= to ? [{ time, row: first + at, entries }] : [])));
    const newest = found.sort((a, b) => a.time - b.time).slice(-TOLD).flatMap(({ entries, row }) => {
      const [entry] = entries.log.rows(row, 1);
      return entry ? [{ kind: entry.kind, message: entry.message }] : [];
    });
    return { count: found.length, newest };
  }

  /** Asks nothing more. */
  close() {
    this.#closed = true;
    for (const entries of this.#lists.values()) entries?.close();
    this.#lists.clear();
  }

  /** Another job: nothing of this one stays. */
  #clear() {
    for (const entries of this.#lists.values()) entries?.close();
    this.#lists.clear();
    this.#marks = [];
    this.#chart.setMarkers(new Float64Array());
    this.#chart.setItemTotals([], new Float64Array());
  }

  /** @param {string} kind */
  async #open(kind) {
    this.#lists.set(kind, null);
    const { job } = this.#wish;
    const entries = await Entries.open(this.#chart, {
      jobId: job,
      kind: kind || undefined,
      changed: () => this.#annotate(),
      // The chart goes on without them; asking again is up to `Entries`.
      failed: () => {},
    }).catch(() => null);
    if (this.#closed || job !== this.#wish.job || this.#lists.get(kind) !== null) {
      entries?.close();
      return;
    }
    // What could not be loaded is tried again with the next answer.
    if (entries) this.#lists.set(kind, entries);
    else this.#lists.delete(kind);
    this.#annotate();
  }

  /** Brings the chart to what the entries say. */
  #annotate() {
    const { marks, totals } = this.#wish;
    this.#marks = [];
    for (const [kind, entries] of this.#lists) {
      if (!entries) continue;
      const marked = marks !== null && (kind === "" ? marks.length === 0 : marks.includes(kind));
      const count = Math.min(entries.log.length, marked ? MOST_MARKS : NEWEST);
      const first = entries.log.length - count;
      entries.look(first, count);
      if (marked) this.#marks.push({ entries, first, times: entries.log.times(first, count) });
    }
    this.#chart.setMarkers(Float64Array.from(this.#marks.flatMap(({ times }) => [...times])).sort());
    const found = totals ? this.#lists.get("")?.log.itemTotals(this.#single) : undefined;
    this.#chart.setItemTotals(found?.kinds ?? [], Float64Array.from(found?.totals ?? []));
    this.#changed();
  }
}
