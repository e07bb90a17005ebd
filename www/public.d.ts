// What JSDoc can't express: the events of the elements by name, their tags, and the names of their properties.
// The types of the wasm's classes, which all of them need, have Symbol.dispose.
/// <reference lib="esnext.disposable" />
import type { ChartErrorDetail, ChartSnapshot } from "../pkg/job_progress_chart.js";
import type { JobProgressChartElement } from "./chart/element.js";
import type { JobProgressLogElement } from "./log/element.js";

/** The events of `<job-progress-chart>`. */
export interface JobProgressChartEventMap extends Omit<HTMLElementEventMap, "progress" | "error" | "select"> {
  /** Every response or failure. */
  poll: CustomEvent<ChartSnapshot>;
  /** New data. */
  progress: CustomEvent<ChartSnapshot>;
  /** The job's status has changed, or became known. */
  statuschange: CustomEvent<ChartSnapshot>;
  /** The job's attempt has ended and its last data have arrived. */
  finish: CustomEvent<ChartSnapshot>;
  /** A failure. */
  error: CustomEvent<ChartErrorDetail>;
  /** The user has selected a point; its time in ms since the Unix epoch. */
  select: CustomEvent<{ time: number }>;
  /** An attribute or property other than `traces` and `cursor` has changed. */
  configure: Event;
}

/** The events of `<job-progress-log>`. */
export interface JobProgressLogEventMap extends Omit<HTMLElementEventMap, "error" | "select"> {
  /** An entry was opened. */
  select: CustomEvent<SelectedEntry>;
  /** A failure. */
  error: CustomEvent<ChartErrorDetail>;
}

/** The entry that was opened in a log. */
export interface SelectedEntry {
  id: string;
  /** ms since the Unix epoch; null if the server's time can't be read. */
  time: number | null;
  /** Its index in the list. */
  row: number;
}

/** Properties that an element has beyond every HTML element. */
type OwnPropertyName<Element> = {
  [Name in Exclude<keyof Element, keyof HTMLElement>]: Element[Name] extends (...values: any[]) => unknown ? never : Name;
}[Exclude<keyof Element, keyof HTMLElement>];

/** Properties of the chart that can be set. */
export type ChartPropertyName = Exclude<OwnPropertyName<JobProgressChartElement>, "snapshot">;

/** Properties of the log that can be set. */
export type LogPropertyName = Exclude<OwnPropertyName<JobProgressLogElement>, "count">;

declare module "./chart/element.js" {
  interface JobProgressChartElement {
    addEventListener<Type extends keyof JobProgressChartEventMap>(
      type: Type, listener: (this: JobProgressChartElement, event: JobProgressChartEventMap[Type]) => unknown, options?: boolean | AddEventListenerOptions,
    ): void;
    addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
    removeEventListener<Type extends keyof JobProgressChartEventMap>(
      type: Type, listener: (this: JobProgressChartElement, event: JobProgressChartEventMap[Type]) => unknown, options?: boolean | EventListenerOptions,
    ): void;
    removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
  }
}

declare module "./log/element.js" {
  interface JobProgressLogElement {
    addEventListener<Type extends keyof JobProgressLogEventMap>(
      type: Type, listener: (this: JobProgressLogElement, event: JobProgressLogEventMap[Type]) => unknown, options?: boolean | AddEventListenerOptions,
    ): void;
    addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
    removeEventListener<Type extends keyof JobProgressLogEventMap>(
      type: Type, listener: (this: JobProgressLogElement, event: JobProgressLogEventMap[Type]) => unknown, options?: boolean | EventListenerOptions,
    ): void;
    removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "job-progress-chart": JobProgressChartElement;
    "job-progress-log": JobProgressLogElement;
  }
}
