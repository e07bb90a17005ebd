// Observes whether an element is on screen, and ticks every second.

/** Interval of `tick`, ms. */
export const CLOCK_MS = 1000;
/** An element this near to the viewport counts as on screen, so that its data are loaded before it is scrolled into view. */
const VIEWPORT_MARGIN = "256px";

/**
 * @typedef {object} ActivityHandlers
 * @property {(onScreen: boolean) => void} visibilityChanged - whether the user can see it
 * @property {() => void} tick - called every second while the element's document is visible
 * @property {() => void} closed - the window of the element's document is closed: an iframe or a popup
 */

/** Observes an element while it is in a document, by means of that document's window: those of other windows don't report. */
export class ActivityObserver {
  #host;
  #handlers;
  #isIntersecting = false;
  /** @type {AbortController | undefined} */ #observation;

  /**
   * @param {Element} host
   * @param {ActivityHandlers} handlers
   */
  constructor(host, handlers) {
    this.#host = host;
    this.#handlers = handlers;
  }

  /** The window of the element's document; null if that has none. */
  get window() {
    return this.#host.ownerDocument.defaultView;
  }

  /** Starts or restarts; returns a signal that is aborted when it ends. */
  observe() {
    this.disconnect();
    this.#observation = new AbortController();
    const { signal } = this.#observation;
    const { window } = this;
    if (!window) return signal;
    const { document } = window;
    const report = () => this.#handlers.visibilityChanged(this.#isIntersecting && !document.hidden);
    const intersections = new window.IntersectionObserver((entries) => {
      this.#isIntersecting = entries.at(-1)?.isIntersecting ?? true;
      report();
    }, { rootMargin: VIEWPORT_MARGIN });
    intersections.observe(this.#host);
    document.addEventListener("visibilitychange", report, { signal });
    window.addEventListener("pagehide", ({ persisted }) => {
      if (window !== globalThis.window && !persisted) this.#handlers.closed();
    }, { signal });
    const clock = window.setInterval(() => {
      if (!document.hidden) this.#handlers.tick();
    }, CLOCK_MS);
    signal.addEventListener("abort", () => {
      intersections.disconnect();
      window.clearInterval(clock);
    });
    return signal;
  }

  /** Stops. */
  disconnect() {
    this.#observation?.abort();
  }
}
