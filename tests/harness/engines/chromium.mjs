// Chromium, by ChromeDriver and the DevTools protocol.
import { readFileSync } from "node:fs";

import { Builder } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/chrome.js";

import { LOCAL_HOST, WINDOW } from "../window.mjs";
import { programs } from "./index.mjs";

const { args } = JSON.parse(readFileSync(new URL("../../../webdriver.json", import.meta.url), "utf8"))["goog:chromeOptions"];

/** @type {import("../browser.mjs").Start} */
export async function start({ ratio, scripts, downloads }) {
  const [browser, service] = programs();
  const options = new Options().addArguments(
    ...args, `--force-device-scale-factor=${ratio}`, `--window-size=${WINDOW.width},${WINDOW.height}`, `--host-resolver-rules=MAP ${LOCAL_HOST} 127.0.0.1`,
  );
  options.setChromeBinaryPath(browser);
  const driver = /** @type {import("selenium-webdriver/chrome.js").Driver} */ (
    await new Builder().forBrowser("chrome").setChromeOptions(options).setChromeService(new ServiceBuilder(service)).build()
  );
  const devtools = (/** @type {string} */ command, params = {}) => /** @type {Promise<any>} */ (driver.sendAndGetDevToolsCommand(command, params));
  for (const name of ["clipboard-read", "clipboard-write"]) await devtools("Browser.setPermission", { permission: { name }, setting: "granted" });
  for (const script of scripts) await devtools("Page.addScriptToEvaluateOnNewDocument", { source: `(${script})()` });
  if (downloads) await devtools("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });
  return {
    driver,
    devtools,
    emulate: (features, media = "") => devtools("Emulation.setEmulatedMedia", {
      media, features: Object.entries(features).map(([name, value]) => ({ name, value })),
    }),
    // ChromeDriver's own touches don't move.
    touch: (type, ...touchPoints) => devtools("Input.dispatchTouchEvent", { type: `touch${type[0].toUpperCase()}${type.slice(1)}`, touchPoints }),
    setRatio: (deviceScaleFactor) => devtools("Emulation.setDeviceMetricsOverride", { width: 0, height: 0, deviceScaleFactor, mobile: false }),
    setOffline: (offline) => driver.setNetworkConditions({ offline, latency: 0, download_throughput: -1, upload_throughput: -1 }),
    // Of the whole element, also where the window ends.
    screenshot: async (selector) => {
      const clip = await driver.executeScript((/** @type {string} */ selector) => {
        const { left, top, right, bottom } = /** @type {Element} */ (document.querySelector(selector)).getBoundingClientRect();
        const [x, y] = [Math.floor(left + scrollX), Math.floor(top + scrollY)];
        return { x, y, width: Math.ceil(right + scrollX) - x, height: Math.ceil(bottom + scrollY) - y, scale: 1 };
      }, selector);
      return Buffer.from((await devtools("Page.captureScreenshot", { format: "png", clip, captureBeyondViewport: true })).data, "base64");
    },
  };
}
