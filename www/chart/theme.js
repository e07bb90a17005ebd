// CSS to the engine's theme: the computed colours of hidden probes, so that custom properties, light-dark() and
// inheritance are resolved by the browser.
import { make } from "../shared/dom.js";

const ROLES = /** @type {const} */ (["back", "text", "muted", "grid", "axis", "completed", "failed", "other"]);
const KINDS = 8;
/** Labels on the canvas are a little smaller than the words around it. */
const LABEL_SIZE = 0.925;

/**
 * Hidden elements, one per colour, to be put into the shadow root.
 * @param {() => void} changed - called when a colour has changed, for whatever reason
 */
export function probes(changed) {
  const kinds = Array.from({ length: KINDS }, (_, index) => `kind-${index}`);
  const root = make("div", { class: "probe", "aria-hidden": "true" }, ...[...ROLES, ...kinds].map((name) => make("i", { class: name })));
  // A colour that changes starts its transition, which bubbles.
  root.addEventListener("transitionend", changed);
  return root;
}

/**
 * What CSS says now.
 * @param {HTMLElement} root - what `probes` gave
 * @returns {import("../../pkg/job_progress_chart.js").ChartTheme}
 */
export function theme(root) {
  const colors = [...root.children].map((probe) => getComputedStyle(probe).color);
  const { fontFamily, fontSize } = getComputedStyle(root);
  return {
    ...Object.fromEntries(ROLES.map((role, index) => [role, colors[index]])),
    kinds: colors.slice(ROLES.length),
    fontFamily,
    fontSize: Number.parseFloat(fontSize) * LABEL_SIZE,
  };
}
