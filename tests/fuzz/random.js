// Random numbers that a seed repeats, in the page and in Node.

/**
 * Mulberry32 (Tommy Ettinger): small, and even enough for choices.
 * @param {number} seed
 */
export function randomOf(seed) {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (/** @type {number} */ limit) => Math.floor(unit() * limit);
  return {
    below,
    /** True once in `n` times. */
    oneIn: (/** @type {number} */ n) => below(n) === 0,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => list[below(list.length)],
  };
}

/** The seed of a case. @param {number} seed @param {number} number */
export const seedOf = (seed, number) => (Math.imul(seed, 0x9e37_79b1) ^ Math.imul(number + 1, 0x85eb_ca6b)) >>> 0;
