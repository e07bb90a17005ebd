// The class `JobProgressChart` on a canvas of the page: it only decodes and draws.
import { JobProgressChart, load } from "job-progress-chart/chart";

/** @type {import("../page/page.js").Peer} */
export const peer = {
  name: "ours, class",
  load,
  mount(box, width, height) {
    const canvas = box.appendChild(document.createElement("canvas"));
    const chart = new JobProgressChart(canvas);
    const size = (/** @type {number} */ width, /** @type {number} */ height) => {
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      chart.resize(width, height, devicePixelRatio);
    };
    size(width, height);
    return { show: (bytes) => chart.setTraces(bytes), resize: size, destroy: () => chart.free() };
  },
};
