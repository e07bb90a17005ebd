// The props of the React components, and of the plain tags in JSX.
import type { DetailedHTMLProps, HTMLAttributes, Ref } from "react";

import type { JobProgressChartElement } from "./chart/element.js";
import type { JobProgressLogElement } from "./log/element.js";
import type { ChartPropertyName, JobProgressChartEventMap, JobProgressLogEventMap, LogPropertyName } from "./public.js";

type ChartMembers = Pick<JobProgressChartElement, ChartPropertyName>;
type LogMembers = Pick<JobProgressLogElement, LogPropertyName>;

/** What every HTML element has, without the listeners that have another meaning here. */
type OwnHtmlAttributes<Element> = Omit<HTMLAttributes<Element>, "onProgress" | "onError" | "onSelect">;

export interface JobProgressChartProps extends Partial<ChartMembers>, OwnHtmlAttributes<JobProgressChartElement> {
  ref?: Ref<JobProgressChartElement>;
  onPoll?: (event: JobProgressChartEventMap["poll"]) => void;
  onProgress?: (event: JobProgressChartEventMap["progress"]) => void;
  onStatusChange?: (event: JobProgressChartEventMap["statuschange"]) => void;
  onFinish?: (event: JobProgressChartEventMap["finish"]) => void;
  onError?: (event: JobProgressChartEventMap["error"]) => void;
  onSelect?: (event: JobProgressChartEventMap["select"]) => void;
  onConfigure?: (event: JobProgressChartEventMap["configure"]) => void;
}

export interface JobProgressLogProps extends Partial<LogMembers>, OwnHtmlAttributes<JobProgressLogElement> {
  ref?: Ref<JobProgressLogElement>;
  onError?: (event: JobProgressLogEventMap["error"]) => void;
  onSelect?: (event: JobProgressLogEventMap["select"]) => void;
}

type KebabCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${KebabCase<Rest>}` : Name;

/** Members by the names of attributes; React sets those that the element has as properties as these. */
type Attributes<Members> = { [Name in keyof Members as KebabCase<Name & string>]?: Members[Name] };

/** Listeners by React's rule for custom elements: `on` and the type of the event. */
type Listeners<Events, Types extends keyof Events & string> = { [Type in Types as `on${Type}`]?: (event: Events[Type]) => void };

type ChartTag = DetailedHTMLProps<OwnHtmlAttributes<JobProgressChartElement>, JobProgressChartElement> & Attributes<ChartMembers>
  & Listeners<JobProgressChartEventMap, "poll" | "progress" | "statuschange" | "finish" | "error" | "select" | "configure">;

type LogTag = DetailedHTMLProps<OwnHtmlAttributes<JobProgressLogElement>, JobProgressLogElement>
  & Attributes<Omit<LogMembers, "htmlFor">> & { for?: string } & Listeners<JobProgressLogEventMap, "error" | "select">;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "job-progress-chart": ChartTag;
      "job-progress-log": LogTag;
    }
  }
}
