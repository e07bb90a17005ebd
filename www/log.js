// Defines <job-progress-log>. Safe to import without a DOM.
import { JobProgressLogElement } from "./log/element.js";
import { define } from "./shared/define.js";

define("job-progress-log", JobProgressLogElement);

export { JobProgressLogElement };
/** @typedef {import("./log/strings.js").LogStrings} LogStrings */
/** @typedef {import("./public.js").JobProgressLogEventMap} JobProgressLogEventMap */
/** @typedef {import("./public.js").SelectedEntry} SelectedEntry */
