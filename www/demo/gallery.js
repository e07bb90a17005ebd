// The gallery: one chart per state and edge case. The picture tests use the same page.
import "/job-progress-chart/www/index.js";
import { job, manyKinds, ordinary, START, traces } from "./gallery-jobs.js";

const COUNTS = (pending, processing, completed, failed) => ({ input_progress: { pending, processing, completed, failed } });

/** Texts for the right-to-left example. */
const ARABIC = {
  files: "الملفات", items: "العناصر", now: "الآن", running: "قيد التشغيل", completed: "مكتمل", failed: "فشل", table: "جدول",
  doneOf: "{done} من {n} ملفًا", perHour: "{n} ملفًا في الساعة", leftBetween: "يتبقى {range}", left: "يتبقى {time} تقريبًا",
  someFailed: "فشل {n}",
};

/** A title, traces, the job, attributes and classes of each. */
const EXAMPLES = {
  live: ["Running", ordinary(), job("RUNNING")],
  dark: ["Running, dark", ordinary(), job("RUNNING"), {}, "dark"],
  narrow: ["Running, 288 px", ordinary(), job("RUNNING"), {}, "narrow"],
  tiny: ["Running, 240 × 256 px", ordinary(), job("RUNNING"), {}, "tiny"],
  loading: ["Loading", null, null, { "job-id": "never" }],
  waiting: ["Queued", traces(0, 0, () => ({ completed: 0 })), job("PENDING", { queue_position: 3, queue_depth: 9, ...COUNTS(25, 0, 0, 0) })],
  starting: ["Starting", traces(0, 0, () => ({ completed: 0 })), job("ADMITTED", COUNTS(25, 0, 0, 0))],
  empty: ["No progress yet", traces(10, 3, () => ({ completed: 0 })), job("RUNNING", COUNTS(20, 5, 0, 0))],
  one: ["One point", traces(1, 30, () => ({ completed: 2, items: { inference: [5, 1] } })), job("RUNNING", COUNTS(8, 0, 2, 0))],
  quiet: ["Quiet: no event for six minutes", { ...ordinary(), latest_event_at: new Date(START + 540_000).toISOString() }, job("RUNNING")],
  completed: ["Completed", traces(60, 15, (i) => ({ completed: Math.min(25, Math.floor(i / 2.3)), items: { inference: [i * 9, 0] } })), job("COMPLETED", COUNTS(0, 0, 25, 0))],
  failures: ["Completed with failures", ordinary(1), job("COMPLETED")],
  failed: ["Failed", ordinary(0.4), job("FAILED", { error: "The worker ran out of memory.", ...COUNTS(15, 0, 9, 1) })],
  cancelled: ["Cancelled", ordinary(0.5), job("CANCELLED", COUNTS(12, 0, 12, 1))],
  preempted: ["Preempted", ordinary(0.5), job("PREEMPTED", { preemption_count: 1, ...COUNTS(12, 0, 12, 1) })],
  gone: ["Gone", null, null, { "job-id": "404" }],
  refused: ["No access", null, null, { "job-id": "401" }],
  error: ["Server error", null, null, { "job-id": "503" }],
  retried: ["A second attempt", traces(80, 10, (i) => ({ completed: i < 40 ? Math.floor(i / 3) : Math.floor((i - 40) / 3), items: { inference: [i < 40 ? i * 4 : (i - 40) * 4, 0] } })), job("RUNNING", { retry_count: 1, ...COUNTS(12, 0, 13, 0) })],
  single: ["One file", traces(100, 5, (i) => ({ completed: 0, items: { inference: [i * 15, Math.floor(i / 20)] } })), job("RUNNING", COUNTS(0, 1, 0, 0))],
  short: ["40 s", traces(40, 1, (i) => ({ completed: Math.floor(i / 2), items: { inference: [i * 3, 0] } })), job("COMPLETED", { completed_at: new Date(START + 40_000).toISOString(), ...COUNTS(0, 0, 19, 0) })],
  long: ["60 h", traces(120, 1800, (i) => ({ completed: i * 12, failed: Math.floor(i / 9), items: { inference: [i * 4000, i * 20], embedding: [i * 2500, 0] } })), job("RUNNING", COUNTS(400, 20, 1428, 13))],
  huge: ["10¹² items", traces(100, 36, (i) => ({ completed: i * 500, items: { tokens: [i * 1e10, i * 1e8], frames: [i * 6.1e9, 0] } })), job("RUNNING", COUNTS(50_000, 500, 49_500, 0))],
  many: ["1000 points × 32 kinds", manyKinds(), job("RUNNING", COUNTS(30, 0, 124, 4)), {}, "wide"],
  long_names: ["Long names", traces(50, 10, (i) => ({ completed: Math.floor(i / 3), items: { "a-kind-whose-name-nobody-would-want-to-read-aloud-in-a-meeting": [i * 7, 2], "<b>markup</b> & \"quotes\"": [i * 3, 0] } })), job("RUNNING", { name: "A job whose name goes on and on until it does not fit into the header of any chart, however wide", ...COUNTS(9, 0, 16, 0) })],
  rtl: ["Right to left, Arabic", ordinary(), job("RUNNING", { name: "تصنيف" }), { lang: "ar", dir: "rtl" }],
  german: ["German, elapsed", ordinary(), job("RUNNING"), { lang: "de", "time-axis": "elapsed" }],
  files: ["Files only", ordinary(), job("RUNNING"), { view: "files" }],
  items: ["Items only", ordinary(), job("RUNNING"), { view: "items" }],
};

// Some states need a response: the gallery replaces `fetch`.
const { fetch } = window;
window.fetch = (input, ...rest) => {
  const job = /\/batch\/jobs\/(\w+)/.exec(input.url ?? input)?.[1];
  if (job === undefined) return fetch(input, ...rest);
  return Number(job) ? Promise.resolve(new Response("", { status: Number(job) })) : new Promise(() => {});
};

const wanted = new URLSearchParams(location.search).get("only");
const main = document.querySelector("main");
for (const [name, [title, data, about, attributes = {}, classes = ""]] of Object.entries(EXAMPLES)) {
  if (wanted && wanted !== name) continue;
  const chart = document.createElement("job-progress-chart");
  chart.id = name;
  chart.setAttribute("time-zone", "UTC");
  for (const [key, value] of Object.entries(attributes)) chart.setAttribute(key, value);
  chart.className = classes;
  if (attributes.lang === "ar") chart.strings = ARABIC;
  if (about) chart.job = about;
  if (data) chart.traces = data;
  const card = document.createElement("section");
  card.className = `card ${classes}`;
  card.append(Object.assign(document.createElement("h2"), { textContent: title }), chart);
  main.append(card);
}
