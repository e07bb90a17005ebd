// The rows of the table: loaded when it is opened.
import { adopt, make } from "../shared/dom.js";

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
 * The children of the table.
 * @param {import("./table.js").Content} content
 * @param {ShadowRoot} root - the shadow root of the table
 * @returns {HTMLElement[]}
 */
export function rows({ count, point, localizer, formatTime }, root) {
  adopt(root, CSS);
  const shown = Math.min(count, MAX_ROWS);
  const points = Array.from({ length: shown }, (_, row) => point(count - 1 - Math.floor(((shown - 1 - row) * count) / shown)))
    .filter((found) => found !== undefined);
  const kinds = points.at(-1)?.kinds ?? [];
  const head = [
    localizer.format("time"), localizer.format("filesCompleted"), localizer.format("filesFailed"),
    ...kinds.flatMap(({ name }) => {
      const kind = name ?? localizer.format("other");
      return [localizer.format("kindSucceeded", { kind }), localizer.format("kindFailed", { kind })];
    }),
  ];
  const newest = points.at(-1)?.time;
  const cell = (/** @type {number} */ n) => make("td", {}, localizer.formatNumber(n));
  return [
    make("caption", {}, localizer.format("chart")),
    make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...points.map(({ time, completed, failed, kinds }) => make(
      "tr", {}, make("th", { scope: "row" }, formatTime(time, newest)), cell(completed), cell(failed),
      ...kinds.flatMap(({ success, failed }) => [cell(success), cell(failed)]),
    ))),
  ];
}
