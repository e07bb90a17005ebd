// The rows of the table: loaded when it is opened.
import { adopt, make, setText } from "../shared/dom.js";

/** Maximum number of rows: more points are thinned out evenly; the last one always stays. */
const MAX_ROWS = 40;

const CSS = `
.rows {
  position: absolute; inset-inline: 0; bottom: calc(100% + 0.25rem); max-block-size: 17rem; overflow: auto; z-index: 1;
  background: var(--_back); border: 1px solid var(--_grid); border-radius: 0.375rem; color: var(--_text);
}
table { border-collapse: collapse; inline-size: 100% }
caption { padding: 0.25rem; text-align: start; color: var(--_muted) }
th, td { padding: 0.15rem 0.6rem; text-align: end; white-space: nowrap; border-block-start: 1px solid var(--_grid) }
th { font-weight: 600 }
thead th { position: sticky; top: 0; background: var(--_back) }
tbody th { text-align: start; font-weight: 400 }
`;

/**
 * Fills the table. Rows and cells stay and get other texts, so that screen readers keep their place, and the user a selection.
 * @param {HTMLTableElement} table - in a shadow root
 * @param {import("./table.js").Content} content
 */
export function fill(table, { count, point, localizer, formatTime }) {
  adopt(/** @type {ShadowRoot} */ (table.getRootNode()), CSS);
  const shown = Math.min(count, MAX_ROWS);
  const points = Array.from({ length: shown }, (_, row) => point(count - 1 - Math.floor(((shown - 1 - row) * count) / shown)))
    .filter((found) => found !== undefined);
  const kinds = points.at(-1)?.kinds ?? [];
  const newest = points.at(-1)?.time;
  if (!table.tHead) table.append(make("caption"), make("thead", {}, make("tr")), make("tbody"));
  setText(/** @type {HTMLElement} */ (table.caption), localizer.format("chart"));
  const [head, body] = /** @type {NodeListOf<HTMLElement>} */ (table.querySelectorAll("thead tr, tbody"));
  setCells(head, () => make("th", { scope: "col" }), [
    localizer.format("time"), localizer.format("filesCompleted"), localizer.format("filesFailed"),
    ...kinds.flatMap(({ name }) => {
      const kind = name ?? localizer.format("other");
      return [localizer.format("kindSucceeded", { kind }), localizer.format("kindFailed", { kind })];
    }),
  ]);
  resize(body, points.length, () => make("tr"));
  for (const [at, { time, completed, failed, kinds }] of points.entries()) {
    const counts = [completed, failed, ...kinds.flatMap(({ success, failed }) => [success, failed])];
    setCells(body.children[at], (cell) => (cell === 0 ? make("th", { scope: "row" }) : make("td")), [
      formatTime(time, newest), ...counts.map((n) => localizer.formatNumber(n)),
    ]);
  }
}

/**
 * Gives a row these texts.
 * @param {Element} row
 * @param {(index: number) => HTMLElement} create - a cell
 * @param {string[]} texts
 */
function setCells(row, create, texts) {
  resize(row, texts.length, create);
  texts.forEach((text, at) => setText(row.children[at], text));
}

/**
 * Removes the last children, or adds some, until there are so many.
 * @param {Element} parent
 * @param {number} count
 * @param {(index: number) => HTMLElement} create
 */
function resize(parent, count, create) {
  while (parent.children.length > count) parent.lastElementChild?.remove();
  while (parent.children.length < count) parent.append(create(parent.children.length));
}
