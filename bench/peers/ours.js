// The element, which fetches for itself: the page's fetch gives it the bytes.
import "job-progress-chart";

import { answer } from "../page/answers.js";

/** An hour: it is told when to ask. */
const INTERVAL = 3600;

/** Height of all that is not the canvas, CSS pixels; see `calibrate`. */
let around = 150;

/** @type {import("../page/page.js").Peer} */
export const peer = {
  name: "ours",
  mount(box, width, height, id, interval = INTERVAL) {
    const element = /** @type {any} */ (document.createElement("job-progress-chart"));
    const size = (/** @type {number} */ width, /** @type {number} */ height) => {
      element.style.inlineSize = `${width}px`;
      element.style.blockSize = `${height + around}px`;
    };
    size(width, height);
    element.setAttribute("job-id", id);
    element.setAttribute("interval", interval);
    const told = (/** @type {string} */ event) => new Promise((resolve) => element.addEventListener(event, resolve, { once: true }));
    return {
      fetches: true,
      async show(bytes) {
        answer(id, bytes);
        const progress = told("progress");
        if (element.isConnected) element.refresh();
        else box.append(element);
        await progress;
      },
      async unchanged() {
        answer(id, null);
        const poll = told("poll");
        element.refresh();
        await poll;
      },
      resize: size,
      /** The canvas gets the height, whatever is around it. */
      calibrate() {
        around += height - element.shadowRoot.querySelector("canvas").clientHeight;
        size(width, height);
      },
      destroy: () => element.remove(),
    };
  },
};
