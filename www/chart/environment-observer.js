// Observes a chart's environment: its size, whether it is on screen, fonts, printing, and passing seconds.
import { ActivityObserver } from "../shared/activity-observer.js";

/**
 * @typedef {object} EnvironmentHandlers
 * @property {(width: number, height: number, ratio: number) => void} resized - the canvas's size in CSS pixels, and the device
 *   pixels per CSS pixel
 * @property {() => void} fontsLoaded
 * @property {() => void} mediumChanged - called before and after printing; the canvas is printed as this handler leaves it
 */

/** Observes while a chart is in a document. */
export class EnvironmentObserver extends ActivityObserver {
  #canvas;
  #handlers;
  #sizes;
  /** @type {AbortController | undefined} */ #listeners;

  /**
   * @param {Element} host
   * @param {HTMLCanvasElement} canvas
   * @param {EnvironmentHandlers & import("../shared/activity-observer.js").ActivityHandlers} handlers
   */
  constructor(host, canvas, handlers) {
    super(host, handlers);
    this.#canvas = canvas;
    this.#handlers = handlers;
    this.#sizes = new ResizeObserver((entries) => {
      const ratio = devicePixelRatio;
      for (const { contentRect, devicePixelContentBoxSize } of entries) {
        const exact = devicePixelContentBoxSize?.[0];
        handlers.resized(exact ? exact.inlineSize / ratio : contentRect.width, exact ? exact.blockSize / ratio : contentRect.height, ratio);
      }
    });
  }

  /** @override */
  observe() {
    super.observe();
    this.measure();
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    const { fontsLoaded, mediumChanged } = this.#handlers;
    document.fonts?.addEventListener("loadingdone", fontsLoaded, { signal });
    for (const event of ["beforeprint", "afterprint"]) addEventListener(event, mediumChanged, { signal });
    matchMedia("print").addEventListener("change", mediumChanged, { signal });
  }

  /** Reports the size again. */
  measure() {
    this.#sizes.disconnect();
    try {
      this.#sizes.observe(this.#canvas, { box: "device-pixel-content-box" });
    } catch {
      // Safari does not support this box.
      this.#sizes.observe(this.#canvas);
    }
  }

  /** @override */
  disconnect() {
    super.disconnect();
    this.#sizes.disconnect();
    this.#listeners?.abort();
  }
}
