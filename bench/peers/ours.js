// The element. It fetches by itself: the page's fetch gives it the bytes.
import "job-progress-chart";

import { answer } from "../page/answers.js";

/** Seconds: the element polls only when `refresh()` is called. */
const INTERVAL = 3600;

/** Height of the element without its canvas, CSS pixels; see `calibrate`. */
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
    const next = (/** @type {string} */ event) => new Promise((resolve) => element.addEventListener(event, resolve, { once: true }));
    return {
      fetches: true,
      async show(bytes) {
        answer(id, bytes);
        const progress = next("progress");
        if (element.isConnected) element.refresh();
        else box.append(element);
        await progress;
      },
      async unchanged() {
        answer(id, null);
        const poll = next("poll");
        element.refresh();
        await poll;
      },
      resize: size,
      /** Gives the canvas the wanted height. */
      calibrate() {
        around += height - element.shadowRoot.querySelector("canvas").clientHeight;
        size(width, height);
      },
      destroy: () => element.remove(),
    };
  },
};
