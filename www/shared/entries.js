// A job's entries, kept up to date while somebody looks: the bookkeeping is Rust's, the asking goes through a chart's feed.
import init, { EntryLog } from "../../pkg/job_progress_log.js";
import { once } from "./engine.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartErrorDetail} Failure */

/** What asks for a page: a chart. Undefined: it was stopped meanwhile. @typedef {{entries(query: string): Promise<Uint8Array | undefined>}} Source */

/**
 * Which entries, and whom to tell.
 * @typedef {object} EntriesOptions
 * @property {string} jobId
 * @property {string} [kind] - of this kind only
 * @property {string} [inputId] - about this input only
 * @property {() => void} changed - there are other rows, or more of them
 * @property {(failure: Failure) => void} failed
 */

/** How long after an answer that can't be used the next request waits, doubled with each in a row. */
const BAD_ANSWER_MS = 5000;
const LONGEST_WAIT_MS = 60_000;

/** Loads the wasm of the entries. */
export const loadEntries = once(() => init());

/** A job's entries, all or those of a kind or an input, and the pump that asks for what is missing. */
export class Entries {
  #source;
  #changed;
  #failed;
  #log;
  #asking = false;
  /** Since the request under way was sent. */
  #resumed = false;
  #paused = false;
  /** After a failure: asking again by itself makes no sense, or not yet. */
  #halted = false;
  #closed = false;
  #badAnswers = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #wait;
  /** @type {((row: number | undefined) => void) | undefined} */ #found;

  /**
   * Loads what is needed and begins; nothing is asked before `look`.
   * @param {Source} source
   * @param {EntriesOptions} options
   */
  static async open(source, options) {
    await loadEntries();
    return new Entries(source, options);
  }

  /**
   * With the wasm loaded: see `open`.
   * @param {Source} source
   * @param {EntriesOptions} options
   */
  constructor(source, { jobId, kind, inputId, changed, failed }) {
    this.#source = source;
    this.#changed = changed;
    this.#failed = failed;
    this.#log = new EntryLog(jobId, kind, inputId);
  }

  /** What is known: rows, kinds, times. Not after `close`. */
  get log() {
    return this.#log;
  }

  /**
   * All there is to say of a row; undefined if that must be asked for first.
   * @param {number} row
   */
  detail(row) {
    const detail = this.#log.detail(row);
    if (!detail) this.#pump();
    return detail;
  }

  /**
   * Which rows somebody looks at.
   * @param {number} first
   * @param {number} count
   */
  look(first, count) {
    this.#log.look(first, count);
    this.#pump();
  }

  /** There may be new entries. */
  stir() {
    this.#log.stir();
    this.#pump();
  }

  /**
   * Which attempt of the job runs.
   * @param {number} retryCount
   * @param {number} [startedAt] - ms since the Unix epoch
   */
  attempt(retryCount, startedAt) {
    this.#log.attempt(retryCount, startedAt);
    this.#pump();
  }

  /**
   * The row that stood at a moment, as soon as there is one; undefined if another one is sought meanwhile, or it is closed.
   * @param {number} ms - since the Unix epoch
   * @returns {Promise<number | undefined>}
   */
  seek(ms) {
    this.#found?.(undefined);
    const found = new Promise((resolve) => {
      this.#found = resolve;
    });
    this.#log.seek(ms);
    this.#tellFound();
    this.#pump();
    return /** @type {Promise<number | undefined>} */ (found);
  }

  /** Nothing more is asked until `resume`. */
  pause() {
    this.#paused = true;
  }

  /** Asks again, also after a failure. */
  resume() {
    // Unless it failed, what is known is enough.
    if (this.#halted) this.#log.stir();
    this.#paused = this.#halted = false;
    this.#resumed = true;
    clearTimeout(this.#wait);
    this.#pump();
  }

  /** Ends it and frees what it holds. */
  close() {
    this.#closed = true;
    clearTimeout(this.#wait);
    this.#found?.(undefined);
    this.#log.free();
  }

  get #resting() {
    return this.#paused || this.#halted || this.#closed;
  }

  async #pump() {
    if (this.#asking || this.#resting) return;
    this.#asking = true;
    // What is said in one turn is one question.
    await undefined;
    while (!this.#resting) {
      const query = this.#log.next();
      this.#resumed = false;
      if (query === undefined || (!(await this.#ask(query)) && !this.#resumed)) break;
    }
    this.#asking = false;
  }

  /**
   * Gives whether it may go on.
   * @param {string} query
   */
  async #ask(query) {
    let body;
    try {
      body = await this.#source.entries(query);
    } catch (error) {
      if (this.#closed) return false;
      const failure = /** @type {Failure} */ (error);
      const again = this.#log.fail(failure.code);
      // The feed holds back what is asked too early.
      this.#halted = !again && failure.retryInMs === null;
      if (!again) this.#failed(failure);
      return true;
    }
    if (this.#closed) return false;
    if (body === undefined) {
      // Nobody is to be asked now; whoever starts the source again looks again.
      this.#log.fail("network");
      return false;
    }
    try {
      this.#log.hear(body);
      this.#badAnswers = 0;
    } catch (error) {
      this.#rest(/** @type {Error} */ (error).message);
      return true;
    }
    this.#tellFound();
    this.#changed();
    return true;
  }

  /**
   * An answer that can't be used is asked for again, but not at once: to the feed it was a good one.
   * @param {string} message
   */
  #rest(message) {
    const retryInMs = Math.min(BAD_ANSWER_MS * 2 ** this.#badAnswers, LONGEST_WAIT_MS);
    this.#badAnswers += 1;
    this.#halted = true;
    this.#wait = setTimeout(() => {
      this.#halted = false;
      this.stir();
    }, retryInMs);
    this.#failed({ code: "bad-response", message, status: null, errorUid: null, retryInMs });
  }

  #tellFound() {
    const row = this.#log.sought();
    if (row === undefined || !this.#found) return;
    this.#found(row);
    this.#found = undefined;
  }
}
