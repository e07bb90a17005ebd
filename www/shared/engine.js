// A WebAssembly module of the package: loads it once for the whole page, and restarts it after a trap.

/**
 * The glue that wasm-bindgen makes.
 * @typedef {object} Glue
 * @property {(options?: {module_or_path: WasmSource}) => Promise<unknown>} default
 * @property {() => boolean} [isBroken] - whether a call into the module never returned
 * @property {() => void} [restart] - the next call goes to a fresh instance; objects of the old one throw from then on
 */

/** Where a module is, or the module itself. @typedef {URL | string | Response | BufferSource | WebAssembly.Module} WasmSource */

/** What objects and closures of an instance throw that was replaced. */
const STALE = /^(Invalid stale object|Cannot invoke closure) from previous WASM instance$/i;

/** The engine could not be loaded, or has stopped. */
export class EngineError extends Error {
  name = "EngineError";
  code = /** @type {const} */ ("engine");
}

/** One WebAssembly module. */
export class Engine {
  #glue;
  /** @type {Promise<void> | undefined} */ #loading;
  #isLoaded = false;
  /** @type {Set<(error: EngineError) => void>} */ #stopListeners = new Set();

  /** @param {Glue} glue */
  constructor(glue) {
    this.#glue = glue;
  }

  /** Whether it is there. */
  get isLoaded() {
    return this.#isLoaded;
  }

  /**
   * Loads it; calls share one promise. After a failure (an `EngineError` with its cause) it can be tried again.
   * @param {{wasm?: WasmSource}} [options] - `wasm`: where the module is, if not beside its glue
   * @returns {Promise<void>}
   */
  load({ wasm } = {}) {
    this.#loading ??= this.#load(wasm);
    return this.#loading;
  }

  /** @param {WasmSource | undefined} wasm */
  async #load(wasm) {
    try {
      await this.#glue.default(wasm === undefined ? undefined : { module_or_path: wasm });
    } catch (cause) {
      this.#loading = undefined;
      const error = new EngineError(`The WebAssembly module could not be loaded (${cause instanceof Error ? cause.message : cause})`, { cause });
      console.error(error);
      throw error;
    }
    this.#isLoaded = true;
    addEventListener("error", (event) => this.#handleUncaught(event, event.error));
    addEventListener("unhandledrejection", (event) => this.#handleUncaught(event, event.reason));
  }

  /**
   * Who has objects of the engine is told when it stops. They must be dropped then: a call of any of them throws, `free()` too.
   * @param {(error: EngineError) => void} listener
   * @returns {() => void} ends it
   */
  onStop(listener) {
    this.#stopListeners.add(listener);
    return () => this.#stopListeners.delete(listener);
  }

  /**
   * Looks whether the engine has trapped; then tells its users, and makes a fresh instance for what comes. Not to be called
   * from a callback of the engine: it counts as broken while a call has not returned.
   * @param {unknown} [cause] - what was thrown, if known
   * @returns {boolean} whether it had stopped
   */
  check(cause) {
    if (!this.#isLoaded || !this.#glue.isBroken?.()) return false;
    this.#glue.restart?.();
    // The instance is replaced by the next call.
    this.#glue.isBroken();
    const error = new EngineError("The chart engine stopped. Refresh to start it again", { cause });
    console.error(error);
    const listeners = [...this.#stopListeners];
    this.#stopListeners.clear();
    for (const listener of listeners) listener(error);
    return true;
  }

  /**
   * @param {Event} event
   * @param {unknown} error
   */
  #handleUncaught(event, error) {
    if (error instanceof Error && STALE.test(error.message)) {
      // A timer or promise of the old instance: nothing is lost with it.
      event.preventDefault();
      return;
    }
    // `check` logs a trap. One of another module than this is logged here.
    const isTrap = error instanceof WebAssembly.RuntimeError && this.#glue.isBroken?.();
    if (isTrap) event.preventDefault();
    // A listener of the page may have thrown within a call of the engine, which has returned then.
    queueMicrotask(() => {
      if (!this.check(error) && isTrap) console.error(error);
    });
  }
}
