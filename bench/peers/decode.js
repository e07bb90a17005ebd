// From bytes to columns, which a page that uses a chart library does itself.

/** Number of kinds with lines of their own, in all charts; the others are summed up. */
const KINDS = 8;

/** Colours of the lines. */
const COLORS = [
  "#0b6bb8", "#c2410c", "#a22445", "#319498", "#313d8e", "#868e4d", "#b32ba5", "#792d06", "#673062", "#9e5e56", "#64748b",
];

/**
 * A line of the chart.
 * @typedef {{name: string, color: string, dashed: boolean, values: Float64Array}} Line
 */

/** @param {Uint8Array} bytes */
export const parse = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

/**
 * Columns of all lines: files completed and failed, then per kind success and failed.
 * @param {any} traces - an answer of the traces route
 * @returns {{times: Float64Array, lines: Line[]}} times in ms
 */
export function columns({ points }) {
  const count = points.length;
  const times = new Float64Array(count);
  const line = (/** @type {string} */ name, /** @type {number} */ color, dashed = false) =>
    ({ name, color: COLORS[color], dashed, values: new Float64Array(count) });
  const completed = line("completed", 0);
  const failed = line("failed", 1);
  // Kinds may be missing in the first points, but not in the last one.
  const last = points[count - 1].items;
  const largest = Object.keys(last).sort((a, b) => last[b].success - last[a].success);
  const own = new Set(largest.slice(0, KINDS));
  const rest = largest.length > KINDS ? [line("other", 10), line("other failed", 10, true)] : [];
  const kinds = Object.keys(last).map((name) => {
    if (!own.has(name)) return { name, success: rest[0].values, failed: rest[1].values, lines: [] };
    const color = 2 + largest.indexOf(name);
    const lines = [line(name, color), line(`${name} failed`, color, true)];
    return { name, success: lines[0].values, failed: lines[1].values, lines };
  });
  for (let at = 0; at < count; at += 1) {
    const { t, files, items } = points[at];
    times[at] = Date.parse(t);
    completed.values[at] = files.completed;
    failed.values[at] = files.failed;
    for (const { name, success, failed } of kinds) {
      const item = items[name];
      if (item) {
        success[at] += item.success;
        failed[at] += item.failed;
      }
    }
  }
  return { times, lines: [completed, failed, ...kinds.flatMap(({ lines }) => lines), ...rest] };
}
