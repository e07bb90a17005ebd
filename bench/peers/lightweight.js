// lightweight-charts: step lines, nothing per series but the line, a size that is set; the legend of its documentation's example.
import { createChart, LineSeries, LineStyle, LineType } from "lightweight-charts";

import { columns, parse } from "./decode.js";

/** @type {import("../page/page.js").Peer} */
export const peer = {
  name: "lightweight-charts",
  mount(box, width, height) {
    const chart = createChart(box.appendChild(document.createElement("div")), {
      width,
      height,
      autoSize: false,
      layout: { attributionLogo: false },
      rightPriceScale: { visible: true },
      timeScale: { timeVisible: true, minBarSpacing: 0.1 },
    });
    const legend = box.appendChild(document.createElement("div"));
    /** @type {any[]} */ let series = [];
    /** @type {HTMLElement[]} */ let values = [];
    chart.subscribeCrosshairMove(({ seriesData }) => {
      for (const [at, one] of series.entries()) values[at].textContent = String(/** @type {any} */ (seriesData.get(one))?.value ?? "");
    });
    return {
      show(bytes) {
        const { times, lines } = columns(parse(bytes));
        if (series.length === 0) {
          series = lines.map(({ color, dashed }) => chart.addSeries(LineSeries, {
            color, lineWidth: 2, lineType: LineType.WithSteps, lineStyle: dashed ? LineStyle.Dashed : LineStyle.Solid,
            priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false,
          }));
          values = lines.map(({ name }) => {
            legend.append(Object.assign(document.createElement("span"), { textContent: ` ${name} ` }));
            return legend.appendChild(document.createElement("b"));
          });
        }
        for (const [at, { values }] of lines.entries()) {
          series[at].setData(Array.from(values, (value, at) => ({ time: Math.floor(times[at] / 1000), value })));
        }
        chart.timeScale().fitContent();
      },
      resize: (width, height) => {
        chart.resize(width, height);
        chart.timeScale().fitContent();
      },
      destroy: () => chart.remove(),
    };
  },
};
