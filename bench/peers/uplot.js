// uPlot: columns as they are, step paths, sorted columns need no search for their ends, the cursor without points.
import uPlot from "uplot";

import { columns, parse } from "./decode.js";

const stepped = uPlot.paths.stepped?.({ align: 1 });

/** @type {import("../page/page.js").Peer} */
export const peer = {
  name: "uPlot",
  mount(box, width, height) {
    /** @type {uPlot | undefined} */ let chart;
    return {
      show(bytes) {
        const { times, lines } = columns(parse(bytes));
        /** @type {any} */ const data = [times, ...lines.map(({ values }) => values)];
        if (chart) {
          chart.setData(data);
          return;
        }
        chart = new uPlot({
          width,
          height,
          ms: 1,
          cursor: { points: { show: false } },
          series: [{}, ...lines.map(({ name, color, dashed }) => ({
            label: name, stroke: color, width: 2, paths: stepped, points: { show: false }, sorted: /** @type {1} */ (1),
            ...(dashed ? { dash: [4, 4] } : {}),
          }))],
        }, data, box);
      },
      resize: (width, height) => chart?.setSize({ width, height }),
      destroy: () => chart?.destroy(),
    };
  },
};
