// Loads the entry markers of a chart when they are wanted.

/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("./entry-markers.js").EntryMarkersConfig} EntryMarkersConfig */

/** The entry markers of a chart, now or later. */
export class EntryMarkersLoader {
  #configOf;
  #changed;
  /** @type {JobProgressChart | undefined} */ #chart;
  /** @type {import("./entry-markers.js").EntryMarkers | undefined} */ #markers;
  #isLoading = false;

  /**
   * @param {(snapshot: ChartSnapshot) => EntryMarkersConfig} configOf - what the page wants now
   * @param {() => void} changed - called when the chart's snapshot may be another
   */
  constructor(configOf, changed) {
    this.#configOf = configOf;
    this.#changed = changed;
  }

  /**
   * The page wants something else, or more is known of the job.
   * @param {JobProgressChart} chart
   * @param {import("../../pkg/job_progress_chart.js").JobClient} client - the chart's own
   * @param {ChartSnapshot} snapshot
   * @param {boolean} isNew - whether the server has sent something
   */
  async update(chart, client, snapshot, isNew) {
    this.#chart = chart;
    const config = this.#configOf(snapshot);
    if (this.#markers || this.#isLoading || !(config.kinds || config.totals)) {
      this.#markers?.update(config, snapshot, isNew);
      return;
    }
    this.#isLoading = true;
    const module = await import("./entry-markers.js").catch(() => null);
    this.#isLoading = false;
    // The chart goes on without what can't be loaded; the next answer tries again.
    if (!module || chart !== this.#chart) return;
    this.#markers = new module.EntryMarkers(chart, client, this.#changed);
    // Meanwhile more may be known.
    this.update(chart, client, chart.snapshot(), isNew);
  }

  /**
   * The entries after one time and until another; null if none are marked.
   * @param {number} from - ms since the Unix epoch
   * @param {number} to
   */
  between(from, to) {
    return this.#markers?.between(from, to) ?? null;
  }

  /** Markers whose engine has stopped are loaded anew by the next `update`. */
  restart() {
    if (this.#markers?.isClosed) this.#markers = undefined;
  }

  /** The chart is about to be freed. */
  close() {
    this.#markers?.close();
    this.#markers = this.#chart = undefined;
  }
}
