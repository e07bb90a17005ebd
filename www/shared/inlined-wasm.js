// WebAssembly modules that are part of the JavaScript, for bundlers that don't carry .wasm files.

/**
 * Functions that return the bytes, by the name of the engine; the inline entries add them.
 * @type {Map<string, () => Promise<ArrayBuffer>>}
 */
export const inlinedWasms = new Map();

/**
 * The bytes of a module.
 * @param {string} text - the base64 of its bytes, compressed by raw DEFLATE
 * @returns {Promise<ArrayBuffer>}
 */
export function inflate(text) {
  const compressed = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return new Response(new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer();
}
