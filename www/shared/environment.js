// Whether this is a browser. Modules of the package can be imported elsewhere too: in Node, or in tests with jsdom or happy-dom.

/** Whether there is what elements need beyond a DOM. */
export function isBrowser() {
  return "CanvasRenderingContext2D" in globalThis && "adoptedStyleSheets" in document;
}
