// The lower bound: canvas calls written by hand for this chart alone; each point is a corner of a path, labels are at fixed places.
import { columns, parse } from "./decode.js";

const LEFT = 50;
const BOTTOM = 25;
const TICKS = 6;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ReturnType<typeof columns>} data
 * @param {number} width
 * @param {number} height
 */
function draw(canvas, { times, lines }, width, height) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const [left, right, bottom] = [LEFT * ratio, width * ratio, (height - BOTTOM) * ratio];
  const top = Math.max(...lines.map(({ values }) => values[values.length - 1]));
  const [start, end] = [times[0], times[times.length - 1]];
  context.font = `${12 * ratio}px sans-serif`;
  context.strokeStyle = "#e3e7ed";
  context.fillStyle = "#566173";
  context.lineWidth = ratio;
  context.beginPath();
  for (let tick = 0; tick <= TICKS; tick += 1) {
    const y = Math.round(bottom - (tick / TICKS) * bottom);
    context.moveTo(left, y);
    context.lineTo(right, y);
    context.fillText(String(Math.round((top * tick) / TICKS)), 0, y);
    const time = new Date(start + ((end - start) * tick) / TICKS).toISOString().slice(11, 19);
    context.fillText(time, left + ((right - left) * tick) / TICKS, height * ratio);
  }
  context.stroke();
  context.lineWidth = 2 * ratio;
  for (const { values, color, dashed } of lines) {
    context.strokeStyle = color;
    context.setLineDash(dashed ? [4 * ratio, 4 * ratio] : []);
    context.beginPath();
    for (let at = 0; at < times.length; at += 1) {
      const x = Math.round(left + ((times[at] - start) / (end - start)) * (right - left));
      const y = Math.round(bottom - (values[at] / top) * bottom);
      if (at > 0) context.lineTo(x, Math.round(bottom - (values[at - 1] / top) * bottom));
      context.lineTo(x, y);
    }
    context.stroke();
  }
}

/**
 * @param {HTMLElement} box
 * @param {number} width
 * @param {number} height
 * @param {(bytes: Uint8Array) => ReturnType<typeof columns>} decode
 */
function mount(box, width, height, decode) {
  const canvas = box.appendChild(document.createElement("canvas"));
  const legend = box.appendChild(document.createElement("div"));
  canvas.style.display = "block";
  const size = (/** @type {number} */ width, /** @type {number} */ height) => {
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  };
  size(width, height);
  /** @type {ReturnType<typeof columns>} */ let data;
  return {
    show(/** @type {Uint8Array} */ bytes) {
      data = decode(bytes);
      const words = data.lines.map(({ name, values }) => `${name} ${values[values.length - 1]}`).join(" · ");
      if (legend.textContent !== words) legend.textContent = words;
      draw(canvas, data, width, height);
    },
    resize(/** @type {number} */ width, /** @type {number} */ height) {
      size(width, height);
      draw(canvas, data, width, height);
    },
    destroy() {},
  };
}

/** Decodes and draws. @type {import("../page/page.js").Peer} */
export const peer = {
  name: "by hand",
  mount: (box, width, height) => mount(box, width, height, (bytes) => columns(parse(bytes))),
};

/** @type {WeakMap<Uint8Array, ReturnType<typeof columns>>} */
const decoded = new WeakMap();

/** Draws columns that were decoded before. @type {import("../page/page.js").Peer} */
export const floor = {
  name: "by hand, decoded",
  prepare: (bytes) => decoded.set(bytes, columns(parse(bytes))),
  mount: (box, width, height) => mount(box, width, height, (bytes) => decoded.get(bytes) ?? columns(parse(bytes))),
};

/** No chart: the cost of the frames and of measuring. @type {import("../page/page.js").Peer} */
export const nothing = {
  name: "nothing",
  mount: () => ({ show() {}, resize() {}, destroy() {} }),
};
