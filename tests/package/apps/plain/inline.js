import "job-progress-chart/inline";
import "job-progress-chart/inline-log";

window.unmount = () => document.querySelectorAll("job-progress-chart, job-progress-log").forEach((element) => element.remove());
