// CSS to the engine's theme: the computed colours of hidden probes, so that custom properties, light-dark() and
// inheritance are resolved by the browser.

const ROLES = /** @type {const} */ (["text", "muted", "grid", "axis", "completed", "failed", "other"]);
const KINDS = 8;

/**
 * Hidden elements, one per colour, to be put into the shadow root.
 * @returns {HTMLElement}
 */
export function probes() {
  const root = document.createElement("div");
  root.className = "probe";
  for (const role of [...ROLES, ...Array.from({ length: KINDS }, (_, index) => `kind-${index}`)]) {
    root.append(Object.assign(document.createElement("i"), { className: role }));
  }
  return root;
}

/**
 * What CSS says now.
 * @param {HTMLElement} root - what `probes` gave
 * @returns {import("../pkg/job_progress_chart.js").ChartTheme}
 */
export function theme(root) {
  const colors = [...root.children].map((probe) => getComputedStyle(probe).color);
  const { fontFamily, fontSize } = getComputedStyle(root);
  return {
    ...Object.fromEntries(ROLES.map((role, index) => [role, colors[index]])),
    kinds: colors.slice(ROLES.length),
    fontFamily,
    fontSize: Number.parseFloat(fontSize) * 0.925,
  };
}
