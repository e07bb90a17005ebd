// Firefox, by geckodriver, WebDriver BiDi, and scripts in the browser's own context for what neither can set.
import { Builder, By } from "selenium-webdriver";
import { Script } from "selenium-webdriver/bidi/generated/script.js";
import { Context, Options, ServiceBuilder } from "selenium-webdriver/firefox.js";
import { Origin, Pointer } from "selenium-webdriver/lib/input.js";

import { LOCAL_HOST, WINDOW } from "../window.mjs";
import { programs } from "./index.mjs";

/** @type {import("../browser.mjs").Start} */
export async function start({ ratio, scripts, downloads }) {
  const [browser, service] = programs();
  const options = new Options()
    .addArguments("-headless", `--width=${WINDOW.width}`, `--height=${WINDOW.height}`)
    .setPreference("layout.css.devPixelsPerPx", String(ratio))
    .setPreference("network.dns.localDomains", LOCAL_HOST)
    .setPreference("dom.events.testing.asyncClipboard", true)
    .setPreference("intl.accept_languages", "en-US, en");
  if (downloads) options.setPreference("browser.download.folderList", 2).setPreference("browser.download.dir", downloads);
  options.setBinary(browser);
  options.set("webSocketUrl", true);
  const driver = /** @type {import("selenium-webdriver/firefox.js").Driver} */ (
    await new Builder().forBrowser("firefox").setFirefoxOptions(options)
      .setFirefoxService(new ServiceBuilder(service).addArguments("--allow-system-access")).build()
  );
  const bidi = await Script.create(driver);
  for (const script of scripts) await bidi.addPreloadScript({ functionDeclaration: `() => { (${script})(); }` });

  const finger = new Pointer("finger", Pointer.Type.TOUCH);

  /** Runs a function with the browser's own privileges. */
  async function privileged(/** @type {Function} */ script, /** @type {any[]} */ ...values) {
    await driver.setContext(Context.CHROME);
    try {
      return await driver.executeScript(`return (${script})(...arguments)`, ...values);
    } finally {
      await driver.setContext(Context.CONTENT);
    }
  }

  return {
    driver,
    // WebDriver's own scripts run in a sandbox, whose classes are not the page's.
    call: async (script, values) => {
      const answer = await bidi.callFunction({
        functionDeclaration: `async (values) => {
          try {
            // As in WebDriver, a function is an object without members.
            return JSON.stringify({ value: await (${script})(...JSON.parse(values)) }, (_, value) => (typeof value === "function" ? {} : value));
          } catch (error) {
            return JSON.stringify({ error: \`\${error}\\n\${error?.stack ?? ""}\` });
          }
        }`,
        arguments: [{ type: "string", value: JSON.stringify(values) }],
        awaitPromise: true,
        target: { context: await driver.getWindowHandle() },
      });
      if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
      const { value = null, error } = JSON.parse(/** @type {{value: string}} */ (answer.result).value);
      if (error) throw new Error(error);
      return value;
    },
    emulate: (features, media = "") => privileged((/** @type {Record<string, string>} */ features, /** @type {string} */ media) => {
      const { Services, gBrowser } = /** @type {any} */ (globalThis);
      const context = gBrowser.selectedBrowser.browsingContext;
      context.mediumOverride = media;
      context.prefersColorSchemeOverride = features["prefers-color-scheme"] ?? "none";
      context.forcedColorsOverride = features["forced-colors"] ?? "none";
      Services.prefs.setIntPref("ui.prefersReducedMotion", features["prefers-reduced-motion"] === "reduce" ? 1 : 0);
    }, features, media),
    touch: (type, place) => {
      const button = { start: [finger.press()], move: [], end: [finger.release()] }[type];
      const move = place ? [finger.move({ ...place, duration: 0, origin: Origin.VIEWPORT })] : [];
      return driver.actions({ async: true }).insert(finger, ...move, ...button).perform();
    },
    setRatio: (ratio) => privileged((/** @type {string} */ ratio) => {
      /** @type {any} */ (globalThis).Services.prefs.setStringPref("layout.css.devPixelsPerPx", ratio);
    }, String(ratio)),
    setOffline: (offline) => privileged((/** @type {boolean} */ offline) => { /** @type {any} */ (globalThis).Services.io.offline = offline; }, offline),
    screenshot: async (selector) => Buffer.from(await driver.findElement(By.css(selector)).takeScreenshot(), "base64"),
  };
}
