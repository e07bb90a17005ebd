// The tags in Vue's templates: `import type {} from "job-progress-chart/vue"` once in the project.
import type { EmitFn, HTMLAttributes } from "vue";

import type { JobProgressChartElement } from "./chart/element.js";
import type { JobProgressLogElement } from "./log/element.js";
import type { ChartPropertyName, JobProgressChartEventMap, JobProgressLogEventMap, LogPropertyName } from "./public.js";

/** What every HTML element has, without the listeners that have another meaning here. */
type OwnHtmlAttributes = Omit<HTMLAttributes, "onProgress" | "onError" | "onSelect">;

/** Listeners by Vue's rule: `on` and the type of the event. */
type Listeners<Events, Types extends keyof Events & string> = { [Type in Types as `on${Capitalize<Type>}`]?: (event: Events[Type]) => void };

/** A custom element as a component, as Vue's guide for custom elements has it. */
type CustomElement<Element, Members extends keyof Element, Events, Types extends keyof Events & string> = new () => Element & {
  /** @deprecated for the type checker only */
  $props: OwnHtmlAttributes & Partial<Pick<Element, Members>> & Listeners<Events, Types>;
  /** @deprecated for the type checker only */
  $emit: EmitFn<{ [Type in Types]: (event: Events[Type]) => void }>;
};

declare module "vue" {
  interface GlobalComponents {
    "job-progress-chart": CustomElement<
      JobProgressChartElement, ChartPropertyName,
      JobProgressChartEventMap, "poll" | "progress" | "statuschange" | "finish" | "error" | "select" | "configure"
    >;
    "job-progress-log": CustomElement<JobProgressLogElement, LogPropertyName, JobProgressLogEventMap, "error" | "select">;
  }
}
