// The browser's half of `feed.rs`: what it waits for.

/** @typedef {import("./fetch.js").Answer} Answer */

const EVENTS = ["online", "offline", "visibilitychange"];

/** One request at a time, one timer, and what the page does: each of them calls the feed. */
export class Line {
  /** @type {Function | undefined} */ #call;
  /** @type {AbortController | undefined} */ #abort;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /** @param {Function} call - with what came of the request, else with nothing */
  constructor(call) {
    this.#call = call;
    for (const event of EVENTS) addEventListener(event, this);
  }

  /** Calls soon, though not before the page's script has ended. */
  wake() {
    queueMicrotask(() => this.#ring());
  }

  /** Calls in so many ms, unless it calls before. */
  sleep(/** @type {number} */ ms) {
    this.#timer = setTimeout(() => this.#ring(), Math.ceil(ms));
  }

  /**
   * Calls with what comes of a request.
   * @param {{abort: AbortController, answer: Promise<Answer>}} request
   */
  async follow({ abort, answer }) {
    this.#abort = abort;
    this.#ring(...(await answer));
  }

  /** Ends all of it: it does not call any more. */
  close() {
    this.#call = undefined;
    for (const event of EVENTS) removeEventListener(event, this);
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  handleEvent() {
    this.wake();
  }

  /** @param {Answer | []} answer */
  #ring(...answer) {
    clearTimeout(this.#timer);
    this.#call?.(...answer);
  }
}
