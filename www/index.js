// Defines <job-progress-chart>. Safe to import without a DOM.
import { JobProgressChartElement } from "./chart/element.js";

if (globalThis.customElements && !customElements.get("job-progress-chart")) {
  customElements.define("job-progress-chart", JobProgressChartElement);
}

export { JobProgressChartElement };
