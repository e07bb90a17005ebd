import init, { JobProgressChart } from "./pkg/job_progress_chart.js";

await init();
const jobId = new URLSearchParams(location.search).get("job");
const chart = new JobProgressChart(document.getElementById("chart"), { jobId });
chart.resize(600, 300, devicePixelRatio);
chart.start();
