// What is around a chart and no attribute says: its size, whether it is on screen, fonts, the medium, the time that passes.
import { ActivityObserver } from "../shared/activity-observer.js";

/**
 * @typedef {object} EnvironmentHandlers
 * @property {(width: number, height: number, ratio: number) => void} resized - the canvas: CSS pixels, device pixels per CSS pixel
 * @property {() => void} fontsLoaded
 * @property {() => void} mediumChanged - the page is printed, or is about to be: the canvas is printed as it is after this
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

  /** Reports the size anew. */
  measure() {
    this.#sizes.disconnect();
    try {
      this.#sizes.observe(this.#canvas, { box: "device-pixel-content-box" });
    } catch {
      // Safari knows no such box.
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
