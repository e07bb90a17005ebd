import "job-progress-chart/inline";
import "job-progress-chart/inline-log";
import type {
  CanvasStrings, ChartAxis, ChartErrorCode, ChartErrorDetail, ChartHeaders, ChartOptions, ChartPhase, ChartPoint, ChartSnapshot, ChartStrings,
  ChartTheme, ChartView, EngineError, Job, JobClient, JobEvent, JobOptions, JobProgressChartEventMap, JobProgressLogEventMap, JobSnapshot,
  KindCount, LogStrings, Traces, WasmSource,
} from "job-progress-chart";
import { JobProgressChartElement } from "job-progress-chart/element";
import { JobProgressLogElement } from "job-progress-chart/log";
import { JobProgressChart, load } from "job-progress-chart/chart";

const options: ChartOptions = { jobId: "job", view: "both", headers: async () => ({ Authorization: "Bearer x" }) };
await load();
const chart = new JobProgressChart(document.createElement("canvas"), options);
chart.onchange = (type, snapshot: ChartSnapshot) => console.log(type === "error" && snapshot.error?.code);
const element = new JobProgressChartElement();
element.view = "files";
element.headers = { Authorization: "Bearer x" };
element.headers = () => new Headers({ Authorization: "Bearer x" });
const percent: number | null | undefined = element.snapshot?.percent;
console.log(percent);
const log = new JobProgressLogElement();
log.order = "newest-first";
log.strings = { entries: { one: "{n} row", other: "{n} rows" } };
const count: number | null = log.count;
console.log(count);
// @ts-expect-error: no such order
log.order = "random";
// @ts-expect-error: no such view
element.view = "circle";
// @ts-expect-error: a number
chart.resize("wide", 1, 1);

// The tags, and the events of the elements.
const found = document.querySelector("job-progress-chart");
const made: JobProgressChartElement = document.createElement("job-progress-chart");
const list: JobProgressLogElement | null = document.querySelector("job-progress-log");
found?.addEventListener("progress", (event) => {
  const { percent, rate }: ChartSnapshot = event.detail;
  const target: JobProgressChartElement = found;
  console.log(percent?.toFixed(), rate, target);
});
const failed = ({ detail }: CustomEvent<ChartErrorDetail>) => console.log(detail.code === "engine", detail.retryInMs);
made.addEventListener("error", failed, { once: true });
made.removeEventListener("error", failed);
made.addEventListener("select", ({ detail }) => console.log(detail.time.toFixed()));
made.addEventListener("configure", (event: Event) => console.log(event.type));
made.addEventListener("click", (event: MouseEvent) => console.log(event.clientX));
made.addEventListener("of-the-page", (event: Event) => console.log(event.type));
list?.addEventListener("select", ({ detail }) => console.log(detail.id, detail.row));
// @ts-expect-error: not a ProgressEvent
made.addEventListener("progress", (event: ProgressEvent) => console.log(event.loaded));
// @ts-expect-error: no such member
made.addEventListener("error", ({ detail }) => console.log(detail.percent));

// Public types are exported from the root.
export type Public = [
  CanvasStrings, ChartAxis, ChartErrorCode, ChartHeaders, ChartOptions, ChartPhase, ChartPoint, ChartStrings, ChartTheme, ChartView, EngineError,
  Job, JobClient, JobEvent, JobOptions, JobProgressChartEventMap, JobProgressLogEventMap, JobSnapshot, KindCount, LogStrings, Traces, WasmSource,
];
