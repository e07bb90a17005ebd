// The gallery in a real browser, with time standing still.
import { startBrowser } from "./browser.mjs";
import { startServer } from "./server.mjs";
import { recordTexts, stopTime } from "./still.mjs";

const MOUNTS = { "/": "www/demo", "/job-progress-chart/www": "www", "/job-progress-chart/pkg": "pkg" };

/** Wide enough for the page's padding and a chart of 600 CSS pixels. */
const WINDOW = { width: 720, height: 1000 };

/** What CSS sees, per scheme. */
export const SCHEMES = {
  light: { "prefers-color-scheme": "light", "prefers-reduced-motion": "reduce" },
  dark: { "prefers-color-scheme": "dark", "prefers-reduced-motion": "reduce" },
};

/**
 * Starts a server and a browser for it.
 * @param {number} ratio - device pixels per CSS pixel
 */
export async function startGallery(ratio = 1) {
  const server = await startServer([], MOUNTS);
  const browser = await startBrowser(ratio);
  await browser.driver.manage().window().setRect(WINDOW);
  await browser.inject(stopTime);
  await browser.inject(recordTexts);

  /**
   * Opens the gallery and waits until all of it is painted.
   * @param {keyof typeof SCHEMES} scheme
   * @param {string} [only] - the name of one chart; all if left out
   */
  async function open(scheme, only) {
    await browser.emulate(SCHEMES[scheme]);
    await browser.open(`${server.url}/gallery.html${only ? `?only=${only}` : ""}`);
    await browser.until("the gallery", () => {
      const charts = /** @type {any[]} */ ([...document.querySelectorAll("job-progress-chart")]);
      return charts.length > 0 && charts.every((chart) => {
        const canvas = chart.shadowRoot?.querySelector("canvas");
        const fits = canvas?.width === Math.round(canvas?.clientWidth * devicePixelRatio);
        // Only the chart "loading" never gets an answer.
        return chart.snapshot && (fits || chart.snapshot.points === 0) && (chart.snapshot.phase !== "loading" || chart.id === "loading");
      });
    });
    // A paint that was requested in this frame happens in the next one.
    await browser.run(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }

  return {
    ...browser,
    open,
    /** The names of all charts. */
    async names() {
      await open("light");
      return browser.run(() => [...document.querySelectorAll("job-progress-chart")].map(({ id }) => id));
    },
    /**
     * A picture of an element of the page, as PNG.
     * @param {string} selector
     */
    async shoot(selector) {
      const clip = await browser.run((selector) => {
        const { left, top, right, bottom } = document.querySelector(selector).getBoundingClientRect();
        const [x, y] = [Math.floor(left + scrollX), Math.floor(top + scrollY)];
        return { x, y, width: Math.ceil(right + scrollX) - x, height: Math.ceil(bottom + scrollY) - y, scale: 1 };
      }, selector);
      const { data } = await browser.devtools("Page.captureScreenshot", { format: "png", clip, captureBeyondViewport: true });
      return Buffer.from(data, "base64");
    },
    async stop() {
      await browser.stop();
      await server.stop();
    },
  };
}
