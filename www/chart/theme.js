// Reads the engine's theme from CSS, as the computed colours of hidden probes, so that the browser resolves custom properties,
// light-dark() and inheritance.
import { make } from "../shared/dom.js";

const ROLES = /** @type {const} */ (["back", "text", "muted", "grid", "axis", "completed", "failed", "other"]);
const KINDS = 8;
/** Labels on the canvas are a little smaller than the text around it. */
const LABEL_SIZE = 0.925;

/**
 * Hidden elements, one per colour, to be put into the shadow root.
 * @param {() => void} onchange - called when a colour has changed
 */
export function createProbes(onchange) {
  const kinds = Array.from({ length: KINDS }, (_, index) => `kind-${index}`);
  const root = make("div", { class: "probe", "aria-hidden": "true" }, ...[...ROLES, ...kinds].map((name) => make("i", { class: name })));
  // A changed colour starts a transition, whose event bubbles.
  root.addEventListener("transitionend", onchange);
  return root;
}

/**
 * The current theme.
 * @param {HTMLElement} root - made by `createProbes`
 * @returns {import("../../pkg/job_progress_chart.js").ChartTheme}
 */
export function readTheme(root) {
  const colors = [...root.children].map((probe) => getComputedStyle(probe).color);
  const { fontFamily, fontSize } = getComputedStyle(root);
  return {
    ...Object.fromEntries(ROLES.map((role, index) => [role, colors[index]])),
    kinds: colors.slice(ROLES.length),
    fontFamily,
    fontSize: Number.parseFloat(fontSize) * LABEL_SIZE,
  };
}
