// The legend: what each colour means, and how much it is now.

/**
 * The entries for what a chart shows.
 * @param {import("../pkg/job_progress_chart.js").ChartSnapshot} snapshot
 * @param {(n: number) => string} count - writes a number
 * @returns {HTMLLIElement[]}
 */
export function legend(snapshot, count) {
  const entries = [entry("completed area", "Completed", count(snapshot.completed))];
  if (snapshot.failed > 0) entries.push(entry("failed area hatch", "Failed", count(snapshot.failed)));
  for (const kind of snapshot.kinds) {
    const color = kind.name === null ? "other" : `kind-${kind.color}`;
    const failed = kind.failed > 0 ? ` · ${count(kind.failed)} failed` : "";
    entries.push(entry(color, kind.name ?? "other", count(kind.success) + failed));
  }
  return entries;
}

/**
 * @param {string} swatch - its classes
 * @param {string} name
 * @param {string} value
 */
function entry(swatch, name, value) {
  const item = document.createElement("li");
  const mark = Object.assign(document.createElement("i"), { className: swatch });
  const label = Object.assign(document.createElement("span"), { textContent: name, title: name });
  const number = Object.assign(document.createElement("b"), { textContent: value });
  item.append(mark, label, number);
  return item;
}
