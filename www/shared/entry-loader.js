// A job's progress entries, loaded as far as they are looked at: what to request is decided in Rust, the requests go through a
// `JobClient`.
import { EntryLog } from "../../pkg/job_progress_log.js";
import { logEngine } from "./log-engine.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartErrorDetail} ChartErrorDetail */

/** What requests pages: undefined if it was stopped before. @typedef {{entries(query: string): Promise<Uint8Array | undefined>}} EntrySource */

/**
 * @typedef {object} EntryLoaderOptions
 * @property {string} jobId
 * @property {string} [kind] - only entries of this kind
 * @property {string} [inputId] - only entries about this input
 * @property {() => void} changed - there are other rows, or more of them
 * @property {(error: ChartErrorDetail) => void} failed
 */

/** The entries of a job, all or those of a kind or an input. */
export class EntryLoader {
  #source;
  #handlers;
  #log;
  #isFetching = false;
  /** Whether `resume` was called while a request was under way. */
  #wasResumed = false;
  #isPaused = false;
  /** After a failure: only `resume` goes on. */
  #isHalted = false;
  #isClosed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retryTimer;
  /** @type {((row: number | undefined) => void) | undefined} */ #resolveFound;

  /**
   * With the engine loaded. Nothing is requested before `setViewport`.
   * @param {EntrySource} source
   * @param {EntryLoaderOptions} options
   */
  constructor(source, { jobId, kind, inputId, ...handlers }) {
    this.#source = source;
    this.#handlers = handlers;
    this.#log = logEngine.track(new EntryLog(jobId, kind, inputId));
  }

  /** What is loaded: rows, kinds, times. Not to be used after `close`. */
  get log() {
    return this.#log;
  }

  /**
   * All of an entry; undefined if that must be loaded first.
   * @param {number} row
   */
  detail(row) {
    const detail = this.#log.detail(row);
    if (!detail) this.#fetchMissing();
    return detail;
  }

  /**
   * The rows that the user sees.
   * @param {number} first
   * @param {number} count
   */
  setViewport(first, count) {
    this.#log.setViewport(first, count);
    this.#fetchMissing();
  }

  /** There may be new entries. */
  refresh() {
    this.#log.refresh();
    this.#fetchMissing();
  }

  /**
   * The attempt of the job that runs.
   * @param {number} retryCount
   * @param {number} [startedAt] - ms since the Unix epoch
   */
  setAttempt(retryCount, startedAt) {
    this.#log.setAttempt(retryCount, startedAt);
    this.#fetchMissing();
  }

  /**
   * The last row at or before a time, as soon as it is found; undefined if another time is searched for meanwhile, or after `close`.
   * @param {number} ms - since the Unix epoch
   * @returns {Promise<number | undefined>}
   */
  findTime(ms) {
    this.#resolveFound?.(undefined);
    const found = new Promise((resolve) => {
      this.#resolveFound = resolve;
    });
    this.#log.findTime(ms);
    this.#reportFound();
    this.#fetchMissing();
    return /** @type {Promise<number | undefined>} */ (found);
  }

  /** Requests nothing until `resume`. */
  pause() {
    this.#isPaused = true;
  }

  /** Goes on, also after a failure. */
  resume() {
    // Without a failure what is known is enough.
    if (this.#isHalted || this.#log.retryInMs() !== undefined) this.#log.retry();
    this.#isPaused = this.#isHalted = false;
    this.#wasResumed = true;
    clearTimeout(this.#retryTimer);
    this.#fetchMissing();
  }

  /** Ends it. */
  close() {
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    this.#resolveFound?.(undefined);
    logEngine.free(this.#log);
  }

  get #isIdle() {
    return this.#isPaused || this.#isHalted || this.#isClosed;
  }

  /** Requests page after page, until nothing is missing. */
  async #fetchMissing() {
    if (this.#isFetching || this.#isIdle) return;
    this.#isFetching = true;
    // Calls in one task are one query.
    await undefined;
    while (!this.#isIdle) {
      const query = this.#log.nextQuery();
      this.#wasResumed = false;
      if (query === undefined) {
        this.#scheduleRetry();
        break;
      }
      if (!(await this.#fetch(query)) && !this.#wasResumed) break;
    }
    this.#isFetching = false;
  }

  /**
   * @param {string} query
   * @returns {Promise<boolean>} whether to look for the next query
   */
  async #fetch(query) {
    let body;
    try {
      body = await this.#source.entries(query);
    } catch (error) {
      if (!this.#isClosed) this.#handleError(/** @type {ChartErrorDetail} */ (error));
      return true;
    }
    if (this.#isClosed) return false;
    if (body === undefined) {
      // The source was stopped; `resume` follows when it is started again.
      this.#log.handleError("network");
      return false;
    }
    this.#handlePage(body);
    return true;
  }

  /** @param {ChartErrorDetail} error */
  #handleError(error) {
    const isRetriable = this.#log.handleError(error.code);
    // The source delays requests that come too early after a failure.
    this.#isHalted = !isRetriable && error.retryInMs === null;
    if (!isRetriable) this.#handlers.failed(error);
  }

  /** @param {Uint8Array} body */
  #handlePage(body) {
    try {
      this.#log.handlePage(body);
    } catch (error) {
      if (logEngine.isTrap(error)) return;
      const { message } = /** @type {Error} */ (error);
      this.#handlers.failed({ code: "bad-response", message, status: null, errorUid: null, retryInMs: this.#log.retryInMs() ?? null });
      return;
    }
    this.#reportFound();
    this.#handlers.changed();
  }

  /** A page that could not be used is requested again, but not at once. */
  #scheduleRetry() {
    const retryInMs = this.#log.retryInMs();
    if (retryInMs === undefined) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#fetchMissing(), retryInMs);
  }

  #reportFound() {
    const row = this.#log.foundRow();
    if (row === undefined || !this.#resolveFound) return;
    this.#resolveFound(row);
    this.#resolveFound = undefined;
  }
}
