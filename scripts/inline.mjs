// Makes what carries the WebAssembly in JavaScript: the modules of the inline entries, and one classic script with everything.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { constants, deflateRawSync } from "node:zlib";

import { root } from "./run.mjs";

/** The classic script; it sets one global. */
export const CLASSIC = "dist/job-progress-chart.iife.js";
const GLOBAL = "JobProgress";

/**
 * Writes a module with a wasm: its bytes, compressed.
 * @param {"chart" | "log"} engine
 */
export function writeInlineModule(engine) {
  const wasm = readFileSync(join(root, `pkg/job_progress_${engine}_bg.wasm`));
  const text = deflateRawSync(wasm, { level: constants.Z_BEST_COMPRESSION }).toString("base64");
  write(`www/inline/${engine}-wasm.js`, `// Made by scripts/inline.mjs.
import { inflate } from "../shared/inlined-wasm.js";

/** The bytes of the ${engine} engine. */
export const ${engine}Wasm = () => inflate("${text}");
`);
}

/** Writes the classic script. */
export async function writeClassicScript() {
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({
    input: join(root, "scripts/classic.js"),
    // A classic script has no `import.meta.url`. It is not needed, since the wasm is inlined.
    transform: { define: { "import.meta.url": "undefined" } },
  });
  const { output: [{ code }] } = await bundle.generate({ format: "iife", name: GLOBAL, minify: true, codeSplitting: false });
  write(CLASSIC, code);
}

/**
 * @param {string} path
 * @param {string} content
 */
function write(path, content) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
