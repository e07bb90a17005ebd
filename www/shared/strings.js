// The texts that both elements have.

/**
 * A text with `{placeholders}`, or one per plural category of its `{n}`.
 * @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>> & {other: string}} Text
 */

/** A page's texts of errors, by their code, in place of the messages. @typedef {Partial<Record<import("../../pkg/job_progress_chart.js").ChartErrorCode, string>>} ErrorStrings */

/** The English texts. */
export const SHARED_STRINGS = {
  noJob: "There is no job to show",
  paused: "Paused",
  stale: "Not updating",
  updated: "Updated {ago}",
  nextTry: "{message} · Next try in {time}",
  entries: /** @type {Text} */ ({ one: "{n} entry", other: "{n} entries" }),
};
