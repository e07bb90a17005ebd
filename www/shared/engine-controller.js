// Manages an element's engine object, from its first connection until some time after the last disconnection.

/** @typedef {import("./engine.js").Engine} Engine */

/** The object is freed when the element has been outside the document for this many ms, because elements may be moved. */
const FREE_AFTER_MS = 100;

/**
 * @template {{free(): void}} Instance
 * @typedef {object} EngineHandlers
 * @property {() => Instance} create - creates the object, an instance of a class of the first engine
 * @property {(instance: Instance) => void} attached
 * @property {() => void} detached - the object, if there was one, is gone
 * @property {(error: Error) => void} failed - the engine could not be loaded, failed to create the object, or has stopped
 */

/**
 * Loads the engines, then creates the object, and frees it.
 * @template {{free(): void}} Instance
 */
export class EngineController {
  #host;
  #engines;
  #handlers;
  /** @type {Instance | undefined} */ #instance;
  /** @type {Promise<void> | undefined} */ #attaching;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #freeTimer;
  /** @type {(() => void)[]} */ #subscriptions = [];

  /**
   * @param {Element} host
   * @param {Engine[]} engines - the object's engine comes first
   * @param {EngineHandlers<Instance>} handlers
   */
  constructor(host, engines, handlers) {
    this.#host = host;
    this.#engines = engines;
    this.#handlers = handlers;
  }

  /** The object, while there is one. */
  get instance() {
    return this.#instance;
  }

  /** Creates the object when the engines are loaded, unless it exists; calls meanwhile share a promise. Never rejects. */
  attach() {
    this.#attaching ??= this.#attach().finally(() => {
      this.#attaching = undefined;
    });
    return this.#attaching;
  }

  async #attach() {
    if (this.#instance) return;
    try {
      await Promise.all(this.#engines.map((engine) => engine.load()));
    } catch (error) {
      this.#handlers.failed(toError(error));
      return;
    }
    if (!this.#host.isConnected || this.#instance) return;
    this.#subscriptions = this.#engines.map((engine) => engine.onStop((error) => this.#stop(error)));
    try {
      this.#instance = this.#handlers.create();
    } catch (error) {
      if (this.#engines[0].stopIfTrap(error)) return;
      this.#unsubscribe();
      this.#handlers.failed(toError(error));
      return;
    }
    this.#handlers.attached(this.#instance);
  }

  /** Frees the object soon, unless `cancelRelease` is called. */
  scheduleRelease() {
    clearTimeout(this.#freeTimer);
    this.#freeTimer = setTimeout(() => this.release(), FREE_AFTER_MS);
  }

  /** Cancels it, because the element is in a document again. */
  cancelRelease() {
    clearTimeout(this.#freeTimer);
  }

  /** Checks whether an engine has stopped, because not every trap is reported. */
  checkEngines() {
    for (const engine of this.#engines) engine.stopIfBroken();
  }

  /** Frees the object. */
  release() {
    this.#unsubscribe();
    const instance = this.#instance;
    this.#instance = undefined;
    this.#handlers.detached();
    instance?.free();
  }

  /** @param {Error} error */
  #stop(error) {
    this.release();
    this.#handlers.failed(error);
  }

  #unsubscribe() {
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
  }
}

/** @param {unknown} error */
function toError(error) {
  return error instanceof Error ? error : new Error(String(error));
}
