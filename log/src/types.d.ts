/** What a list shows of an entry. All texts but `id` fit on one line, and can't change the direction of the text around them. */
export interface EntryRow {
  row: number;
  /** As the server sent it. Empty for a placeholder of an entry that can't be loaded; `message` has the reason. */
  id: string;
  /** The id, fit to be shown. */
  label: string;
  /** ms since the Unix epoch; null if it can't be read. */
  time: number | null;
  /** The time as the server sent it. */
  createdAt: string;
  kind: string;
  step: number | null;
  /** At most 500 characters. */
  message: string;
  inputId: string | null;
  index: number | null;
  /** The first six. */
  metrics: EntryMetric[];
  /** How many more metrics there are. */
  moreMetrics: number;
  /** Whether there is a non-empty payload. */
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

/** All details of an entry. `message`, `metrics` and `payload` are sanitized and shortened; `json` is verbatim. */
export interface EntryDetail {
  /** At most 100,000 UTF-16 code units. */
  message: string;
  /** Pretty-printed JSON, at most 200,000 UTF-16 code units. */
  metrics: string;
  /** As `metrics`. */
  payload: string;
  /** The whole entry, on one line. */
  json: string;
  /** Whether one of the first three is cut off. */
  cut: boolean;
}

/** The total number of items of a kind in the whole job. */
export interface ItemTotal {
  kind: string;
  total: number;
}
