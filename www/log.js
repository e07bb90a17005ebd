// Defines <job-progress-log>. Safe to import without a DOM.
import { JobProgressLogElement } from "./log/element.js";

if (globalThis.customElements && !customElements.get("job-progress-log")) {
  customElements.define("job-progress-log", JobProgressLogElement);
}

export { JobProgressLogElement };
