// ECharts: only the parts that are used, no animation, no symbols, a dataset of typed columns, sampling where there are
// more points than pixels.
import { LineChart } from "echarts/charts";
import { DatasetComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { columns, parse } from "./decode.js";

use([CanvasRenderer, DatasetComponent, GridComponent, LegendComponent, LineChart, TooltipComponent]);

/** @type {import("../page/page.js").Peer} */
export const peer = {
  name: "ECharts",
  mount(box, width, height) {
    const chart = init(box.appendChild(document.createElement("div")), null, { renderer: "canvas", width, height });
    let shown = false;
    return {
      show(bytes) {
        const { times, lines } = columns(parse(bytes));
        const source = Object.fromEntries([["time", times], ...lines.map(({ name, values }) => [name, values])]);
        if (shown) {
          chart.setOption({ dataset: { source } });
          return;
        }
        shown = true;
        chart.setOption({
          animation: false,
          dataset: { source },
          grid: { left: 50, right: 10, top: 60, bottom: 25 },
          legend: { top: 0 },
          tooltip: { trigger: "axis", transitionDuration: 0 },
          xAxis: { type: "time" },
          yAxis: { type: "value" },
          series: lines.map(({ name, color, dashed }) => ({
            type: "line", name, step: "end", showSymbol: false, sampling: "minmax", encode: { x: "time", y: name },
            color, lineStyle: { width: 2, type: dashed ? "dashed" : "solid" }, emphasis: { disabled: true },
          })),
        });
      },
      resize: (width, height) => chart.resize({ width, height }),
      destroy: () => chart.dispose(),
    };
  },
};
