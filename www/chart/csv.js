// The traces as a spreadsheet reads them: RFC 4180, and no cell that it would take for a formula.

/**
 * A row per point, a pair of columns per kind of items. Ends each row with CR LF.
 * @param {import("../../pkg/job_progress_chart.js").Traces} traces
 * @returns {string}
 */
export function csv(traces) {
  const kinds = [...new Set(traces.points.flatMap(({ items }) => Object.keys(items ?? {})))];
  const rows = [
    ["time", "files completed", "files failed", ...kinds.flatMap((kind) => [`${kind} success`, `${kind} failed`])],
    ...traces.points.map(({ t, files, items }) => [
      t, files.completed ?? 0, files.failed ?? 0,
      ...kinds.flatMap((kind) => [items?.[kind]?.success ?? 0, items?.[kind]?.failed ?? 0]),
    ]),
  ];
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** @param {string | number} value */
function cell(value) {
  // Spreadsheets run what begins so (OWASP, CSV injection); an apostrophe makes it text.
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
