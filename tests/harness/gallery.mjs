// The gallery in a real browser, with time standing still.
import { join } from "node:path";

import { startBrowser } from "./browser.mjs";
import { startServer } from "./server.mjs";
import { recordTexts, stopTime } from "./still.mjs";

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
 * @param {string} folder - with the build; the repository's own if left out
 */
export async function startGallery(ratio = 1, folder = "") {
  const server = await startServer([], {
    "/": join(folder, "www/demo"), "/job-progress-chart/www": join(folder, "www"), "/job-progress-chart/pkg": join(folder, "pkg"),
  });
  const browser = await startBrowser(ratio, { scripts: [stopTime, recordTexts] });
  await browser.driver.manage().window().setRect(WINDOW);

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
        const fits = Math.abs(canvas?.width - canvas?.getBoundingClientRect().width * devicePixelRatio) <= 1;
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
    async stop() {
      await browser.stop();
      await server.stop();
    },
  };
}
