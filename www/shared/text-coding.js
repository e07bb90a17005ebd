// wasm-bindgen's JavaScript creates a TextDecoder and a TextEncoder when it is imported; Jest's jsdom has neither. So that the package can
// be imported there, this module, which comes before it, adds what is missing.
globalThis.TextDecoder ??= /** @type {typeof TextDecoder} */ (/** @type {unknown} */ (class {
  /** @param {Uint8Array} [bytes] */
  decode(bytes = new Uint8Array()) {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
  }
}));
globalThis.TextEncoder ??= /** @type {typeof TextEncoder} */ (/** @type {unknown} */ (class {
  /** @param {string} [text] */
  encode(text = "") {
    const bytes = encodeURIComponent(text).match(/%..|./g) ?? [];
    return Uint8Array.from(bytes, (byte) => (byte.length > 1 ? parseInt(byte.slice(1), 16) : byte.charCodeAt(0)));
  }
}));
