// What the page of a library does: asks at once, in parallel to nothing else, and draws what comes.
// Only so that libraries that write HTML run under the server's policy, too.
/** @type {any} */ (window).trustedTypes?.createPolicy("default", { createHTML: (/** @type {string} */ text) => text });

/** @param {import("../page/page.js").Peer} peer */
export async function start(peer) {
  const id = new URLSearchParams(location.search).get("job");
  const response = await fetch(`/v0.5/batch/jobs/${id}/inputs/progress/traces`);
  const box = /** @type {HTMLElement} */ (document.getElementById("box"));
  peer.mount(box, 800, 400, "cold").show(new Uint8Array(await response.arrayBuffer()));
}
