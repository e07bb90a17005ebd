// Progress entries on the chart: markers on the time axis, messages in the readout, and the total number of items, which traces
// don't have. Loaded only for charts that need it.
import { EntryLoader } from "../shared/entry-loader.js";
import { logEngine } from "../shared/log-engine.js";

/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */

/**
 * What a chart needs from the job's entries.
 * @typedef {object} EntryMarkersConfig
 * @property {string} job
 * @property {string} apiBase
 * @property {string[] | null} kinds - the kinds of entries to mark, all if empty; null for no markers
 * @property {boolean} totals - whether the total number of items is needed
 */

/**
 * The entries in a part of the time axis: their number, and the newest ones, oldest first.
 * @typedef {{count: number, newest: {kind: string, message: string}[]}} MarkerTooltip
 */

/** Number of the newest entries that are marked, per kind. */
const MAX_MARKERS = 1500;
/** Number of the newest entries that are searched for the total number of items. */
const NEWEST = 20;
/** Maximum number of messages in a tooltip. */
const MAX_MESSAGES = 3;

/** The entry markers of one chart. */
export class EntryMarkers {
  #chart;
  #client;
  #changed;
  /** @type {EntryMarkersConfig} */ #config = { job: "", apiBase: "", kinds: null, totals: false };
  /** By kind, "" for all; null while the engine loads. @type {Map<string, EntryLoader | null>} */ #loaders = new Map();
  #isSingleFile = false;
  /** @type {{loader: EntryLoader, first: number, times: Float64Array}[]} */ #markers = [];
  #isClosed = false;
  #unsubscribe;

  /**
   * @param {JobProgressChart} chart
   * @param {import("../../pkg/job_progress_chart.js").JobClient} client - the chart's client
   * @param {() => void} changed - called when the chart's snapshot may have changed
   */
  constructor(chart, client, changed) {
    this.#chart = chart;
    this.#client = client;
    this.#changed = changed;
    // The chart works without the markers.
    this.#unsubscribe = logEngine.onStop(() => this.close());
  }

  /** @param {import("./entry-markers-loader.js").EntryMarkersUpdate} update */
  update({ config, snapshot, isNew }) {
    if (this.#isClosed) return;
    if (config.job !== this.#config.job || config.apiBase !== this.#config.apiBase) this.#clear();
    const isSingleFile = snapshot.total === 1;
    const isSame = JSON.stringify(config) === JSON.stringify(this.#config) && isSingleFile === this.#isSingleFile;
    this.#config = config;
    this.#isSingleFile = isSingleFile;
    const wanted = new Set(config.kinds?.length === 0 ? [""] : config.kinds ?? []);
    if (config.totals) wanted.add("");
    for (const [kind, loader] of this.#loaders) {
      if (wanted.has(kind)) continue;
      loader?.close();
      this.#loaders.delete(kind);
    }
    for (const kind of wanted) if (!this.#loaders.has(kind)) this.#open(kind);
    for (const loader of this.#loaders.values()) {
      loader?.setAttempt(snapshot.retryCount, snapshot.startedAt ?? undefined);
      if (isNew) loader?.refresh();
    }
    if (!isSame) this.#apply();
  }

  /**
   * The entries after `from` and until `to`.
   * @param {number} from - ms since the Unix epoch
   * @param {number} to
   * @returns {MarkerTooltip}
   */
  between(from, to) {
    const found = this.#markers.flatMap(({ loader, first, times }) =>
      [...times].flatMap((time, index) => (time > from && time <= to ? [{ time, row: first + index, loader }] : [])));
    const newest = found.sort((a, b) => a.time - b.time).slice(-MAX_MESSAGES).flatMap(({ loader, row }) => {
      const [entry] = loader.log.rows(row, 1);
      return entry ? [{ kind: entry.kind, message: entry.message }] : [];
    });
    return { count: found.length, newest };
  }

  /** Whether it has ended, after a stop of its engine or by `close`. */
  get isClosed() {
    return this.#isClosed;
  }

  /** Ends it; no more requests are sent. */
  close() {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#closeLoaders();
  }

  #closeLoaders() {
    for (const loader of this.#loaders.values()) loader?.close();
    this.#loaders.clear();
    this.#markers = [];
  }

  /** Removes everything of the previous job. */
  #clear() {
    this.#closeLoaders();
    this.#chart.setMarkers([]);
    this.#chart.setItemTotals([]);
  }

  /** @param {string} kind */
  async #open(kind) {
    this.#loaders.set(kind, null);
    const { job } = this.#config;
    const isLoaded = await logEngine.load().then(() => true, () => false);
    if (this.#isClosed || job !== this.#config.job || this.#loaders.get(kind) !== null) return;
    if (!isLoaded) {
      // The next response tries again.
      this.#loaders.delete(kind);
      return;
    }
    this.#loaders.set(kind, new EntryLoader(this.#client, {
      jobId: job,
      kind: kind || undefined,
      changed: () => this.#apply(),
      // The chart works without the entries; the loader retries by itself.
      failed: () => {},
    }));
    this.#apply();
  }

  /** Updates the chart from the entries. */
  #apply() {
    const { kinds, totals } = this.#config;
    this.#markers = [];
    for (const [kind, loader] of this.#loaders) {
      if (!loader) continue;
      const isMarked = kinds !== null && (kind === "" ? kinds.length === 0 : kinds.includes(kind));
      const count = Math.min(loader.log.length, isMarked ? MAX_MARKERS : NEWEST);
      const first = loader.log.length - count;
      loader.setViewport(first, count);
      if (isMarked) this.#markers.push({ loader, first, times: loader.log.times(first, count) });
    }
    this.#chart.setMarkers(Float64Array.from(this.#markers.flatMap(({ times }) => [...times])).sort());
    this.#chart.setItemTotals((totals && this.#loaders.get("")?.log.itemTotals(this.#isSingleFile)) || []);
    this.#changed();
  }
}
