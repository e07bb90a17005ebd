// Defines the tag, nothing else. Safe to import where there is no DOM.
import { JobProgressLogElement } from "./log/element.js";

if (globalThis.customElements && !customElements.get("job-progress-log")) {
  customElements.define("job-progress-log", JobProgressLogElement);
}

export { JobProgressLogElement };
