// Waiting in Node for something outside the browser.

/** Longest wait for something that will happen, ms. Nothing is measured by it. */
export const PATIENCE_MS = 60_000;

/**
 * Waits until a function gives something true, and gives that.
 * @template T
 * @param {string} what - for the message if it never does
 * @param {() => T | Promise<T>} condition
 */
export async function until(what, condition) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
