// Chart.js as its page on performance says: data in its own form, sorted, no parsing, no animation, no points, labels that
// needn't be turned, only the parts that are used.
import {
  CategoryScale, Chart, Legend, LinearScale, LineController, LineElement, PointElement, TimeScale, Tooltip,
} from "chart.js";
import "chartjs-adapter-date-fns";

import { columns, parse } from "./decode.js";

Chart.register(CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, TimeScale, Tooltip);

/** @param {Uint8Array} bytes */
function datasets(bytes) {
  const { times, lines } = columns(parse(bytes));
  return lines.map(({ name, color, dashed, values }) => ({
    label: name,
    data: Array.from(values, (y, at) => ({ x: times[at], y })),
    borderColor: color,
    backgroundColor: color,
    borderWidth: 2,
    borderDash: dashed ? [4, 4] : [],
  }));
}

/** @type {import("../page/page.js").Peer} */
export const peer = {
  name: "Chart.js",
  mount(box, width, height) {
    const canvas = box.appendChild(document.createElement("canvas"));
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.width = width;
    canvas.height = height;
    /** @type {Chart | undefined} */ let chart;
    return {
      show(bytes) {
        const made = datasets(bytes);
        if (chart) {
          for (const [at, { data }] of made.entries()) chart.data.datasets[at].data = data;
          chart.update("none");
          return;
        }
        chart = new Chart(canvas, {
          type: "line",
          data: { datasets: made },
          options: {
            responsive: false,
            animation: false,
            parsing: false,
            normalized: true,
            spanGaps: true,
            interaction: { mode: "index", axis: "x", intersect: false },
            elements: { point: { radius: 0, hoverRadius: 0 }, line: { stepped: "before" } },
            scales: {
              x: { type: "time", ticks: { minRotation: 0, maxRotation: 0, sampleSize: 5 } },
              y: { min: 0, ticks: { minRotation: 0, maxRotation: 0, sampleSize: 5 } },
            },
          },
        });
      },
      resize: (width, height) => chart?.resize(width, height),
      destroy: () => chart?.destroy(),
    };
  },
};
