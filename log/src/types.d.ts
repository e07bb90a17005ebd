/** An entry as a list shows it. All texts are for one line, and can't turn the text around them. */
export interface EntryRow {
  row: number;
  /** Empty if this stands in for an entry that can't be had; `message` says why. */
  id: string;
  /** ms since the Unix epoch; null if it can't be read. */
  time: number | null;
  /** The time, verbatim. */
  createdAt: string;
  kind: string;
  step: number | null;
  /** At most 500 characters. */
  message: string;
  /** Whether there is more of the message. */
  cut: boolean;
  inputId: string | null;
  index: number | null;
  /** The first six. */
  metrics: EntryMetric[];
  /** How many there are beside these. */
  moreMetrics: number;
  /** Whether there is a payload worth showing. */
  payload: boolean;
  /** Whether it is from before the last retry. */
  earlier: boolean;
}

export interface EntryMetric {
  name: string;
  text: string;
  /** 0 to 1, if it is a percentage or a fraction by its name and value. */
  fraction: number | null;
}

/** All there is to say of an entry. Texts are verbatim. */
export interface EntryDetail {
  /** At most 100,000 characters. */
  message: string;
  /** JSON for people, at most 200,000 bytes. */
  metrics: string;
  /** As `metrics`. */
  payload: string;
  /** The entry as it came, on one line. */
  json: string;
  /** Whether one of the first three is not whole. */
  cut: boolean;
}

/** Columns of the same length. */
export interface ItemTotals {
  kinds: string[];
  totals: number[];
}
