// The content of a PDF that the browser printed.
import { inflateSync } from "node:zlib";

/**
 * All colours that are used in it, as "r,g,b" of 0 to 255.
 * @param {Buffer} pdf
 */
export function colors(pdf) {
  const found = new Set();
  for (let at = pdf.indexOf("stream"); at >= 0; at = pdf.indexOf("stream", at)) {
    const start = pdf.indexOf("\n", at) + 1;
    const end = pdf.indexOf("endstream", start);
    if (end < 0) break;
    at = end + "endstream".length;
    let text;
    try {
      text = inflateSync(pdf.subarray(start, end)).toString("latin1");
    } catch {
      // Streams that are not deflated contain no drawing.
      continue;
    }
    for (const [, ...channels] of text.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b/g)) {
      found.add(channels.map((channel) => Math.round(Number(channel) * 255)).join());
    }
  }
  return found;
}
