/** Options for following a job; all are optional. */
export interface JobOptions {
  /** The job's id; without it nothing is requested. "." and ".." are refused. */
  jobId?: string | null;
  /** Base URL of the API, absolute or relative to the page. Default "/v0.5". */
  apiBase?: string | null;
  /** Number of buckets to request, clamped to 10..1000. Default 100. */
  buckets?: number | null;
  /** Seconds between two requests, at least 1. Default 5. */
  interval?: number | null;
  /** Number of files; overrides the server's. */
  total?: number | null;
  /** As in `fetch`. Default "same-origin". */
  credentials?: RequestCredentials | null;
  /** Headers of each request, or a function that is called for them before each request. */
  headers?: ChartHeaders | null;
}

/** Options for following and drawing a job; all are optional. */
export interface ChartOptions extends JobOptions {
  /** Which panels; "auto" shows what the job has. Default "auto". */
  view?: ChartView | null;
  /** How times are written: as wall-clock time, or as time since the start, like 00:10:00. Default "clock". */
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

/** The words on the canvas; missing ones stay English. */
export interface CanvasStrings {
  /** Title of the files panel. */
  files?: string;
  /** Title of the items panel. */
  items?: string;
  /** Label of the present. */
  now?: string;
  /** Label of a later attempt; `{n}` is its number. */
  attempt?: string;
  /** Name of the sum of all kinds without their own line. */
  other?: string;
}

export type ChartView = "auto" | "files" | "items" | "both";

/** Headers, or a function (async too) that returns them, for short-lived tokens. */
export type ChartHeaders =
  | HeadersInit
  | (() => HeadersInit | null | undefined | Promise<HeadersInit | null | undefined>);

/** Colours (any CSS colour that a canvas accepts) and font of a chart; missing members keep their defaults. */
export interface ChartTheme {
  fontFamily?: string;
  /** CSS pixels. */
  fontSize?: number;
  /** Background of the page behind the canvas. */
  back?: string;
  text?: string;
  muted?: string;
  grid?: string;
  axis?: string;
  completed?: string;
  failed?: string;
  /** Eight colours of kinds of items. */
  kinds?: string[];
  /** The sum of the kinds without their own line. */
  other?: string;
}

/** Total number of items of a kind. */
export interface ItemTotal {
  kind: string;
  total: number;
}

/** Any response or failure, new data, a changed status, the end of an attempt with its last data, or a failure. */
export type JobEvent = "poll" | "progress" | "statuschange" | "finish" | "error";

/** The state of a job at one moment. Times are ms since the Unix epoch. */
export interface JobSnapshot {
  phase: ChartPhase;
  /** The job's name, given by its owner. */
  name: string | null;
  /** The job's status, verbatim; null until the job has loaded (the server may refuse it). */
  status: string | null;
  /** The job's position in the queue; null if it is not queued. */
  queuePosition: number | null;
  queueDepth: number | null;
  /** How often the job was retried after it had ended. */
  retryCount: number;
  /** How often the job lost its machine. */
  preemptionCount: number;
  /** When the job first ran. */
  startedAt: number | null;
  /** When the job ended; null while it has not. */
  endedAt: number | null;
  /** Why the job failed, as the server reports it. */
  jobError: string | null;
  /** Number of points. */
  points: number;
  completed: number;
  failed: number;
  /** Number of files: the page's, else the server's. */
  total: number | null;
  /** Total number of items, if the job's newest progress entries state it. */
  itemTotal: number | null;
  /** Share of finished files, 0 to 100; of items, if their total is known and the number of files is 1 or unknown. */
  percent: number | null;
  /** The newest counts of each kind. */
  kinds: KindCount[];
  /** Files per second now; null while there are too few data, and when the job is not running. */
  rate: number | null;
  /** Items of all kinds per second now. */
  itemRate: number | null;
  /** When the last file will be done; if that is unknown, the last item. */
  eta: { early: number; likely: number; late: number } | null;
  /** When the last file or item was counted, if the job has stalled since. */
  stalledSince: number | null;
  /** `latest_event_at` of the traces, verbatim. */
  latestEventAt: string | null;
  /** `latestEventAt` as a time. */
  lastEventAt: number | null;
  /** The server's current time: the newest point's time plus the time since it arrived. */
  serverTime: number | null;
  /** When the server last confirmed the data. */
  updatedAt: number | null;
  /** Whether the data may be outdated: not confirmed for three intervals, or three failures in a row. */
  stale: boolean;
  /** How the last poll ended; "not-modified" also if the same body was sent again. */
  answer: "fresh" | "not-modified" | "failed" | null;
  /** The last error, until a poll succeeds. */
  error: ChartErrorDetail | null;
}

/** The state of a job at one moment, and which panels a chart shows. */
export interface ChartSnapshot extends JobSnapshot {
  /** The panels that `view` selects. Where both would be too low, `auto` draws only that of the files. */
  panels: { files: boolean; items: boolean };
}

/**
 * What is shown, as one word. "idle": no job; "waiting": queued or starting, nothing counted; "empty": no progress yet; "gone":
 * the server has no such job (any more); "refused": the server does not accept the key; "error": nothing to show but the error.
 */
export type ChartPhase =
  | "idle" | "loading" | "waiting" | "empty" | "live" | "completed" | "failed" | "cancelled" | "preempted" | "gone"
  | "refused" | "error";

export interface KindCount {
  /** Its key in `setHidden`: "kind:" and the name, or "other". Names that are not shown whole have a longer one. */
  key: string;
  /** As it is shown: at most 200 characters. Null for the sum of the kinds without their own line. */
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
  /** The id under which the server's operators find the error in their logs. */
  errorUid: string | null;
  /** ms until the next try; null: no automatic retry. */
  retryInMs: number | null;
}

export type ChartErrorCode =
  | "network" | "timeout" | "unauthorized" | "forbidden" | "not-found" | "bad-request" | "rate-limited" | "server"
  | "bad-response" | "too-large" | "engine";

/** The counts at the end of a bucket. */
export interface ChartPoint {
  /** Its index among all points. */
  index: number;
  /** Bucket start in ms since the Unix epoch. */
  from: number;
  /** Bucket end. */
  time: number;
  /** CSS pixels from the canvas's left edge; outside the axis if it is zoomed out of view, NaN before it is painted. */
  x: number;
  completed: number;
  failed: number;
  kinds: KindCount[];
}

/** The time axis as last painted: times in ms since the Unix epoch, edges in CSS pixels of the canvas. */
export interface ChartAxis {
  from: number;
  to: number;
  /** The ends without a zoom. */
  fullFrom: number;
  fullTo: number;
  left: number;
  right: number;
}

/** A response of `GET /batch/jobs/{id}`; members that a chart does not show are optional. */
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

/** A response of `GET /batch/jobs/{id}/inputs/progress/traces`. */
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
