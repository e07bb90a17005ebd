// Tables of results: medians, and the ratios of our component to each other peer with their quartiles over the rounds.
import { cpus, release, totalmem, type } from "node:os";

/** @typedef {Record<string, Record<string, number>[]>} Samples - per peer, a record of numbers per round */
/** @typedef {{scene: string, size: string, bytes?: number, samples: Samples}} Table */

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

/** @param {number[]} values */
const median = (values) => quantile(values, 0.5);

/** The columns of tables: title and digits. Peers are compared by the first one that a scene has. @type {Record<string, [string, number]>} */
const COLUMNS = {
  main: ["main thread, ms", 2], raster: ["raster of it", 2], rest: ["without raster", 2], style: ["style", 2], layout: ["layout", 2],
  layouts: ["layouts", 1], updates: ["answers drawn a second", 1], long: ["long tasks a second", 1], longest: ["longest, ms", 0], firstLongest: ["longest at the start, ms", 0],
  first: ["first pixels, ms", 0], kilobytes: ["kB of code", 1], heap: ["JS heap, kB", 0], wasm: ["wasm, kB", 0], nodes: ["nodes", 0],
  listeners: ["listeners", 0],
};

/** Subtracts the cost of frames and of measuring. @param {Samples} samples */
function net(samples) {
  const idle = samples.nothing ? median(samples.nothing.map(({ main }) => main)) : 0;
  return Object.fromEntries(Object.entries(samples).filter(([peer]) => peer !== "nothing").map(([peer, rounds]) =>
    [peer, rounds.map((round) => {
      const main = round.main - idle;
      return { ...round, ...("main" in round ? { main } : {}), ...("raster" in round ? { rest: main - round.raster } : {}) };
    })]));
}

/**
 * One table as Markdown.
 * @param {Table} table
 */
export function markdown({ scene, size, bytes, samples }) {
  const of = net(samples);
  const keys = Object.keys(COLUMNS).filter((key) => Object.values(of).some((rounds) => rounds.some((round) => key in round)));
  // The columns by which peers are compared.
  const by = scene === "memory" || !of.ours ? [] : keys.filter((key, at) => at === 0 || key === "rest");
  const frames = samples.nothing ? `; ${median(samples.nothing.map(({ main }) => main)).toFixed(2)} ms for the frames themselves are taken off` : "";
  const head = ["", ...keys.map((key) => COLUMNS[key][0]), ...by.map((key) => (key === "rest" ? "ours ÷ this, without raster" : "ours ÷ this"))];
  const rows = Object.entries(of).map(([peer, rounds]) => {
    const middle = (/** @type {Record<string, number>[]} */ rounds, /** @type {string} */ key) => median(rounds.map((round) => round[key]));
    const cells = keys.map((key) => (key in (rounds[0] ?? {}) ? middle(rounds, key).toFixed(COLUMNS[key][1]) : ""));
    const ratios = by.map((key) => {
      if (peer === "ours") return "";
      const each = rounds.map((round, at) => of.ours[at][key] / round[key]);
      const [low, high] = [0.25, 0.75].map((share) => quantile(each, share).toFixed(2));
      return `**${(middle(of.ours, key) / middle(rounds, key)).toFixed(2)}** (${low}–${high})`;
    });
    return [peer, ...cells, ...ratios];
  });
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const title = `### ${scene}, ${size}${bytes ? ` (${Math.round(bytes / 1000)} kB of JSON)` : ""}`;
  return [title, "", line(head), line(head.map((_, at) => (at === 0 ? "---" : "--:"))), ...rows.map(line), "", `${Object.values(samples)[0]?.length ?? 0} rounds${frames}.`, ""].join("\n");
}

/** The machine and the date. @param {string} browser */
export function machine(browser) {
  return {
    processor: cpus()[0]?.model.trim(), cores: cpus().length, memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `${type()} ${release().split("-")[0]}`, browser, date: new Date().toISOString().slice(0, 10),
  };
}
