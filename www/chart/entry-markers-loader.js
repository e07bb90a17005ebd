// Loads the entry markers of a chart when they are needed.
import { splitWords } from "../shared/attributes.js";
import { dynamicImport } from "../shared/dynamic-import.js";

/** @typedef {import("../../pkg/job_progress_chart.js").JobProgressChart} JobProgressChart */
/** @typedef {import("../../pkg/job_progress_chart.js").ChartSnapshot} ChartSnapshot */
/** @typedef {import("./entry-markers.js").EntryMarkersConfig} EntryMarkersConfig */

/**
 * What a chart needs from the job's progress entries.
 * @param {{job: string, apiBase: string, markers: string | null}} options - `job`: empty if there is none
 * @param {ChartSnapshot} snapshot
 * @returns {EntryMarkersConfig}
 */
export function markersConfig({ job, apiBase, markers }, { phase, kinds, total, status }) {
  return {
    job,
    apiBase,
    kinds: job && markers !== null ? splitWords(markers) : null,
    // When files have no useful percentage: there is one file, or their number is unknown.
    totals: job !== "" && phase === "live" && kinds.length > 0 && (total === null ? status !== null : total <= 1),
  };
}

/**
 * @typedef {object} EntryMarkersUpdate
 * @property {JobProgressChart} chart
 * @property {import("../../pkg/job_progress_chart.js").JobClient} client - the chart's client
 * @property {EntryMarkersConfig} config
 * @property {ChartSnapshot} snapshot
 * @property {boolean} isNew - whether there may be new entries
 */

/** The entry markers of a chart, loaded on demand. */
export class EntryMarkersLoader {
  #changed;
  /** @type {EntryMarkersUpdate | undefined} */ #latest;
  /** @type {import("./entry-markers.js").EntryMarkers | undefined} */ #markers;
  #isLoading = false;

  /** @param {() => void} changed - called when the chart's snapshot may have changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * Applies a change of the configuration or of the job.
   * @param {EntryMarkersUpdate} update
   */
  async update(update) {
    this.#latest = update;
    if (this.#markers || this.#isLoading || !(update.config.kinds || update.config.totals)) {
      this.#markers?.update(update);
      return;
    }
    this.#isLoading = true;
    const module = await dynamicImport(() => import("./entry-markers.js")).catch(() => null);
    this.#isLoading = false;
    // If the module can't be loaded, the chart works without it; the next response tries again.
    if (!module || !this.#latest) return;
    const { chart, client } = this.#latest;
    this.#markers = new module.EntryMarkers(chart, client, this.#changed);
    this.#markers.update(this.#latest);
  }

  /**
   * The entries after `from` and until `to`; null if none are marked.
   * @param {number} from - ms since the Unix epoch
   * @param {number} to
   */
  between(from, to) {
    return this.#markers?.between(from, to) ?? null;
  }

  /** Drops the markers of an engine that has stopped; the next `update` loads them again. */
  restart() {
    if (this.#markers?.isClosed) this.#markers = undefined;
  }

  /** Ends it before the chart is freed. */
  close() {
    this.#markers?.close();
    this.#markers = this.#latest = undefined;
  }
}
