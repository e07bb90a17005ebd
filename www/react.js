"use client";
// React components around the elements. React drops functions and objects when it hydrates a custom element, so that these set them in an
// effect; only then they define the element, so that its first request has the headers.
import { createElement, useImperativeHandle, useLayoutEffect, useRef } from "react";

import { JobProgressChartElement } from "./chart/element.js";
import { JobProgressLogElement } from "./log/element.js";
import { define } from "./shared/define.js";

/** @typedef {import("./react-types.js").JobProgressChartProps} JobProgressChartProps */
/** @typedef {import("./react-types.js").JobProgressLogProps} JobProgressLogProps */

/** Objects and functions, which can't be attributes; `headers` has its own rule. */
const PROPERTIES = ["credentials", "strings", "traces", "job", "cursor"];

/** @param {Record<string, any>} props */
const headersOf = ({ headers }) => (typeof headers === "function" ? headers() : headers);

/**
 * Differs if the headers do. Functions are all the same: a render may make a new one that gives the same headers.
 * @param {unknown} headers
 */
const headersKey = (headers) => (typeof headers === "function" ? "function" : JSON.stringify(headers instanceof Headers ? [...headers] : headers));

/**
 * A component for an element.
 * @template {object} Props
 * @param {string} tag
 * @param {typeof JobProgressChartElement | typeof JobProgressLogElement} Element
 * @param {Record<string, string>} events - the type of event for each prop with a listener
 * @returns {(props: Props) => import("react").ReactElement}
 */
function wrap(tag, Element, events) {
  const attributes = new Map(Element.observedAttributes.map((name) => [name.replace(/-./g, ([, letter]) => letter.toUpperCase()), name]));
  attributes.set("htmlFor", "for");
  return (props) => {
    const all = /** @type {Record<string, any>} */ (props);
    /** @type {import("react").RefObject<any>} */ const element = useRef(null);
    /** The props of the last render. @type {import("react").RefObject<Record<string, any>>} */ const latest = useRef({});
    /** Whether a failure has ended the polling. */
    const hasEnded = useRef(false);
    useImperativeHandle(all.ref, () => element.current, []);
    useLayoutEffect(() => {
      const previous = latest.current;
      latest.current = all;
      for (const name of PROPERTIES) if (all[name] !== previous[name]) element.current[name] = all[name];
      // A polling element keeps its function: another one would end the requests in flight.
      const isOther = hasEnded.current ? headersKey(all.headers) !== headersKey(previous.headers) : Boolean(all.headers) !== Boolean(previous.headers);
      if (isOther) {
        hasEnded.current = false;
        element.current.headers = all.headers ? () => headersOf(latest.current) : null;
      }
    });
    useLayoutEffect(() => {
      const listening = new AbortController();
      const onError = (/** @type {CustomEvent<{retryInMs: number | null}>} */ { detail }) => { hasEnded.current = detail.retryInMs === null; };
      element.current.addEventListener("error", onError, { signal: listening.signal });
      for (const [prop, type] of Object.entries(events)) {
        element.current.addEventListener(type, (/** @type {Event} */ event) => latest.current[prop]?.(event), { signal: listening.signal });
      }
      define(tag, Element);
      return () => listening.abort();
    }, []);
    const rest = Object.entries(all).filter(([name]) => !(name === "ref" || name === "headers" || PROPERTIES.includes(name) || name in events));
    return createElement(tag, { ref: element, ...Object.fromEntries(rest.map(([name, value]) => [attributes.get(name) ?? name, value])) });
  };
}

/**
 * `<job-progress-chart>`: attributes and properties by their names in camelCase, listeners as `onProgress` and so on.
 * @type {(props: JobProgressChartProps) => import("react").ReactElement}
 */
export const JobProgressChart = /* @__PURE__ */ wrap("job-progress-chart", JobProgressChartElement, {
  onPoll: "poll", onProgress: "progress", onStatusChange: "statuschange", onFinish: "finish", onError: "error", onSelect: "select", onConfigure: "configure",
});

/**
 * `<job-progress-log>`: attributes and properties by their names in camelCase, listeners as `onSelect` and `onError`.
 * @type {(props: JobProgressLogProps) => import("react").ReactElement}
 */
export const JobProgressLog = /* @__PURE__ */ wrap("job-progress-log", JobProgressLogElement, { onError: "error", onSelect: "select" });
