/** The options of a chart; all may be left out. */
export interface ChartOptions {
  /** Which job; nothing is asked without. */
  jobId?: string | null;
  /** Where the API is, absolute or relative to the page. Default "/v0.5". */
  apiBase?: string | null;
  /** Number of buckets to ask for, clamped to 10..1000. Default 100. */
  buckets?: number | null;
  /** Seconds between two requests, at least 1. Default 5. */
  interval?: number | null;
  /** Which panels; "auto" shows what the job has. Default "auto". */
  view?: ChartView;
  /** How times are written: as the wall clock says, or since the start, as 00:10:00. Default "clock". */
  timeAxis?: "clock" | "elapsed";
  /** Names of the kinds of items to show; all if empty. */
  kinds?: string[];
  /** Number of files, if the page knows it. */
  total?: number | null;
  /** BCP 47 language of numbers and times. Default: the browser's. */
  lang?: string | null;
  /** IANA time zone. Default: the browser's. */
  timeZone?: string | null;
  /** Sent with each request. Default "same-origin". */
  credentials?: RequestCredentials | null;
  /** Headers of each request, or a function that gives them before each request. */
  headers?: ChartHeaders | null;
  /** The words on the canvas. */
  strings?: Partial<Record<"files" | "items" | "now" | "attempt" | "other", string>>;
}

export type ChartView = "auto" | "files" | "items" | "both";

/** Headers, or a function that gives them, at once or later: for tokens that do not live long. */
export type ChartHeaders =
  | Record<string, string>
  | (() => Record<string, string> | null | undefined | Promise<Record<string, string> | null | undefined>);

/** Colours (any CSS colour that a canvas takes) and font of a chart; what is missing keeps its default. */
export interface ChartTheme {
  fontFamily?: string;
  /** CSS pixels. */
  fontSize?: number;
  /** What is behind the canvas. */
  back?: string;
  text?: string;
  muted?: string;
  grid?: string;
  axis?: string;
  completed?: string;
  failed?: string;
  /** Eight colours of kinds of items. */
  kinds?: string[];
  /** The kinds that have no line of their own. */
  other?: string;
}

/** New data, any answer, or a failure. */
export type ChartEvent = "progress" | "poll" | "error";

/** What is known of a job at one moment. Times are ms since the Unix epoch. */
export interface ChartSnapshot {
  /** "idle": no job; "empty": no progress yet; "error": nothing to show but the error. */
  phase:
    | "idle" | "loading" | "waiting" | "empty" | "live" | "completed" | "failed" | "cancelled" | "preempted" | "gone"
    | "refused" | "error";
  completed: number;
  failed: number;
  total: number | null;
  /** Finished files of the total, 0 to 100. */
  percent: number | null;
  /** Number of points. */
  points: number;
  kinds: KindCount[];
  /** Files per second now; null while there is too little to tell, and when nothing runs. */
  rate: number | null;
  /** Items of all kinds per second now. */
  itemRate: number | null;
  /** When the last file will be done. */
  eta: { early: number; likely: number; late: number } | null;
  /** Since when nothing has been done, if that is longer than it should be. */
  stalledSince: number | null;
  name: string | null;
  /** As the server gave it: "PENDING", "ADMITTED", "RUNNING", "COMPLETED", "FAILED", "PREEMPTED", "CANCELLED". */
  status: string | null;
  queuePosition: number | null;
  queueDepth: number | null;
  retryCount: number | null;
  preemptionCount: number | null;
  startedAt: number | null;
  endedAt: number | null;
  /** Why the job failed. */
  jobError: string | null;
  /** Whether polls were missed, so that what is shown may be outdated. */
  stale: boolean;
  /** Time of the newest event. */
  lastEventAt: number | null;
  /** The validator that the data came with, verbatim. */
  latestEventAt: string | null;
  /** When the server last confirmed what is shown. */
  updatedAt: number | null;
  /** What the last answer was. */
  answer: "fresh" | "not-modified" | "failed" | null;
  /** What is wrong, until an answer is right again. */
  error: ChartErrorDetail | null;
}

export interface KindCount {
  /** What it is called in `setHidden`. */
  key: string;
  /** Null for the sum of those that have no line of their own. */
  name: string | null;
  /** Index of its colour in the theme. */
  color: number;
  success: number;
  failed: number;
}

export interface ChartErrorDetail {
  code: ChartErrorCode;
  /** For people. */
  message: string;
  /** The HTTP status, if it came with one. */
  status: number | null;
  /** When it is tried again; null: not by itself. */
  retryInMs: number | null;
}

export type ChartErrorCode =
  | "network" | "timeout" | "unauthorized" | "forbidden" | "not-found" | "bad-request" | "rate-limited" | "server"
  | "bad-response" | "too-large" | "engine";

/** The counts at the end of a bucket. */
export interface ChartPoint {
  /** Its place among all points. */
  index: number;
  /** ms since the Unix epoch. */
  time: number;
  /** CSS pixels from the canvas's left edge. */
  x: number;
  completed: number;
  failed: number;
  kinds: KindCount[];
}

/** The time axis as it is painted: times in ms since the Unix epoch, edges in CSS pixels of the canvas. */
export interface ChartAxis {
  from: number;
  to: number;
  /** The ends without a zoom. */
  fullFrom: number;
  fullTo: number;
  left: number;
  right: number;
}

/** An answer of `GET /batch/jobs/{id}/inputs/progress/traces`. */
export interface Traces {
  job_id: string;
  bucket_seconds?: number | null;
  latest_event_at?: string | null;
  points: {
    t: string;
    step?: number;
    files: { completed: number; failed: number };
    items?: Record<string, { success: number; failed: number }> | null;
  }[];
}
