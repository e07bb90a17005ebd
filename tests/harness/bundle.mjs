// A module with everything that it imports, as a bundler ships it.
import { rolldown } from "rolldown";

/**
 * The minified JS that importing a module loads. What it imports dynamically is left out: it may never be loaded.
 * @param {string} path
 */
export async function bundle(path) {
  const bundle = await rolldown({ input: path, logLevel: "silent" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === "chunk" ? [[chunk.fileName, chunk]] : [])));
  // A set that grows while it is walked: the entry, what it imports, what that imports.
  const loaded = new Set([output[0].fileName]);
  for (const name of loaded) chunks.get(name)?.imports.forEach((/** @type {string} */ other) => loaded.add(other));
  return [...loaded].map((name) => chunks.get(name)?.code ?? "").join("");
}
