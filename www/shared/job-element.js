// The base class of the elements: the job, the API, headers, and one update for several changes.
import { reflect } from "./attributes.js";
import { restoreStyles } from "./dom.js";

/** @typedef {import("../../pkg/job_progress_chart.js").ChartHeaders} ChartHeaders */

/** Without a DOM (in server-side rendering) the elements can be imported, but not used. */
const ElementBase = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {});

/**
 * An element about a job.
 * @template {object} Strings - the texts that a page can replace
 */
export class JobElement extends ElementBase {
  /** @type {ChartHeaders | null} */ #headers = null;
  /** @type {RequestCredentials | null} */ #credentials = null;
  /** @type {Strings} */ #strings = /** @type {Strings} */ ({});
  #isUpdateScheduled = false;

  /**
   * The job's id; without it nothing is requested.
   * @type {string | null}
   */
  get jobId() { return this.getAttribute("job-id"); }
  set jobId(value) { reflect(this, "job-id", value); }

  /**
   * Base URL of the API, absolute or relative to the page; `/v0.5` by default.
   * @type {string}
   * @default "/v0.5"
   */
  get apiBase() { return this.getAttribute("api-base") ?? "/v0.5"; }
  set apiBase(value) { reflect(this, "api-base", value); }

  /**
   * IANA time zone; the browser's if null.
   * @type {string | null}
   */
  get timeZone() { return this.getAttribute("time-zone"); }
  set timeZone(value) { reflect(this, "time-zone", value); }

  /**
   * Whether polling is paused.
   * @type {boolean}
   */
  get paused() { return this.hasAttribute("paused"); }
  set paused(value) { this.toggleAttribute("paused", Boolean(value)); }

  /**
   * Headers of each request, or a function (async too) that returns them. Not an attribute, because they contain keys.
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
   * The page's texts, by the names in `strings.js`; missing ones stay English.
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
   * Called when it is moved to another document, between the other two callbacks.
   * @param {Document} from
   */
  adoptedCallback(from) {
    // A browser removes all listeners of the nodes in a window that it closes.
    if (!from.defaultView) this.resetView();
    else if (this.shadowRoot) restoreStyles(this.shadowRoot);
  }

  /**
   * Removes what `connectedCallback` creates.
   * @protected
   */
  resetView() {}

  /**
   * Dispatches an event that does not bubble.
   * @param {string} type
   * @param {unknown} detail
   * @protected
   */
  dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /**
   * Calls `update` in a microtask, once for several changes in a row.
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
