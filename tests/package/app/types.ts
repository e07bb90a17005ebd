import "job-progress-chart";
import { JobProgressChartElement } from "job-progress-chart/element";
import { JobProgressLogElement } from "job-progress-chart/log";
import { JobProgressChart, load, type ChartOptions, type ChartSnapshot } from "job-progress-chart/chart";

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
