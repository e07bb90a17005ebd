// The log's texts. A page can replace any of them with the `strings` property.
import { SHARED_STRINGS } from "../shared/strings.js";

/** @typedef {import("../shared/strings.js").Text} Text */

/** The English texts. */
export const LOG_STRINGS = {
  ...SHARED_STRINGS,
  log: "Progress entries",
  keys: "Up and down arrows, Page Up, Page Down, Home and End move. Enter opens an entry, Escape closes it.",
  // Toolbar.
  kind: "Kind",
  allKinds: "All kinds",
  input: "Input",
  allInputs: "All inputs",
  order: "Order",
  oldestFirst: "Newest last",
  newestFirst: "Newest first",
  // Rows.
  earlier: "before the retry",
  moreMetrics: "+{n}",
  notLoaded: "Loading",
  newEntries: /** @type {Text} */ ({ one: "{n} new entry", other: "{n} new entries" }),
  // In place of rows.
  loading: "Loading the entries",
  none: "No entries yet",
  noMatch: "No entry matches",
  noChart: "There is no chart with the id “{id}”",
  showAll: "Show all entries",
  // One entry.
  entry: "Entry {id}",
  close: "Close",
  step: "Step",
  index: "Index",
  message: "Message",
  metrics: "Metrics",
  payload: "Payload",
  cut: "Shortened here. Copy the entry to get all of it.",
  copyEntry: "Copy entry",
  copied: "Copied",
  notCopied: "Copying is blocked by the browser",
  // Footer.
  matching: /** @type {Text} */ ({ one: "{n} entry matches", other: "{n} entries match" }),
  gone: "The server no longer has this job. {message}",
  export: "Export",
  copyJsonl: "Copy as JSON Lines",
  copyCsv: "Copy as CSV",
  saveJsonl: "Download JSON Lines",
  saveCsv: "Download CSV",
  exporting: "{done} of {n} entries",
  cancel: "Cancel",
  copiedAll: /** @type {Text} */ ({ one: "{n} entry copied", other: "{n} entries copied" }),
  copiedFirst: "Copied the first {n} of {total} entries. Download to get all",
  skipped: /** @type {Text} */ ({ one: "{n} entry is too large to load", other: "{n} entries are too large to load" }),
  saved: /** @type {Text} */ ({ one: "{n} entry downloaded", other: "{n} entries downloaded" }),
  notExported: "Nothing was exported: {message}",
};

/** @typedef {import("../shared/strings.js").ErrorStrings & Partial<{[Key in keyof typeof LOG_STRINGS]: Text}>} LogStrings */
/** @typedef {import("../shared/localizer.js").Localizer<keyof typeof LOG_STRINGS>} LogLocalizer */
