// The browser's half of `wishes.rs`: promises of pages.

/** @typedef {{seat: number, query: string, resolve: (page?: Uint8Array) => void, reject: (error: Error) => void}} Wish */

/** What is waited for, in the order in which it was wished. */
export class Wishes {
  /** @type {Wish[]} */ #waiting = [];
  /** @type {Wish[]} */ #asked = [];

  /** @param {number} seat @param {string} query */
  add(seat, query) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ seat, query, resolve, reject });
    });
  }

  isEmpty() {
    return this.#waiting.length === 0;
  }

  /** The query to ask for next, for all who wish the same. */
  take() {
    const [first] = this.#waiting;
    this.#asked = this.#waiting.filter(({ query }) => query === first?.query);
    this.#waiting = this.#waiting.filter(({ query }) => query !== first?.query);
    return first?.query;
  }

  /** Its page came. */
  resolve(/** @type {Uint8Array | undefined} */ page) {
    for (const wish of this.#asked.splice(0)) wish.resolve(page);
  }

  /** It failed. */
  reject(/** @type {Error} */ error) {
    for (const wish of this.#asked.splice(0)) wish.reject(error);
  }

  /** A member goes: it waits no longer. */
  leave(/** @type {number} */ seat) {
    this.#waiting = this.#waiting.filter((wish) => wish.seat !== seat || wish.resolve());
  }
}
