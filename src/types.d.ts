/** How to follow a job; all may be left out. */
export interface JobOptions {
  /** Which job; nothing is asked without one. */
  jobId?: string | null;
  /** Where the API is, absolute or relative to the page. Default "/v0.5". */
  apiBase?: string | null;
  /** Number of buckets to ask for, clamped to 10..1000. Default 100. */
  buckets?: number | null;
  /** Seconds between two requests, at least 1. Default 5. */
  interval?: number | null;
  /** Number of files, if the page knows it. */
  total?: number | null;
  /** Sent with each request. Default "same-origin". */
  credentials?: RequestCredentials | null;
  /** Headers of each request, or a function that gives them before each request. */
  headers?: ChartHeaders | null;
}

/** How to follow and to draw a job; all may be left out. */
export interface ChartOptions extends JobOptions {
  /** Which panels; "auto" shows what the job has. Default "auto". */
  view?: ChartView | null;
  /** How times are written: as the wall clock says, or since the start, as 00:10:00. Default "clock". */
  timeAxis?: "clock" | "elapsed" | null;
  /** Names of the kinds of items to show; all if empty. */
  kinds?: string[] | null;
  /** BCP 47 language of numbers and times. Default: the browser's. */
  lang?: string | null;
  /** IANA time zone. Default: the browser's. */
  timeZone?: string | null;
  /** The words on the canvas. */
  strings?: CanvasStrings | null;
}

/** The words on the canvas; what is missing stays English. */
export interface CanvasStrings {
  /** Title of the files panel. */
  files?: string;
  /** Title of the items panel. */
  items?: string;
  /** Label of the present. */
  now?: string;
  /** Label of a later attempt; `{n}` is its number. */
  attempt?: string;
  /** Name of all kinds that have no line of their own. */
  other?: string;
}

export type ChartView = "auto" | "files" | "items" | "both";

/** Headers, or a function that gives them, at once or later: for tokens that do not live long. */
export type ChartHeaders =
  | HeadersInit
  | (() => HeadersInit | null | undefined | Promise<HeadersInit | null | undefined>);

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

/** Number of items of a kind that there will be. */
export interface ItemTotal {
  kind: string;
  total: number;
}

/** Any answer, new data, another status of the job, the end of an attempt with its last data, or a failure. */
export type JobEvent = "poll" | "progress" | "statuschange" | "finish" | "error";

/** What is known of a job at one moment. Times are ms since the Unix epoch. */
export interface JobSnapshot {
  phase: ChartPhase;
  /** What the job's owner calls it. */
  name: string | null;
  /** The job's status, verbatim; null until the server has told it (a server may refuse to). */
  status: string | null;
  /** The job's place in the queue, while it has one. */
  queuePosition: number | null;
  queueDepth: number | null;
  /** How often the job was sent back to the start after its end. */
  retryCount: number;
  /** How often the job lost its machine. */
  preemptionCount: number;
  /** When the job first ran. */
  startedAt: number | null;
  /** When the job came to its end, while it is there. */
  endedAt: number | null;
  /** Why the job failed, in the server's words. */
  jobError: string | null;
  /** Number of points that there are to draw. */
  points: number;
  completed: number;
  failed: number;
  /** Number of files: as the page says, else as the server does. */
  total: number | null;
  /** Number of items, if the job's newest progress entries tell it. */
  itemTotal: number | null;
  /** Finished files of the total, 0 to 100; of a single file that is not through its items, if their total is known. */
  percent: number | null;
  /** The newest counts of each kind. */
  kinds: KindCount[];
  /** Files per second now; null while there is too little to tell, and when nothing runs. */
  rate: number | null;
  /** Items of all kinds per second now. */
  itemRate: number | null;
  /** When the last file will be done; if that can't be told, the last item. */
  eta: { early: number; likely: number; late: number } | null;
  /** Since when nothing has been done, if that is longer than it should be. */
  stalledSince: number | null;
  /** The validator that the data came with, verbatim. */
  latestEventAt: string | null;
  /** The same as a time. */
  lastEventAt: number | null;
  /** What the server's clock says now: the newest point's time, moved on since it came. */
  serverTime: number | null;
  /** When the server last confirmed what is shown. */
  updatedAt: number | null;
  /** Whether what is shown may be outdated: nothing was confirmed for three intervals, or three tries failed. */
  stale: boolean;
  /** What the last answer was; "not-modified" also if it was the same body again. */
  answer: "fresh" | "not-modified" | "failed" | null;
  /** What is wrong, until an answer is right again. */
  error: ChartErrorDetail | null;
}

/** What is known of a job at one moment, and what a chart shows of it. */
export interface ChartSnapshot extends JobSnapshot {
  /** Which panels the view asks for. */
  panels: { files: boolean; items: boolean };
}

/**
 * What is shown, in one word. "idle": no job; "waiting": queued or starting, nothing counted; "empty": no progress yet;
 * "gone": the server knows no such job (any more); "refused": the server wants another key; "error": nothing to show but
 * the error.
 */
export type ChartPhase =
  | "idle" | "loading" | "waiting" | "empty" | "live" | "completed" | "failed" | "cancelled" | "preempted" | "gone"
  | "refused" | "error";

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
  /** By which the server's operators find the case. */
  errorUid: string | null;
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
  /** Bucket start in ms since the Unix epoch. */
  from: number;
  /** Bucket end. */
  time: number;
  /** CSS pixels from the canvas's left edge; off the axis if it is zoomed away, NaN before it is painted. */
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

/** An answer of `GET /batch/jobs/{id}`; what a chart does not show may be missing. */
export interface Job {
  id?: string;
  status: string;
  name?: string | null;
  retry_count?: number | null;
  preemption_count?: number | null;
  queue_position?: number | null;
  queue_depth?: number | null;
  started_at?: string | null;
  completed_at?: string | null;
  failed_at?: string | null;
  cancelled_at?: string | null;
  error?: unknown;
  input_progress?: { pending: number; processing: number; completed: number; failed: number } | null;
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
