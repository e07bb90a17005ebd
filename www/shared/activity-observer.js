// Observes whether an element is on screen, and ticks every second.

/** Interval of `tick`, ms. */
export const CLOCK_MS = 1000;
/** An element this near to the viewport counts as on screen, so that its data are loaded before it is scrolled into view. */
const VIEWPORT_MARGIN = "256px";

/**
 * @typedef {object} ActivityHandlers
 * @property {(onScreen: boolean) => void} visibilityChanged
 * @property {() => void} tick - called every second while the page is visible
 */

/** Observes an element while it is in a document. */
export class ActivityObserver {
  #host;
  #handlers;
  #intersections;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #clock;

  /**
   * @param {Element} host
   * @param {ActivityHandlers} handlers
   */
  constructor(host, handlers) {
    this.#host = host;
    this.#handlers = handlers;
    this.#intersections = new IntersectionObserver(
      (entries) => handlers.visibilityChanged(entries.at(-1)?.isIntersecting ?? true), { rootMargin: VIEWPORT_MARGIN },
    );
  }

  /** Starts or restarts. */
  observe() {
    this.disconnect();
    this.#intersections.observe(this.#host);
    this.#clock = setInterval(() => {
      if (!document.hidden) this.#handlers.tick();
    }, CLOCK_MS);
  }

  /** Stops. */
  disconnect() {
    this.#intersections.disconnect();
    clearInterval(this.#clock);
  }
}
