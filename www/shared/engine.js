// A WebAssembly module of the package: loads it once for the whole page, and restarts it after a trap.
import { isBrowser } from "./environment.js";
import { inlinedWasms } from "./inlined-wasm.js";
import { loadWasm } from "./wasm-loader.js";

/**
 * The JavaScript that wasm-bindgen generates.
 * @typedef {object} Glue
 * @property {(options: {module_or_path: WasmSource}) => Promise<unknown>} default
 * @property {() => boolean} [isBroken] - whether a call into the module never returned
 * @property {() => void} [restart] - the next call goes to a fresh instance; objects of the old one throw from then on
 */

/** @typedef {import("./wasm-loader.js").WasmSource} WasmSource */

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
  #wasmUrl;
  /** @type {Promise<void> | undefined} */ #loading;
  #isLoaded = false;
  /** The last logged failure to load: elements retry, and the same failure is logged once. */
  #loggedFailure = "";
  /** @type {Set<(error: EngineError) => void>} */ #stopListeners = new Set();
  /** Objects of the current instance. @type {WeakSet<object>} */ #live = new WeakSet();

  /**
   * @param {string} name - for people
   * @param {Glue} glue
   * @param {() => URL} wasmUrl - where the module is, unless an inline entry has its bytes
   */
  constructor(name, glue, wasmUrl) {
    this.#name = name;
    this.#glue = glue;
    this.#wasmUrl = wasmUrl;
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
      // Elements load the engine when they are defined; an inline entry may be evaluated after that, but before any promise.
      await undefined;
      if (!isBrowser()) throw new Error("it needs a browser with a canvas; jsdom and happy-dom have none");
      await loadWasm(this.#glue.default, wasm ?? await inlinedWasms.get(this.#name)?.() ?? this.#wasmUrl());
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
   * A class of the engine that can't be used wrongly. The glue passes the null pointer of a freed object on, and the exception that
   * the wasm throws for it leaves a part of the wasm's stack in use; `free` of an object of a former instance would free memory of
   * the current one.
   *
   * A call on a freed object throws an `EngineError`; `free` may be called at any time, and again.
   * @template {new (...values: any[]) => {free(): void, stop?(): void}} Class
   * @param {Class} Base - of the glue
   * @returns {Class}
   */
  guard(Base) {
    const engine = this;
    const Guarded = class extends Base {
      /** @param {any[]} values */
      constructor(...values) {
        if (!engine.#isLoaded) throw new EngineError(`The ${engine.#name} engine is not loaded yet`);
        super(...values);
        engine.#live.add(this);
      }

      free() {
        if (Object.getPrototypeOf(this) === freed) return;
        if (engine.#live.has(this)) Base.prototype.stop?.call(this);
        Object.setPrototypeOf(this, freed);
        // A call of it may be in progress, and have read its address.
        queueMicrotask(() => {
          if (engine.#live.delete(this)) Base.prototype.free.call(this);
        });
      }

      [Symbol.dispose ?? Symbol()]() {
        this.free();
      }
    };
    const refuse = () => {
      throw new EngineError("This object was freed; create a new one");
    };
    const freed = Object.create(Guarded.prototype);
    for (const name of Object.getOwnPropertyNames(Base.prototype)) {
      // Names with underscores are the glue's own.
      if (!/^(constructor|free|__.*)$/.test(name)) Object.defineProperty(freed, name, { get: refuse, set: refuse });
    }
    return Guarded;
  }

  /**
   * Makes an object that the engine has created one of a guarded class.
   * @template {object} Guarded
   * @param {object} object
   * @param {new (...values: any[]) => Guarded} Class - made by `guard`
   * @returns {Guarded}
   */
  wrap(object, Class) {
    this.#live.add(object);
    return Object.setPrototypeOf(object, Class.prototype);
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
