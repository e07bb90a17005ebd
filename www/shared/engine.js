// The wasm, loaded once for all charts of a page.
import init from "../../pkg/job_progress_chart.js";

/**
 * A function that loads something; further calls share the first one's promise. A failed load can be tried again.
 * @param {() => Promise<unknown>} start
 * @returns {() => Promise<void>}
 */
export function once(start) {
  /** @type {Promise<unknown> | undefined} */
  let loading;
  return async () => {
    loading ??= start();
    try {
      await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
}

/** Whether the engine is there. */
export let loaded = false;

/** Loads the engine. */
export const load = once(async () => {
  await init();
  loaded = true;
});
