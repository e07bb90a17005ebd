import "job-progress-chart";
import "job-progress-chart/log";
import { load, JobProgressChart } from "job-progress-chart/chart";

const canvas = document.body.appendChild(document.createElement("canvas"));
await load();
const chart = new JobProgressChart(canvas);
chart.resize(300, 200, 1);
Object.assign(window, { chart });
