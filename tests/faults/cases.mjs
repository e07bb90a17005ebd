// All faults that the chart is tested with: how a server causes each, what the user sees, and which request follows.
// tests/element/faults.test.mjs runs them in a browser; scripts/faults.mjs writes docs/faults.md from them.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const EXAMPLE = JSON.parse(readFileSync(new URL("../fixtures/api/traces.json", import.meta.url), "utf8"));
const DAY_MS = 86_400_000;

/** The API key of the charts that have one; it must not appear anywhere. */
export const KEY = "sk-5f1d9c3b7e";

/** A character that browsers need seconds for. */
const MARKS = `a${"\u0301".repeat(50_000)}`;

/** `latest_event_at` of the n-th version of a job's traces. */
export const latest = (/** @type {number} */ n) => `2026-04-14T10:15:0${n}.283818Z`;

/** Files completed in the n-th version. */
export const completed = (/** @type {number} */ n) => 8 + n;

/**
 * The n-th version of a job's traces, as JSON.
 * @param {string} job
 * @param {number} n
 * @param {(traces: any) => void} change
 */
function traces(job, n, change = () => {}) {
  const copy = structuredClone(EXAMPLE);
  Object.assign(copy, { job_id: job, latest_event_at: latest(n) });
  copy.points.at(-1).files.completed = completed(n);
  change(copy);
  return JSON.stringify(copy);
}

/** A good answer; 304 where the client has it already. */
const good = (/** @type {string} */ job, n = 1) => (/** @type {any} */ headers) =>
  headers["if-none-match"] === latest(n) ? { status: 304 } : { body: traces(job, n) };

/** Whether connections are closed. Browsers send such a request again by themselves, each another number of times. */
let isCut = true;

const job = (/** @type {string} */ id, /** @type {object} */ change = {}) => ({
  body: JSON.stringify({ id, status: "RUNNING", retry_count: 0, preemption_count: 0, input_progress: null, ...change }),
});

/** Moves all times, as a server whose clock is wrong does. */
const skewed = (/** @type {any} */ traces, /** @type {number} */ ms) => {
  const move = (/** @type {string} */ time) => new Date(Date.parse(time) + ms).toISOString();
  for (const point of traces.points) point.t = move(point.t);
};

/** As JSON may write a text, too. */
const escaped = (/** @type {string} */ text) => text.replace(/./g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

const error = (/** @type {object} */ entry) => JSON.stringify({ errors: [entry] });

async function* trickle(/** @type {string} */ text, /** @type {number} */ pieces, /** @type {number} */ ms) {
  const size = Math.ceil(text.length / pieces);
  for (let at = 0; at < text.length; at += size) {
    yield text.slice(at, at + size);
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

async function* twentyMegabytes() {
  yield '{"job_id":"';
  for (let sent = 0; sent < 20; sent += 1) yield "x".repeat(1 << 20);
}

async function* endless() {
  yield "{";
  await new Promise(() => {});
}

/** A redirect to another origin: the same server by another name. */
const elsewhere = (/** @type {any} */ { host }) => ({ status: 302, headers: { location: `http://localhost:${host.split(":")[1]}/elsewhere` } });

/** When a failed request is tried again, in ms, with an interval of one second: exponential back-off with full jitter. */
const BACK_OFF = [1000, 2000];

/**
 * @typedef {object} Case
 * @property {string} id - also the job's
 * @property {string} fault - what happens, for people
 * @property {(job: string) => object} script - the answers of its routes
 * @property {"key" | "named" | "basic" | "changing" | "rejects" | "hangs"} [headers] - the page's `headers`
 * @property {boolean} [foreign] - the API is of another origin, which allows nothing
 * @property {string} [code] - of the first error; none if nothing is wrong to the user
 * @property {number} [status]
 * @property {string} [says] - words of its message
 * @property {string} [uid]
 * @property {string} [phase] - meanwhile
 * @property {number[]} [after] - ms until it is tried again; none: not by itself
 * @property {string} [validator] - of the request after the fault: its `If-None-Match`, "" for none
 * @property {import("../harness/engines/index.mjs").Feature[]} [needs] - of the browser
 * @property {() => void} [mend] - ends the fault; called when the page knows of it
 * @property {boolean} [resent] - the browser sends a request several times by itself
 * @property {string} sees - for people
 * @property {string} [next] - for people, if not as `after` and `validator` say
 * @property {number} [shows] - files completed that are shown in the end; null for none
 * @property {number} [total]
 * @property {string} [ends] - the phase in the end
 */

/**
 * The traces are good, then faulty, then good and new.
 * @param {string} id
 * @param {string} fault
 * @param {(job: string) => any} bad - an answer, or several
 * @param {Partial<Case>} rest
 */
const passing = (id, fault, bad, rest) => ({
  id, fault, script: (/** @type {string} */ job) => ({ traces: [good(job), ...[bad(job)].flat(), good(job, 2)] }),
  after: BACK_OFF, phase: "live", shows: completed(2), ends: "live", sees: "The chart stays; the footer says what is wrong and when the next request is sent",
  ...rest,
});

/** A permanent fault: no request is sent until somebody acts. */
const lasting = (/** @type {string} */ id, /** @type {string} */ fault, /** @type {any} */ bad, /** @type {Partial<Case>} */ rest) =>
  passing(id, fault, bad, { after: undefined, shows: completed(1), ends: rest.phase, sees: "The chart stays; the footer says what to do", ...rest });

/** An unusual answer that the user does not notice. */
const harmless = (/** @type {string} */ id, /** @type {string} */ fault, /** @type {any} */ script, /** @type {Partial<Case>} */ rest) => ({
  id, fault, script, after: undefined, shows: completed(2), ends: "live", sees: "Nothing: the chart goes on", next: "after the interval, as usual", ...rest,
});

const UNREAD = { code: "bad-response", validator: "" };
const FIRST = latest(1);

/** @type {Case[]} */
export const CASES = [
  // The network.
  // Browsers repeat a request by themselves if a reused connection is lost.
  passing("cut-before", "The connection is closed before the answer", () => [], {
    code: "network", says: "can't be reached", validator: FIRST, resent: true,
    script: (job) => ({ traces: [good(job), (/** @type {any} */ headers) => (isCut ? { cut: true } : good(job, 2)(headers))] }), mend: () => { isCut = false; },
  }),
  passing("cut-within", "The connection is closed in the middle of the body", (job) => ({ body: traces(job, 2), cut: 200 }), { code: "network", says: "can't be reached", validator: FIRST }),
  passing("short", "The body is shorter than its Content-Length", (job) => ({ headers: { "content-length": "9999" }, body: traces(job, 2), cut: 9000 }), { code: "network", says: "can't be reached", validator: FIRST }),
  passing("never", "No answer at all", () => ({ never: true }), { code: "timeout", says: "10 s", validator: FIRST }),
  passing("trickle-late", "The body trickles past the time limit", (job) => ({ body: trickle(traces(job, 2), 40, 400) }), { code: "timeout", says: "10 s", validator: FIRST }),
  harmless("trickle", "The body trickles, within the time limit", (/** @type {string} */ job) => ({ traces: [good(job), { body: trickle(traces(job, 2), 5, 200) }, good(job, 2)] }), {}),
  passing("redirect-loop", "An endless redirect", () => Array(30).fill({ status: 302, headers: { location: "traces" } }), { code: "network", says: "can't be reached", validator: FIRST, resent: true }),
  passing("moved-away", "A redirect to another origin, and the page gives headers", () => Array(2).fill(elsewhere), { headers: "key", code: "network", says: "only within the page's origin", validator: FIRST, resent: true }),
  harmless("moved", "A redirect within the origin, and the page gives headers", (/** @type {string} */ job) => ({ traces: [good(job), ...Array(2).fill({ status: 307, headers: { location: "traces?moved" } }), { body: traces(job, 2) }, good(job, 2)] }), { headers: "key" }),
  { id: "foreign", fault: "The API has another origin, which does not allow the page (CORS)", foreign: true, script: (job) => ({ traces: [good(job)] }),
    code: "network", says: "can't be called from another origin: put a proxy in front", phase: "error", after: BACK_OFF, validator: "", ends: "error", sees: "What is wrong, and that a proxy is needed" },

  // Bodies.
  passing("html", "A page of HTML with status 200", () => ({ headers: { "content-type": "text/html" }, body: "<!doctype html><title>Sign in</title>" }), { ...UNREAD, says: "page of HTML" }),
  passing("login", "A redirect to a login page", () => ({ status: 302, headers: { location: "/blank.html" } }), { ...UNREAD, says: "page of HTML" }),
  passing("truncated", "JSON that ends in the middle", (job) => ({ body: traces(job, 2).slice(0, 300) }), { ...UNREAD, says: "cut off" }),
  passing("empty", "An empty body with status 200", () => ({ body: "" }), { ...UNREAD, says: "cut off" }),
  passing("not-a-number", "A count that is not a number", (job) => ({ body: traces(job, 2).replace('"completed":10', '"completed":NaN') }), { ...UNREAD, says: "expected" }),
  passing("negative", "A negative count", (job) => ({ body: traces(job, 2, (t) => { t.points[2].files.failed = -1; }) }), { ...UNREAD, says: "from 0" }),
  passing("unsorted", "Points that go back in time", (job) => ({ body: traces(job, 2, (t) => { t.points.reverse(); }) }), { ...UNREAD, says: "order of time" }),
  passing("other-job", "The answer is about another job", () => ({ body: traces("job_of_somebody", 2) }), { ...UNREAD, says: "another job" }),
  passing("huge", "A body of 20 MB", () => ({ body: twentyMegabytes() }), { code: "too-large", says: "16 MB", validator: "" }),
  passing("bad-gzip", "A body that says it is gzip and is not", (job) => ({ headers: { "content-encoding": "gzip" }, body: traces(job, 2) }), { code: "network", says: "can't be reached", validator: FIRST, needs: ["decoding errors"] }),
  harmless("gzip", "A compressed body", (/** @type {string} */ job) => ({ traces: [good(job), { headers: { "content-encoding": "gzip" }, body: gzipSync(traces(job, 2)) }, good(job, 2)] }), {}),
  harmless("mark", "A byte order mark before the JSON", (/** @type {string} */ job) => ({ traces: [good(job), { body: `\ufeff${traces(job, 2)}` }, good(job, 2)] }), {}),
  harmless("half-pair", "Half a surrogate pair in a name", (/** @type {string} */ id) => ({ traces: [good(id), good(id, 2)], job: [{ body: `{"id":"${id}","name":"a\\ud800b","status":"RUNNING"}` }] }), { sees: "U+FFFD in place of the half" }),
  harmless("long-names", "50,000 combining marks as a job's and a kind's name", (/** @type {string} */ id) => ({ traces: [{ body: traces(id, 2, (t) => { t.points[2].items[MARKS] = { success: 1, failed: 0 }; }) }], job: [job(id, { name: MARKS, status: "FAILED", error: MARKS })] }), { ends: "failed", sees: "The first 200 or 500, and an ellipsis" }),
  harmless("sentinel", "2^53 - 1 files that wait, for “unknown”", (/** @type {string} */ id) => ({ traces: [good(id), good(id, 2)], job: [job(id, { input_progress: { pending: Number.MAX_SAFE_INTEGER, processing: 0, completed: 0, failed: 0 } })] }), { total: Number.MAX_SAFE_INTEGER, sees: "That number, and no time left" }),
  harmless("plain", "JSON that says it is text/plain", (/** @type {string} */ job) => ({ traces: [good(job), { headers: { "content-type": "text/plain" }, body: traces(job, 2) }, good(job, 2)] }), {}),
  harmless("redirect", "A redirect to where the answer is", (/** @type {string} */ job) => ({ traces: [good(job), { status: 307, headers: { location: "traces?moved" } }, { body: traces(job, 2) }, good(job, 2)] }), {}),
  harmless("skew-ahead", "The server's clock is a day ahead", (/** @type {string} */ job) => ({ traces: [{ headers: { date: new Date(Date.now() + DAY_MS).toUTCString() }, body: traces(job, 2, (t) => skewed(t, DAY_MS)) }] }), {}),
  harmless("skew-behind", "The server's clock is a day behind", (/** @type {string} */ job) => ({ traces: [{ headers: { date: new Date(Date.now() - DAY_MS).toUTCString() }, body: traces(job, 2, (t) => skewed(t, -DAY_MS)) }] }), {}),

  // Validators.
  { id: "unasked-304", fault: "304 to a request without validator", script: (job) => ({ traces: [{ status: 304 }, good(job, 2)] }), ...UNREAD, says: "304", phase: "error", after: BACK_OFF, shows: completed(2), ends: "live", sees: "What is wrong, and when the next request is sent" },
  harmless("always-200", "200 with unchanged data, whatever the validator", (/** @type {string} */ job) => ({ traces: [{ body: traces(job, 2) }] }), { validator: `"${latest(2)}"`, next: "after the interval; after two such answers `latest_event_at` is sent in quotes" }),
  harmless("etag", "The server sends an ETag", (/** @type {string} */ job) => ({ traces: [{ headers: { etag: 'W/"a:1"' }, body: traces(job, 2) }, { status: 304 }] }), { validator: 'W/"a:1"', next: "after the interval, with the ETag unchanged" }),
  harmless("odd-validator", "A `latest_event_at` that no header can carry, and no ETag", (/** @type {string} */ job) => ({ traces: [{ body: traces(job, 2, (t) => { t.latest_event_at = `\u0001${"9".repeat(20_000)}`; }) }] }), { validator: "", next: "after the interval, without validator" }),

  // Statuses.
  passing("no-content", "204", () => ({ status: 204 }), { code: "server", status: 204, says: "(204)", validator: FIRST }),
  passing("internal", "500 with an `error_uid`", () => ({ status: 500, body: error({ message: "Boom", error_uid: "uid-500" }) }), { code: "server", status: 500, says: "The server says: “Boom”", uid: "uid-500", validator: FIRST }),
  passing("gateway", "502 with a page of HTML", () => ({ status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad gateway</h1>" }), { code: "server", status: 502, says: "problem (502)", validator: FIRST }),
  passing("half-error", "503 whose body never ends", () => ({ status: 503, body: endless() }), { code: "server", status: 503, says: "problem (503)", validator: FIRST }),
  passing("busy-seconds", "503 with `Retry-After: 3`", () => ({ status: 503, headers: { "retry-after": "3" } }), { code: "server", status: 503, says: "(503)", after: [3000, 4000], validator: FIRST }),
  passing("busy-date", "503 with `Retry-After` as a date, by a clock that is a day ahead", () => ({ status: 503, headers: { date: new Date(Date.now() + DAY_MS).toUTCString(), "retry-after": new Date(Date.now() + DAY_MS + 4000).toUTCString() } }), { code: "server", status: 503, says: "(503)", after: [2000, 5000], validator: FIRST }),
  passing("limited", "429", () => ({ status: 429 }), { code: "rate-limited", status: 429, says: "fewer requests", validator: FIRST }),
  passing("limited-body", "429 with the wait in its body, the oldest form of errors", () => ({ status: 429, body: '{"error":{"code":"x","message":"Slow down","details":{"retry_after":2}}}' }), { code: "rate-limited", status: 429, says: "“Slow down”", after: [2000, 3000], validator: FIRST }),
  passing("limited-odd", "429 with a `Retry-After` that is neither seconds nor a date", () => ({ status: 429, headers: { "retry-after": "soon" } }), { code: "rate-limited", status: 429, says: "fewer requests", validator: FIRST }),
  passing("limited-part", "503 with `Retry-After: 2.5`", () => ({ status: 503, headers: { "retry-after": "2.5" } }), { code: "server", status: 503, says: "(503)", after: [2500, 3500], validator: FIRST }),
  passing("limited-long", "429 with a `Retry-After` of a year", () => ({ status: 429, headers: { "retry-after": "31536000" } }), { code: "rate-limited", status: 429, says: "fewer requests", after: [3_600_000, 3_601_000], shows: completed(1), next: "after an hour at most, or by refresh()" }),
  lasting("invalid", "400 with a suggestion", () => ({ status: 400, body: error({ message: "Bad id", suggestion: "Use job_…", error_uid: "uid-400" }) }), { code: "bad-request", status: 400, says: "“Use job_…”", uid: "uid-400", phase: "live" }),
  lasting("unprocessable", "422 with a list of details", () => ({ status: 422, body: '{"detail":[{"loc":["query"],"msg":"buckets too large"}]}' }), { code: "bad-request", status: 422, says: "“buckets too large”", phase: "live" }),
  lasting("forbidden", "403", () => ({ status: 403 }), { code: "forbidden", status: 403, says: "may not see", phase: "refused" }),
  lasting("deleted", "404 after data: the job was deleted", () => ({ status: 404, body: error({ message: "No such job" }) }), { code: "not-found", status: 404, says: "no such job", phase: "gone" }),
  { id: "unknown", fault: "404 at once: there is no such job", script: () => ({ traces: [{ status: 404 }] }), code: "not-found", status: 404, says: "Check job-id and api-base", phase: "gone", ends: "gone", sees: "What to check" },
  lasting("unauthorized", "401 in its older form", () => ({ status: 401, body: '{"detail":"Not authenticated"}' }), { code: "unauthorized", status: 401, says: "“Not authenticated”", phase: "refused" }),
  lasting("quotes-key", "401 that quotes the key", () => ({ status: 401, body: error({ message: `Bad key ${KEY}`, suggestion: `Drop Bearer ${KEY}`, error_uid: KEY }) }), { headers: "key", code: "unauthorized", status: 401, uid: "…", says: "“Bad key …” “Drop …”", phase: "refused" }),
  lasting("escapes-key", "401 that quotes the key with escapes", () => ({ status: 401, body: `{"detail":"Bad key ${escaped(KEY)}"}` }), { headers: "key", code: "unauthorized", status: 401, says: "“Bad key …”", phase: "refused" }),
  lasting("names-key", "401 that quotes the key out of a header of names and values", () => ({ status: 401, body: error({ message: `Bad key ${KEY}` }) }), { headers: "named", code: "unauthorized", status: 401, says: "“Bad key …”", phase: "refused" }),
  lasting("encodes-key", "401 that quotes the key percent-encoded", () => ({ status: 401, body: error({ message: `Bad key ${[...KEY].map((c) => `%${c.charCodeAt(0).toString(16)}`).join("")}` }) }), { headers: "key", code: "unauthorized", status: 401, says: "“Bad key …”", phase: "refused" }),
  lasting("decodes-key", "401 that quotes the password of `Basic`", () => ({ status: 401, body: error({ message: `Bad password ${KEY}` }) }), { headers: "basic", code: "unauthorized", status: 401, says: "“Bad password …”", phase: "refused" }),
  harmless("names-key-in-job", "200 that quotes the key in a kind, and in the job's name, status and error", (/** @type {string} */ id) => ({ traces: [{ body: traces(id, 2, (t) => { t.points[2].items[`kind ${KEY}`] = { success: 1, failed: 0 }; }) }], job: [job(id, { name: `Run ${KEY}`, status: KEY, error: `No ${KEY}` })] }), { headers: "key", sees: "“…” in its place" }),
  lasting("markup", "400 with markup and control characters, far too long", () => ({ status: 400, body: error({ message: `<img src=x onerror=alert(1)>\u0000\u202e${"x".repeat(5000)}` }) }), { code: "bad-request", status: 400, says: "<img src=x", phase: "live" }),

  // Headers of the page.
  harmless("renewed-key", "401, and the `headers` function has a newer key", (/** @type {string} */ job) => ({ traces: [good(job), { status: 401 }, good(job, 2)] }), { headers: "changing", next: "at once, with the newer key" }),
  lasting("expired-key", "401, and the `headers` function has no valid key", () => Array(2).fill({ status: 401 }), { headers: "changing", code: "unauthorized", status: 401, says: "valid key", phase: "refused", next: "at once with the function's next headers; then none by itself" }),
  { id: "no-key", fault: "The `headers` function rejects", headers: "rejects", script: (job) => ({ traces: [good(job, 2)] }), code: "unauthorized", says: "`headers` function failed", phase: "error", after: BACK_OFF, shows: completed(2), ends: "live", sees: "What is wrong, without the message of the exception" },
  { id: "late-key", fault: "The `headers` function never resolves", headers: "hangs", script: (job) => ({ traces: [good(job, 2)] }), code: "timeout", says: "10 s", phase: "error", after: BACK_OFF, shows: completed(2), ends: "live", sees: "What is wrong, and when the next request is sent" },

  // Other routes.
  harmless("job-forbidden", "403 for the job, not for its traces", (/** @type {string} */ job) => ({ traces: [good(job), good(job, 2)], job: [{ status: 403 }], counts: [{ body: '{"pending":5,"processing":0,"completed":10,"failed":1}' }] }), { total: 16, sees: "Nothing, but no status; the total comes from the counts" }),
  harmless("job-broken", "500 for the job, not for its traces", (/** @type {string} */ id) => ({ traces: [good(id), good(id, 2)], job: [{ status: 500 }, job(id)] }), { next: "after the interval; the job by back-off" }),
  harmless("no-counts", "No total anywhere", (/** @type {string} */ id) => ({ traces: [good(id), good(id, 2)], job: [job(id)], counts: [{ status: 404 }] }), { sees: "Nothing, but no total" }),
  harmless("null-progress", "`input_progress` is null", (/** @type {string} */ id) => ({ traces: [good(id), good(id, 2)], job: [job(id)], counts: [{ body: '{"pending":1,"processing":1,"completed":10,"failed":1}' }] }), { total: 13, sees: "Nothing: the total comes from the counts" }),
  harmless("hidden-end", "304 hides that the job was cancelled", (/** @type {string} */ id) => ({ traces: [good(id)], job: [job(id), job(id, { status: "CANCELLED" })] }), { shows: completed(1), ends: "cancelled", validator: "", sees: "The state changes to cancelled", next: "the traces without validator once, then two more polls, then none" }),
  harmless("retried", "A retry sends the counters down", (/** @type {string} */ id) => ({ traces: [good(id, 5), { body: traces(id, 2) }], job: [job(id, { status: "FAILED" }), job(id, { status: "RUNNING", retry_count: 1 })] }), { sees: "The new attempt, as it is", next: "after the interval" }),
];
