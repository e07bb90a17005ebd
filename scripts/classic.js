// Everything, for pages that load the package as one classic script: the input of scripts/inline.mjs.
export { JobClient, JobProgressChart, load } from "../www/chart.js";
export { JobProgressChartElement } from "../www/inline.js";
export { JobProgressLogElement } from "../www/log.js";
