// Functions that run in a page before its own scripts (`startBrowser`).

/** Stops the page's clock and makes its random numbers constant. */
export function stopTime() {
  // Long after the gallery's jobs.
  const now = Date.UTC(2026, 3, 16);
  Date.now = () => now;
  Math.random = () => 0.5;
  const page = /** @type {any} */ (window);
  const { setTimeout } = page;
  // Tasks that are put off to a later frame run; longer timers don't.
  page.setTimeout = (/** @type {Function} */ task, delay = 0, .../** @type {any[]} */ rest) => (delay <= 100 ? setTimeout(task, delay, ...rest) : 0);
  page.setInterval = () => 0;
}

/**
 * Records the texts that are drawn on canvases: `canvasTexts(canvas)` gives them, with their boxes in CSS pixels from the
 * canvas's corner.
 */
export function recordTexts() {
  const recorded = new WeakMap();
  const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...args) {
    recorded.set(this.canvas, []);
    return clearRect.apply(this, args);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
    const { actualBoundingBoxLeft, actualBoundingBoxRight, actualBoundingBoxAscent, actualBoundingBoxDescent } = this.measureText(text);
    const { a, b, c, d, e, f } = this.getTransform();
    const corners = [
      [x - actualBoundingBoxLeft, y - actualBoundingBoxAscent], [x + actualBoundingBoxRight, y + actualBoundingBoxDescent],
    ].map(([x, y]) => [(a * x + c * y + e) / devicePixelRatio, (b * x + d * y + f) / devicePixelRatio]);
    const [[x0, x1], [y0, y1]] = [0, 1].map((axis) => corners.map((corner) => corner[axis]).sort((one, other) => one - other));
    if (!recorded.has(this.canvas)) recorded.set(this.canvas, []);
    recorded.get(this.canvas).push({ text, left: x0, right: x1, top: y0, bottom: y1 });
    return fillText.call(this, text, x, y, ...rest);
  };
  /** @type {any} */ (window).canvasTexts = (/** @type {HTMLCanvasElement} */ canvas) => recorded.get(canvas) ?? [];
}
