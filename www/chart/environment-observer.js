// Observes a chart's environment: its size, whether it is on screen, fonts, printing, and passing seconds.
import { ActivityObserver } from "../shared/activity-observer.js";

/**
 * @typedef {object} EnvironmentHandlers
 * @property {(width: number, height: number, ratio: number) => void} resized - the canvas's size in CSS pixels, and the device
 *   pixels per CSS pixel
 * @property {() => void} fontsLoaded
 * @property {() => void} mediumChanged - called before and after printing; the canvas is printed as this handler leaves it
 */

/** Observes while a chart is in a document, with the observers of that document's window. */
export class EnvironmentObserver extends ActivityObserver {
  #canvas;
  #handlers;
  /** @type {ResizeObserver | undefined} */ #sizes;
  /** The window's ratio of pixels when the size was reported. */
  #ratio = 0;

  /**
   * @param {Element} host
   * @param {HTMLCanvasElement} canvas
   * @param {EnvironmentHandlers & import("../shared/activity-observer.js").ActivityHandlers} handlers
   */
  constructor(host, canvas, handlers) {
    super(host, handlers);
    this.#canvas = canvas;
    this.#handlers = handlers;
  }

  /** @override */
  observe() {
    const signal = super.observe();
    const { window } = this;
    if (!window) return signal;
    this.#sizes = new window.ResizeObserver((entries) => {
      this.#ratio = window.devicePixelRatio;
      for (const entry of entries) this.#handlers.resized(...sizeOf(entry, this.#ratio));
    });
    this.measure();
    const { fontsLoaded, mediumChanged } = this.#handlers;
    window.document.fonts?.addEventListener("loadingdone", fontsLoaded, { signal });
    for (const event of ["beforeprint", "afterprint"]) window.addEventListener(event, mediumChanged, { signal });
    window.matchMedia("print").addEventListener("change", mediumChanged, { signal });
    signal.addEventListener("abort", () => this.#sizes?.disconnect());
    return signal;
  }

  /** Reports the size again if the ratio of pixels has changed: where a browser emulates one, no event reports that. */
  checkRatio() {
    if (this.window?.devicePixelRatio !== this.#ratio) this.measure();
  }

  /** Reports the size again. */
  measure() {
    this.#sizes?.disconnect();
    try {
      this.#sizes?.observe(this.#canvas, { box: "device-pixel-content-box" });
    } catch {
      // Safari does not support this box.
      this.#sizes?.observe(this.#canvas);
    }
  }
}

/**
 * Width and height in CSS pixels, and device pixels per CSS pixel. The size in device pixels is exact where it is the real one: a
 * browser that emulates another ratio reports the device's own.
 * @param {ResizeObserverEntry} entry
 * @param {number} pixelRatio - of the window
 * @returns {[width: number, height: number, ratio: number]}
 */
function sizeOf({ target, contentRect: { width, height }, devicePixelContentBoxSize }, pixelRatio) {
  // CSS `zoom` enlarges the CSS pixels of an element.
  const ratio = pixelRatio * (/** @type {{currentCSSZoom?: number}} */ (target).currentCSSZoom ?? 1);
  const [exact] = devicePixelContentBoxSize ?? [];
  const isReal = exact && Math.abs(exact.inlineSize - width * ratio) <= 1 && Math.abs(exact.blockSize - height * ratio) <= 1;
  return isReal ? [exact.inlineSize / ratio, exact.blockSize / ratio, ratio] : [width, height, ratio];
}
