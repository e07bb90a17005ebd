// A WebAssembly module of the package: loads it once for the whole page, and restarts it after a trap.

/**
 * The JavaScript that wasm-bindgen generates.
 * @typedef {object} Glue
 * @property {(options?: {module_or_path: WasmSource}) => Promise<unknown>} default
 * @property {() => boolean} [isBroken] - whether a call into the module never returned
 * @property {() => void} [restart] - the next call goes to a fresh instance; objects of the old one throw from then on
 */

/** A module, or its URL. @typedef {URL | string | Response | BufferSource | WebAssembly.Module} WasmSource */

/** The message that objects and closures of a replaced instance throw. */
const STALE = /^(Invalid stale object|Cannot invoke closure) from previous WASM instance$/i;

/** The engine could not be loaded, or has stopped. */
export class EngineError extends Error {
  name = "EngineError";
  code = /** @type {const} */ ("engine");
}

/** One WebAssembly module. */
export class Engine {
  #name;
  #glue;
  /** @type {Promise<void> | undefined} */ #loading;
  #isLoaded = false;
  /** The last logged failure to load: elements retry, and the same failure is logged once. */
  #loggedFailure = "";
  /** @type {Set<(error: EngineError) => void>} */ #stopListeners = new Set();
  /** Objects of the current instance. @type {WeakSet<object>} */ #live = new WeakSet();

  /**
   * @param {string} name - for people
   * @param {Glue} glue
   */
  constructor(name, glue) {
    this.#name = name;
    this.#glue = glue;
  }

  /** Whether it is loaded. */
  get isLoaded() {
    return this.#isLoaded;
  }

  /**
   * Loads it; calls share one promise. After a failure (an `EngineError` with its cause) it can be tried again.
   * @param {{wasm?: WasmSource}} [options] - `wasm`: the module or its URL, if it is not next to its JavaScript
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
      const error = new EngineError(`The ${this.#name} engine could not be loaded: ${cause instanceof Error ? cause.message : cause}`, { cause });
      if (error.message !== this.#loggedFailure) console.error(error);
      this.#loggedFailure = error.message;
      throw error;
    }
    this.#isLoaded = true;
    addEventListener("error", (event) => this.#handleUncaught(event, event.error));
    addEventListener("unhandledrejection", (event) => this.#handleUncaught(event, event.reason));
  }

  /**
   * Registers an object of the engine, to be freed by `free`.
   * @template {{free(): void}} T
   * @param {T} object
   */
  track(object) {
    this.#live.add(object);
    return object;
  }

  /**
   * Frees an object, unless its instance has stopped.
   * @param {{free(): void}} object
   */
  free(object) {
    if (this.#live.delete(object)) object.free();
  }

  /**
   * Calls a listener when the engine stops; its objects must not be used after that.
   * @param {(error: EngineError) => void} listener
   * @returns {() => void} removes the listener
   */
  onStop(listener) {
    this.#stopListeners.add(listener);
    return () => this.#stopListeners.delete(listener);
  }

  /**
   * If the engine has trapped, replaces it by a new instance and calls the listeners. Must not be called from a
   * callback of the engine, because the engine counts as broken while a call is running.
   * @param {unknown} [cause] - what was thrown, if known
   * @returns {boolean} whether it had stopped
   */
  stopIfBroken(cause) {
    if (!this.#isLoaded || !this.#glue.isBroken?.()) return false;
    this.#glue.restart?.();
    // The first call after `restart` makes the new instance: make it now, so that nothing of the old one runs.
    this.#glue.isBroken();
    this.#live = new WeakSet();
    const error = new EngineError(`The ${this.#name} engine stopped. Refresh to start it again`, { cause });
    console.error(error);
    const listeners = [...this.#stopListeners];
    this.#stopListeners.clear();
    for (const listener of listeners) listener(error);
    return true;
  }

  /**
   * If an error thrown by a call of the engine is a trap, does what `stopIfBroken` does.
   * @param {unknown} error
   * @returns {boolean} whether it was one
   */
  stopIfTrap(error) {
    return error instanceof WebAssembly.RuntimeError && this.stopIfBroken(error);
  }

  /**
   * @param {Event} event
   * @param {unknown} error
   */
  #handleUncaught(event, error) {
    if (error instanceof Error && STALE.test(error.message)) {
      // A timer or promise of the old instance can be ignored.
      event.preventDefault();
      return;
    }
    // `stopIfBroken` logs this module's traps. Those of other modules are logged here.
    const isTrap = error instanceof WebAssembly.RuntimeError && this.#glue.isBroken?.();
    if (isTrap) event.preventDefault();
    // A listener of the page may have thrown within a call of the engine, which has returned then.
    queueMicrotask(() => {
      if (!this.stopIfBroken(error) && isTrap) console.error(error);
    });
  }
}
