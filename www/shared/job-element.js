// What the elements have in common: which job, where, as whom, and one update for several changes.
import { reflect } from "./attributes.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */

/** Where there is no DOM (a server that renders) the elements can be imported, not used. */
const ElementBase = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {});

/**
 * An element about a job.
 * @template {object} Strings - the texts that a page may replace
 */
export class JobElement extends ElementBase {
  /** @type {ChartHeaders | null} */ #headers = null;
  /** @type {RequestCredentials | null} */ #credentials = null;
  /** @type {Strings} */ #strings = /** @type {Strings} */ ({});
  #isUpdateScheduled = false;

  /** Which job; nothing is requested without. */
  get jobId() { return this.getAttribute("job-id"); }
  set jobId(value) { reflect(this, "job-id", value); }

  /** Where the API is, absolute or relative to the page. */
  get apiBase() { return this.getAttribute("api-base") ?? "/v0.5"; }
  set apiBase(value) { reflect(this, "api-base", value); }

  /**
   * IANA time zone; the browser's if null.
   * @type {string | null}
   */
  get timeZone() { return this.getAttribute("time-zone"); }
  set timeZone(value) { reflect(this, "time-zone", value); }

  /** Whether polling is paused. */
  get paused() { return this.hasAttribute("paused"); }
  set paused(value) { this.toggleAttribute("paused", Boolean(value)); }

  /**
   * Headers of each request, or a function (async too) that gives them. Never an attribute: they hold keys.
   * @type {ChartHeaders | null}
   */
  get headers() { return this.#headers; }
  set headers(value) {
    this.#headers = value ?? null;
    this.requestUpdate();
  }

  /**
   * As in fetch; "same-origin" if null.
   * @type {RequestCredentials | null}
   */
  get credentials() { return this.#credentials; }
  set credentials(value) {
    this.#credentials = value ?? null;
    this.requestUpdate();
  }

  /**
   * Texts of the page's own, by their names in `strings.js`; those that are missing stay English.
   * @type {Strings}
   */
  get strings() { return this.#strings; }
  set strings(value) {
    this.#strings = value ?? /** @type {Strings} */ ({});
    this.requestUpdate();
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    this.requestUpdate();
  }

  /**
   * Calls `update` after this task's code: several changes in a row are one.
   * @protected
   */
  requestUpdate() {
    if (this.#isUpdateScheduled) return;
    this.#isUpdateScheduled = true;
    queueMicrotask(() => {
      this.#isUpdateScheduled = false;
      this.update();
    });
  }

  /**
   * Applies attributes and properties.
   * @protected
   */
  update() {}
}
