// The log alone: no other entry adds types to the program.
import "job-progress-chart/log";

document.querySelector("job-progress-log")?.addEventListener("select", ({ detail }) => console.log(detail.row));
