// A real browser, by WebDriver.
import { readFileSync } from "node:fs";

import { Builder } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/chrome.js";

import { output } from "../../scripts/run.mjs";

const { args } = JSON.parse(readFileSync(new URL("../../webdriver.json", import.meta.url), "utf8"))["goog:chromeOptions"];

/** Longest wait for a condition that will become true, ms. Nothing is measured by it. */
const PATIENCE_MS = 60_000;

/**
 * Starts Chromium.
 * @param {number} ratio - device pixels per CSS pixel
 * @param {string[]} flags - further options of its command line
 */
export async function startBrowser(ratio = 1, flags = []) {
  const options = new Options().addArguments(...args, ...flags, `--force-device-scale-factor=${ratio}`, "--window-size=1000,1200");
  const chromium = output("which", "chromium");
  if (chromium) options.setChromeBinaryPath(chromium);
  const driver = await new Builder()
    .forBrowser("chrome")
    .setChromeOptions(options)
    .setChromeService(new ServiceBuilder(output("which", "chromedriver")))
    .build();
  await driver.manage().setTimeouts({ script: PATIENCE_MS });
  const devtools = (/** @type {string} */ command, params = {}) => driver.sendAndGetDevToolsCommand(command, params);
  return {
    driver,
    /** Sends a command of the DevTools protocol and gives its answer. */
    devtools,
    /**
     * Sets the media features that CSS sees, by their names; it replaces those that were set before.
     * @param {Record<string, string>} features
     * @param {string} media - "screen", "print", or empty for the browser's own
     */
    emulate: (features, media = "") => devtools("Emulation.setEmulatedMedia", {
      media, features: Object.entries(features).map(([name, value]) => ({ name, value })),
    }),
    /**
     * Runs a function in all pages that are opened from now on, before their own scripts.
     * @param {Function} script
     */
    inject: (script) => devtools("Page.addScriptToEvaluateOnNewDocument", { source: `(${script})()` }),
    /** Opens a page. @param {string} url */
    open: (url) => driver.get(url),
    /**
     * Runs a function in the page and gives what it returns; promises are awaited.
     * @param {Function} script
     * @param {...any} values
     */
    run: async (script, ...values) => {
      const [kind, value] = await driver.executeAsyncScript(
        `const done = arguments[arguments.length - 1], values = [...arguments].slice(0, -1);
         Promise.resolve().then(() => (${script})(...values)).then((value) => done(["value", value]), (error) => done(["error", String(error?.stack ?? error)]));`,
        ...values,
      );
      if (kind === "error") throw new Error(value);
      return value;
    },
    /**
     * Waits until a function in the page returns something true, and returns that.
     * @param {string} what - for the message if it never does
     * @param {Function} script
     * @param {...any} values
     */
    until: (what, script, ...values) =>
      driver.wait(() => driver.executeScript(`return (${script})(...arguments)`, ...values), PATIENCE_MS, `waited for ${what}`, 50),
    stop: () => driver.quit(),
  };
}
