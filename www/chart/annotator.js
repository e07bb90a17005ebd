// Lets a job's progress entries tell more on its chart, where that is wanted: only then what reads them is loaded.

/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */

/** What there is of annotations, now or later. */
export class Annotator {
  #wish;
  #changed;
  /** @type {JobProgressChart | undefined} */ #chart;
  /** @type {import("./annotations.js").Annotations | undefined} */ #annotations;
  #loading = false;

  /**
   * @param {(snapshot: ChartSnapshot) => import("./annotations.js").Wish} wish - what the page wants now
   * @param {() => void} changed - called when the chart's snapshot may be another
   */
  constructor(wish, changed) {
    this.#wish = wish;
    this.#changed = changed;
  }

  /**
   * The page wants something else, or more is known of the job.
   * @param {JobProgressChart} chart
   * @param {ChartSnapshot} snapshot
   * @param {boolean} news - whether the server has told something
   */
  async hear(chart, snapshot, news) {
    this.#chart = chart;
    const wish = this.#wish(snapshot);
    if (this.#annotations || this.#loading || !(wish.marks || wish.totals)) {
      this.#annotations?.hear(wish, snapshot, news);
      return;
    }
    this.#loading = true;
    const loaded = await import("./annotations.js").catch(() => null);
    this.#loading = false;
    // What can't be loaded is tried again with the next answer: the chart goes on without.
    if (!loaded || chart !== this.#chart) return;
    this.#annotations = new loaded.Annotations(chart, this.#changed);
    // Meanwhile more may be known.
    this.hear(chart, chart.snapshot(), news);
  }

  /**
   * The entries after one time and until another; null where none are wanted.
   * @param {number} from - ms since the Unix epoch
   * @param {number} to
   */
  between(from, to) {
    return this.#annotations?.between(from, to) ?? null;
  }

  /** The chart goes. */
  close() {
    this.#annotations?.close();
    this.#annotations = this.#chart = undefined;
  }
}
