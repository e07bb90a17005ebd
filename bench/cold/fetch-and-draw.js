// The page of a chart library: fetches at once, and draws the answer.
// Libraries that write HTML need this under the server's content security policy.
/** @type {any} */ (window).trustedTypes?.createPolicy("default", { createHTML: (/** @type {string} */ text) => text });

/** @param {import("../page/page.js").Peer} peer */
export async function start(peer) {
  const id = new URLSearchParams(location.search).get("job");
  const response = await fetch(`/v0.5/batch/jobs/${id}/inputs/progress/traces`);
  const box = /** @type {HTMLElement} */ (document.getElementById("box"));
  peer.mount(box, 800, 400, "cold").show(new Uint8Array(await response.arrayBuffer()));
}
