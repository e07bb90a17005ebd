// Bundles and minifies everything that the pages load, into target/bench/.
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { build as bundle } from "esbuild";

const bench = fileURLToPath(new URL(".", import.meta.url));
const root = join(bench, "..");

/** The folder that the pages are served from. */
export const built = process.env.BENCH_BUILT ?? join(root, "target", "bench");

/** The peers: a file in peers/, and the name of its export. */
export const PEERS = ["by-hand#nothing", "ours", "ours-class", "uplot", "chartjs", "echarts", "lightweight", "by-hand", "by-hand#floor"];

/** The peers that have a page for the cold start. */
export const COLD = ["ours", "uplot", "chartjs", "echarts", "lightweight"];

const OPTIONS = /** @type {const} */ ({
  absWorkingDir: bench, bundle: true, format: "esm", target: "es2022", logLevel: "warning",
  alias: { "job-progress-chart": join(root, "www/index.js"), "job-progress-chart/chart": join(root, "www/chart.js") },
});

/**
 * Builds all pages.
 * @param {{pkg?: string, minify?: boolean}} options - for profiles: another folder than pkg/, and readable code
 */
export async function buildPages({ pkg = join(root, "pkg"), minify = true } = {}) {
  const options = {
    ...OPTIONS,
    minify,
    plugins: [{
      name: "pkg",
      setup: (/** @type {import("esbuild").PluginBuild} */ build) => build.onResolve(
        { filter: /\/pkg\/job_progress_chart\.js$/ }, () => ({ path: join(pkg, "job_progress_chart.js") }),
      ),
    }],
  };
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  const files = [...new Set(PEERS.map((peer) => peer.split("#")[0]))];
  // Split, so that all share one module with the page's fetch.
  await bundle({ ...options, entryPoints: ["page/page.js", ...files.map((file) => `peers/${file}.js`)], outdir: built, entryNames: "[dir]/[name]", splitting: true, outbase: "." });
  await bundle({ ...options, entryPoints: COLD.map((file) => `cold/${file}.js`), outdir: join(built, "cold") });
  // Where `../../pkg/` leads from the bundles.
  mkdirSync(join(built, "pkg"));
  copyFileSync(join(pkg, "job_progress_chart_bg.wasm"), join(built, "pkg/job_progress_chart_bg.wasm"));
  cpSync(join(bench, "page/page.css"), join(built, "page.css"));
  copyFileSync(join(bench, "node_modules/uplot/dist/uPlot.min.css"), join(built, "uplot.css"));
  const html = readFileSync(join(bench, "page/index.html"), "utf8").replace("page.js", "page/page.js");
  writeFileSync(join(built, "index.html"), html.replace("</html>", "  <link rel=\"stylesheet\" href=\"uplot.css\">\n</html>"));
  const cold = readFileSync(join(bench, "cold/page.html"), "utf8");
  for (const peer of COLD) {
    const styles = peer === "uplot" ? "<link rel=\"stylesheet\" href=\"../uplot.css\">" : "";
    writeFileSync(join(built, "cold", `${peer}.html`), cold.replaceAll("PEER", peer).replace("STYLES", styles));
  }
  // Precompressed, as on a web server; Node's default is brotli's best quality.
  for (const entry of readdirSync(built, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
  }
}
