import type { GlobalComponents } from "vue";
import type {} from "job-progress-chart/vue";

type Chart = InstanceType<GlobalComponents["job-progress-chart"]>;
type Log = InstanceType<GlobalComponents["job-progress-log"]>;

export const chart: Chart["$props"] = { jobId: "job", view: "both", class: "wide" };
// A template's listeners.
export const listening: Chart["$props"] = {
  onProgress: ({ detail }) => console.log(detail.percent), onStatuschange: ({ detail }) => console.log(detail.status),
  onError: ({ detail }) => console.log(detail.code), onSelect: ({ detail }) => console.log(detail.time), onClick: ({ clientX }) => console.log(clientX),
};
// @ts-expect-error: not a ProgressEvent
export const otherEvent: Chart["$props"] = { onProgress: (event: ProgressEvent) => console.log(event.loaded) };
export const logListening: Log["$props"] = { onSelect: ({ detail }) => console.log(detail.row), onError: ({ detail }) => console.log(detail.code) };
export const log: Log["$props"] = { htmlFor: "chart", order: "newest-first" };
// @ts-expect-error: no such view
export const wrong: Chart["$props"] = { view: "circle" };
// @ts-expect-error: it is only read
export const readOnly: Log["$props"] = { count: 1 };
export function listen(emit: Chart["$emit"], event: CustomEvent) {
  emit("progress", event);
  // @ts-expect-error: no such event
  emit("progres", event);
}
