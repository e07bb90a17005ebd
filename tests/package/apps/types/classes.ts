// The classes alone: no other entry adds types to the program.
import { JobClient, JobProgressChart, load } from "job-progress-chart/chart";

await load();
const client = new JobClient();
client.configure({ jobId: "job" });
const chart = new JobProgressChart(document.createElement("canvas"));
chart.setZoom();
chart.setZoom(0, 1000);
chart.setHidden(["failed", "kind:inference"]);
chart.setMarkers(new Float64Array([0, 1000]));
chart.setItemTotals([{ kind: "inference", total: 10 }]);
