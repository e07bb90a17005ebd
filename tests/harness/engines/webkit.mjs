// WebKitGTK's MiniBrowser, by WebKitWebDriver, on a display of its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { PNG } from "pngjs";
import { Builder, Capabilities } from "selenium-webdriver";
import { DriverService } from "selenium-webdriver/remote/index.js";

import { WINDOW } from "../window.mjs";
import { startDisplay } from "./display.mjs";
import { ENGINES, programs } from "./index.mjs";
import { startProxy } from "./proxy.mjs";

/** @type {import("../browser.mjs").Start} */
export async function start({ ratio, scripts }) {
  const display = await startDisplay({ width: WINDOW.width * ratio, height: WINDOW.height * ratio });
  const config = mkdtempSync(join(tmpdir(), "job-progress-webkit-"));
  mkdirSync(join(config, "gtk-3.0"));
  // Reduced motion, for all tests: it can be set at the start only.
  writeFileSync(join(config, "gtk-3.0/settings.ini"), "[Settings]\ngtk-enable-animations=0\n");
  const proxy = scripts.length > 0 ? await startProxy(scripts) : undefined;
  const service = new DriverService.Builder(programs()[0]).setLoopback(true).setEnvironment({
    ...process.env, DISPLAY: display.name, XDG_CONFIG_HOME: config, GDK_BACKEND: "x11", GDK_SCALE: String(ratio), LANG: "en_US.UTF-8",
    ...ENGINES.webkit.environment,
  }).build();
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { args: ["--automation", "--javascript-can-open-windows-automatically=true"] },
    ...(proxy && { proxy: { proxyType: "manual", httpProxy: `127.0.0.1:${proxy.port}` } }),
  });
  const driver = await new Builder().usingServer(await service.start()).withCapabilities(capabilities).build();
  await driver.manage().window().setRect({ ...WINDOW, x: 0, y: 0 });
  let scheme = "";
  return {
    driver,
    // The preference can't be set: the page's own color-scheme stands for it.
    emulate: async (features) => {
      scheme = features["prefers-color-scheme"] ?? "";
      await driver.executeScript((/** @type {string} */ scheme) => { document.documentElement.style.colorScheme = scheme; }, scheme);
    },
    opened: async () => {
      // This driver doesn't wait for the page's modules.
      await driver.wait(() => driver.executeScript("return document.readyState === 'complete'"));
      if (scheme) await driver.executeScript((/** @type {string} */ scheme) => { document.documentElement.style.colorScheme = scheme; }, scheme);
    },
    // This driver's pictures of elements have black parts; those of the window have not.
    screenshot: async (selector) => {
      const [left, top, right, bottom] = /** @type {number[]} */ (await driver.executeAsyncScript(
        (/** @type {string} */ selector, /** @type {(box: number[]) => void} */ done) => {
          const element = /** @type {Element} */ (document.querySelector(selector));
          element.scrollIntoView({ block: "start" });
          requestAnimationFrame(() => requestAnimationFrame(() => {
            const { left, top, right, bottom } = element.getBoundingClientRect();
            done([left, top, right, bottom].map((length) => length * devicePixelRatio));
          }));
        }, selector));
      const page = PNG.sync.read(Buffer.from(await driver.takeScreenshot(), "base64"));
      const [x, y] = [Math.floor(left), Math.floor(top)];
      const [width, height] = [Math.min(page.width, Math.ceil(right)) - x, Math.min(page.height, Math.ceil(bottom)) - y];
      const part = new PNG({ width, height });
      PNG.bitblt(page, part, x, y, width, height, 0, 0);
      return PNG.sync.write(part);
    },
    stop: async () => {
      await driver.quit();
      await service.kill();
      await proxy?.stop();
      display.stop();
      rmSync(config, { recursive: true, force: true });
    },
  };
}
