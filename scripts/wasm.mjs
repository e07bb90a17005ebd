// A wasm's bytes, as far as the scripts look into them (WebAssembly 2.0, 5.5).

/** What the sections are called here, by their ids. */
const SECTIONS = [
  "", "types", "imports", "functions", "table", "memory", "globals", "exports", "start", "table elements", "code", "data",
  "data count",
];

/** @typedef {{name: string, start: number, from: number, to: number}} Section - where it starts, and its content */

/** A place in a wasm. */
export class Cursor {
  /**
   * @param {Uint8Array} bytes
   * @param {number} at
   */
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** An unsigned LEB128 number. */
  number() {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.byte();
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  }

  /** @param {number} length */
  take(length) {
    return this.bytes.subarray(this.at, (this.at += length));
  }

  text() {
    return new TextDecoder().decode(this.take(this.number()));
  }
}

/**
 * The sections in their order; custom ones by their own names.
 * @param {Uint8Array} wasm
 * @returns {Section[]}
 */
export function sections(wasm) {
  const cursor = new Cursor(wasm, 8);
  const found = [];
  while (cursor.at < wasm.length) {
    const start = cursor.at;
    const id = cursor.byte();
    const to = cursor.number() + cursor.at;
    const name = id === 0 ? cursor.text() : SECTIONS[id];
    found.push({ name, start, from: cursor.at, to });
    cursor.at = to;
  }
  return found;
}

/**
 * The imports, which are functions only in what rustc and wasm-bindgen make.
 * @param {Uint8Array} wasm
 */
export function imports(wasm) {
  const section = sections(wasm).find(({ name }) => name === "imports");
  if (!section) return [];
  const cursor = new Cursor(wasm, section.from);
  return Array.from({ length: cursor.number() }, () => {
    const [module, name, kind] = [cursor.text(), cursor.text(), cursor.byte()];
    if (kind !== 0) throw new Error(`${name} is imported, and no function`);
    return { module, name, type: cursor.number() };
  });
}

/**
 * The functions that are not imported, with their sizes, and their names if there are any.
 * @param {Uint8Array} wasm
 */
export function functions(wasm) {
  const found = sections(wasm);
  /** @type {Map<number, string>} */ const names = new Map();
  const custom = found.find(({ name }) => name === "name");
  if (custom) {
    const cursor = new Cursor(wasm, custom.from);
    while (cursor.at < custom.to) {
      const kind = cursor.byte();
      const end = cursor.number() + cursor.at;
      if (kind === 1) for (let left = cursor.number(); left > 0; left--) names.set(cursor.number(), cursor.text());
      cursor.at = end;
    }
  }
  const code = found.find(({ name }) => name === "code");
  const cursor = new Cursor(wasm, code?.from ?? wasm.length);
  const first = imports(wasm).length;
  return Array.from({ length: code ? cursor.number() : 0 }, (_, index) => {
    const size = cursor.number();
    cursor.take(size);
    return { name: names.get(first + index) ?? "?", size };
  });
}

/**
 * The pieces of the memory that a wasm begins with: their addresses and bytes, which may be changed in place.
 * @param {Uint8Array} wasm
 */
export function memory(wasm) {
  const section = sections(wasm).find(({ name }) => name === "data");
  if (!section) return [];
  const cursor = new Cursor(wasm, section.from);
  return Array.from({ length: cursor.number() }, () => {
    // An active segment of memory 0 at a constant: `i32.const address end`.
    if (cursor.number() !== 0 || cursor.byte() !== 0x41) throw new Error("data of a kind that rustc does not make");
    const address = cursor.number();
    if (cursor.byte() !== 0x0b) throw new Error("data of a kind that rustc does not make");
    return { address, bytes: cursor.take(cursor.number()) };
  });
}

/** An unsigned LEB128 number. */
function leb(/** @type {number} */ value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** A text with its length. */
function text(/** @type {string} */ value) {
  const bytes = new TextEncoder().encode(value);
  return [...leb(bytes.length), ...bytes];
}

/**
 * What is exported.
 * @param {Uint8Array} wasm
 */
export function exports(wasm) {
  const section = sections(wasm).find(({ name }) => name === "exports");
  if (!section) return [];
  const cursor = new Cursor(wasm, section.from);
  return Array.from({ length: cursor.number() }, () => ({ name: cursor.text(), kind: cursor.byte(), index: cursor.number() }));
}

/**
 * The wasm with another section in the place of one.
 * @param {Uint8Array} wasm
 * @param {string} name - of the section
 * @param {number[][]} items - its content
 */
function withSection(wasm, name, items) {
  const section = sections(wasm).find((other) => other.name === name);
  if (!section) return wasm;
  const content = [...leb(items.length), ...items.flat()];
  const head = [SECTIONS.indexOf(name), ...leb(content.length)];
  return Buffer.concat([wasm.subarray(0, section.start), Uint8Array.from([...head, ...content]), wasm.subarray(section.to)]);
}

/**
 * The wasm with other names of its imports.
 * @param {Uint8Array} wasm
 * @param {{module: string, name: string, type: number}[]} renamed - in the same order
 */
export const withImports = (wasm, renamed) =>
  withSection(wasm, "imports", renamed.map(({ module, name, type }) => [...text(module), ...text(name), 0, ...leb(type)]));

/**
 * The wasm with these exports.
 * @param {Uint8Array} wasm
 * @param {{name: string, kind: number, index: number}[]} renamed
 */
export const withExports = (wasm, renamed) =>
  withSection(wasm, "exports", renamed.map(({ name, kind, index }) => [...text(name), kind, ...leb(index)]));
