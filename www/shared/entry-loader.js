// Loads the progress entries that the user is viewing. Rust decides what to request; the requests go through a `JobClient`.
import { localFailure } from "./failure.js";
import { EntryLog, logEngine } from "./log-engine.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartErrorDetail} ChartErrorDetail */

/**
 * Loads pages (undefined if it is stopped before), and makes their texts fit to be shown.
 * @typedef {{entries(query: string): Promise<Uint8Array | undefined>, sanitize(text: string, max: number): string}} EntrySource
 */

/**
 * @typedef {object} EntryLoaderOptions
 * @property {string} jobId
 * @property {string} [kind] - only entries of this kind
 * @property {string} [inputId] - only entries about this input
 * @property {() => void} changed - the rows have changed
 * @property {(error: ChartErrorDetail) => void} failed
 */

/** The entries of a job, all or those of a kind or an input. */
export class EntryLoader {
  #source;
  #handlers;
  #log;
  #isFetching = false;
  /** Whether `resume` was called while a request was in flight. */
  #wasResumed = false;
  #isPaused = false;
  /** Whether loading is stopped after a failure, until `resume`. */
  #isHalted = false;
  #isClosed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retryTimer;
  /** @type {((row: number | undefined) => void) | undefined} */ #resolveFound;

  /**
   * The engine must be loaded. Nothing is requested before `setViewport`.
   * @param {EntrySource} source
   * @param {EntryLoaderOptions} options
   */
  constructor(source, { jobId, kind, inputId, ...handlers }) {
    this.#source = source;
    this.#handlers = handlers;
    this.#log = new EntryLog(jobId, kind, inputId);
  }

  #sanitize = (/** @type {string} */ text, /** @type {number} */ max) => this.#source.sanitize(text, max);

  /** The loaded rows, kinds and times. Must not be used after `close`. */
  get log() {
    return this.#log;
  }

  /**
   * The details of an entry; undefined if they must be loaded first.
   * @param {number} row
   */
  detail(row) {
    const detail = this.#log.detail(row, this.#sanitize);
    if (!detail) this.#fetchMissing();
    return detail;
  }

  /**
   * Sets the rows in view.
   * @param {number} first
   * @param {number} count
   */
  setViewport(first, count) {
    this.#log.setViewport(first, count);
    this.#fetchMissing();
  }

  /** Checks for new entries. */
  refresh() {
    this.#log.refresh();
    this.#fetchMissing();
  }

  /**
   * Sets the job's current attempt.
   * @param {number} retryCount
   * @param {number} [startedAt] - ms since the Unix epoch
   */
  setAttempt(retryCount, startedAt) {
    this.#log.setAttempt(retryCount, startedAt);
    this.#fetchMissing();
  }

  /**
   * Resolves to the last row at or before a time; to undefined if another search starts before it is found, or after `close`.
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

  /** Stops loading until `resume`. */
  pause() {
    this.#isPaused = true;
  }

  /** Resumes loading, even after a failure. */
  resume() {
    // Without a failure, nothing needs to be requested again.
    if (this.#isHalted || this.#log.retryInMs() !== undefined) this.#log.retry();
    this.#isPaused = this.#isHalted = false;
    this.#wasResumed = true;
    clearTimeout(this.#retryTimer);
    this.#fetchMissing();
  }

  /** Ends loading. */
  close() {
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    this.#resolveFound?.(undefined);
    this.#log.free();
  }

  get #isIdle() {
    return this.#isPaused || this.#isHalted || this.#isClosed;
  }

  /** Requests page after page, until nothing is missing. */
  async #fetchMissing() {
    if (this.#isFetching || this.#isIdle) return;
    this.#isFetching = true;
    // Combines the calls of one task into one query.
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
      // The source was stopped; `resume` is called when it is started again.
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
      this.#log.handlePage(body, this.#sanitize);
    } catch (error) {
      if (logEngine.stopIfTrap(error)) return;
      const { message } = /** @type {Error} */ (error);
      this.#handlers.failed(localFailure("bad-response", message, this.#log.retryInMs() ?? null));
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
