// Loads the entry markers of a chart when they are wanted.
import { splitWords } from "../shared/attributes.js";

/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("./entry-markers.js").EntryMarkersConfig} EntryMarkersConfig */

/**
 * What a chart wants of the job's progress entries.
 * @param {{job: string, apiBase: string, markers: string | null}} options - `job`: empty without one
 * @param {ChartSnapshot} snapshot
 * @returns {EntryMarkersConfig}
 */
export function markersConfig({ job, apiBase, markers }, { phase, kinds, total, status }) {
  return {
    job,
    apiBase,
    kinds: job && markers !== null ? splitWords(markers) : null,
    // Where files have no percentage: there is one file, or the server does not send their number.
    totals: job !== "" && phase === "live" && kinds.length > 0 && (total === null ? status !== null : total <= 1),
  };
}

/**
 * @typedef {object} EntryMarkersUpdate
 * @property {JobProgressChart} chart
 * @property {import("../../pkg/job_progress_chart.js").JobClient} client - the chart's own
 * @property {EntryMarkersConfig} config
 * @property {ChartSnapshot} snapshot
 * @property {boolean} isNew - whether there may be new entries
 */

/** The entry markers of a chart, now or later. */
export class EntryMarkersLoader {
  #changed;
  /** @type {EntryMarkersUpdate | undefined} */ #latest;
  /** @type {import("./entry-markers.js").EntryMarkers | undefined} */ #markers;
  #isLoading = false;

  /** @param {() => void} changed - called when the chart's snapshot may be another */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * The page wants something else, or more is known of the job.
   * @param {EntryMarkersUpdate} update
   */
  async update(update) {
    this.#latest = update;
    if (this.#markers || this.#isLoading || !(update.config.kinds || update.config.totals)) {
      this.#markers?.update(update);
      return;
    }
    this.#isLoading = true;
    const module = await import("./entry-markers.js").catch(() => null);
    this.#isLoading = false;
    // The chart goes on without what can't be loaded; the next answer tries again.
    if (!module || !this.#latest) return;
    const { chart, client } = this.#latest;
    this.#markers = new module.EntryMarkers(chart, client, this.#changed);
    this.#markers.update(this.#latest);
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
    this.#markers = this.#latest = undefined;
  }
}
