// The wasm, loaded once for all charts of a page.
import init from "../pkg/job_progress_chart.js";

/** @type {Promise<unknown> | undefined} */
let loading;

/**
 * Loads the engine; further calls share the first one's promise. A failed load can be tried again.
 * @returns {Promise<void>}
 */
export async function load() {
  loading ??= init();
  try {
    await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}
