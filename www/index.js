// Defines the tags, nothing else. Safe to import where there is no DOM.
import { JobProgressChartElement } from "./chart/element.js";

if (globalThis.customElements && !customElements.get("job-progress-chart")) {
  customElements.define("job-progress-chart", JobProgressChartElement);
}

export { JobProgressChartElement };
