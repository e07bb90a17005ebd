// The browser's half of `json.rs`.

/** JSON as bytes that nobody changes: those of a page may be, so they are copied. What can't be JSON is empty. */
export function bytes(/** @type {unknown} */ source) {
  try {
    return source instanceof Uint8Array ? source.slice() : new TextEncoder().encode(JSON.stringify(source));
  } catch {
    return new Uint8Array();
  }
}

/** Its value, where it is known to be valid. */
export const value = (/** @type {Uint8Array} */ bytes) => JSON.parse(new TextDecoder().decode(bytes));
