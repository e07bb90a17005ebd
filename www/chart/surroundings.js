// What is around a chart and no attribute tells: its size, whether it is in sight, fonts, the medium, the time that goes by.

/** How often the time is told. */
const CLOCK_MS = 1000;
/** A chart this near to the viewport counts as seen: its data are there when it is scrolled to. */
const VIEWPORT_MARGIN = "256px";

/** Watches while a chart is in a document. */
export class Surroundings {
  #host;
  #canvas;
  #told;
  #resizes;
  #sights;
  /** @type {AbortController | undefined} */ #listeners;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #clock;

  /**
   * @param {Element} host
   * @param {HTMLCanvasElement} canvas
   * @param {object} told
   * @param {(width: number, height: number, ratio: number) => void} told.resized - the canvas, CSS pixels, and device pixels each
   * @param {(onScreen: boolean) => void} told.seen
   * @param {() => void} told.restyled - there is another font
   * @param {() => void} told.printed - the medium is or will be another: what is on the canvas then is taken
   * @param {() => void} told.tick
   */
  constructor(host, canvas, told) {
    this.#host = host;
    this.#canvas = canvas;
    this.#told = told;
    this.#resizes = new ResizeObserver((entries) => {
      const ratio = devicePixelRatio;
      for (const { contentRect, devicePixelContentBoxSize } of entries) {
        const exact = devicePixelContentBoxSize?.[0];
        told.resized(exact ? exact.inlineSize / ratio : contentRect.width, exact ? exact.blockSize / ratio : contentRect.height, ratio);
      }
    });
    this.#sights = new IntersectionObserver((entries) => told.seen(entries.at(-1)?.isIntersecting ?? true), { rootMargin: VIEWPORT_MARGIN });
  }

  /** Begins, or begins anew. */
  watch() {
    this.leave();
    this.measure();
    this.#sights.observe(this.#host);
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    const { restyled, printed, tick } = this.#told;
    document.fonts?.addEventListener("loadingdone", restyled, { signal });
    for (const event of ["beforeprint", "afterprint"]) addEventListener(event, printed, { signal });
    matchMedia("print").addEventListener("change", printed, { signal });
    this.#clock = setInterval(() => {
      if (!document.hidden) tick();
    }, CLOCK_MS);
  }

  /** Tells the size anew. */
  measure() {
    this.#resizes.disconnect();
    try {
      this.#resizes.observe(this.#canvas, { box: "device-pixel-content-box" });
    } catch {
      this.#resizes.observe(this.#canvas);
    }
  }

  /** Ends it. */
  leave() {
    this.#resizes.disconnect();
    this.#sights.disconnect();
    this.#listeners?.abort();
    clearInterval(this.#clock);
  }
}
