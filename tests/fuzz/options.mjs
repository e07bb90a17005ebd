// What all fuzzers take.

/**
 * @typedef {object} FuzzOptions
 * @property {number} seed - the same seed gives the same cases
 * @property {(count: number) => boolean} isOver - whether to end after so many cases
 * @property {number} [first] - the number of the first case
 */

/** Ends after a number of cases. @param {number} cases @returns {FuzzOptions["isOver"]} */
export const after = (cases) => (count) => count >= cases;

/** Ends after a time. @param {number} seconds @returns {FuzzOptions["isOver"]} */
export function during(seconds) {
  const end = performance.now() + 1000 * seconds;
  return () => performance.now() >= end;
}
