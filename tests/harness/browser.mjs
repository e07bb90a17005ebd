// A real browser, by WebDriver.
import { ENGINE } from "./engines/index.mjs";
import { start as startChromium } from "./engines/chromium.mjs";
import { start as startFirefox } from "./engines/firefox.mjs";
import { start as startWebKit } from "./engines/webkit.mjs";
import { PATIENCE_MS } from "./wait.mjs";

/**
 * What each engine does in its own way. Those features that not all have are listed in engines/index.mjs.
 * @typedef {object} EngineBrowser
 * @property {import("selenium-webdriver").WebDriver} driver
 * @property {(script: Function | string, values: any[]) => Promise<any>} [call] - runs a function in the page, if WebDriver's own way can't
 * @property {(command: string, params?: object) => Promise<any>} [devtools] - sends a command of the DevTools protocol, and gives its answer
 * @property {(features: Record<string, string>, media?: string) => Promise<unknown>} emulate - sets the media features that CSS sees, by their
 *   names, and the medium ("screen", "print", or empty for the browser's own); it replaces those that were set before
 * @property {() => Promise<void>} [opened] - called after each page is opened
 * @property {(ratio: number) => Promise<unknown>} [setRatio] - changes the device pixels per CSS pixel, as a window that is moved to another screen
 * @property {(type: "start" | "move" | "end", place?: {x: number, y: number}) => Promise<unknown>} [touch] - what a finger does, in CSS pixels
 *   of the window
 * @property {(offline: boolean) => Promise<unknown>} [setOffline]
 * @property {(selector: string) => Promise<Buffer>} screenshot - a picture of an element of the page, as PNG
 * @property {() => Promise<void>} [stop]
 */

/**
 * @typedef {object} BrowserOptions
 * @property {number} ratio - device pixels per CSS pixel
 * @property {Function[]} scripts - functions that run in each page before its own scripts
 * @property {string} [downloads] - the folder for downloads
 */

/** @typedef {(options: BrowserOptions) => Promise<EngineBrowser>} Start */

/** @type {Record<string, Start>} */
const STARTS = { chromium: startChromium, firefox: startFirefox, webkit: startWebKit };

/**
 * Starts a browser.
 * @param {number} ratio - device pixels per CSS pixel
 * @param {Partial<BrowserOptions>} options
 */
export async function startBrowser(ratio = 1, options = {}) {
  const engine = await STARTS[ENGINE]({ ratio, scripts: [], ...options });
  const { driver } = engine;
  await driver.manage().setTimeouts({ script: PATIENCE_MS });

  /** @type {NonNullable<EngineBrowser["call"]>} */
  const call = engine.call ?? (async (script, values) => {
    const [kind, value] = /** @type {[string, any]} */ (await driver.executeAsyncScript(
      `const done = arguments[arguments.length - 1], values = [...arguments].slice(0, -1);
       Promise.resolve().then(() => (${script})(...values)).then((value) => done(["value", value]), (error) => done(["error", \`\${error}\\n\${error?.stack ?? ""}\`]));`,
      ...values,
    ));
    if (kind === "error") throw new Error(value);
    return value;
  });

  return {
    ...engine,
    /** Opens a page. @param {string} url */
    open: async (url) => {
      await driver.get(url);
      await engine.opened?.();
    },
    /**
     * Runs a function, or the text of one, in the page and gives what it returns; promises are awaited.
     * @param {Function | string} script
     * @param {...any} values
     */
    run: (script, ...values) => call(script, values),
    /**
     * Waits until a function in the page returns something true, and returns that.
     * @param {string} what - for the message if it never does
     * @param {Function | string} script
     * @param {...any} values
     */
    until: (what, script, ...values) => driver.wait(() => call(script, values), PATIENCE_MS, `waited for ${what}`, 50),
    /** Prints the page as PDF, with its backgrounds. */
    print: async () => Buffer.from(await driver.printPage({ background: true }), "base64"),
    stop: () => engine.stop?.() ?? driver.quit(),
  };
}
