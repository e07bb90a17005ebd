// The page for all measurements: it mounts charts, gives them answers, and waits for frames. The scenes decide what is measured.
import { bytes, traces } from "../jobs.mjs";
import { answer, counts, delay } from "./answers.js";

/**
 * A chart on the page.
 * @typedef {object} Chart
 * @property {(bytes: Uint8Array) => unknown} show - draws an answer; returns a promise if it does so later
 * @property {boolean} [fetches] - whether it fetches the answer itself
 * @property {() => unknown} [unchanged] - polls, and gets a 304
 * @property {(width: number, height: number) => unknown} resize
 * @property {() => void} [calibrate]
 * @property {() => void} destroy
 */

/**
 * A chart library, or the component.
 * @typedef {object} Peer
 * @property {string} name
 * @property {() => Promise<void>} [load] - loads what the first chart needs
 * @property {(bytes: Uint8Array) => void} [prepare] - called with each answer before anything is measured
 * @property {(box: HTMLElement, width: number, height: number, id: string, interval?: number) => Chart} mount - CSS pixels
 */

// The element polls a job at most once a second, so the page's clock is advanced before each answer.
const now = performance.now.bind(performance);
let advanced = 0;
performance.now = () => now() + advanced;

const [WIDTH, HEIGHT] = [800, 400];
/** Number of different answers, which are used in turn. */
const AGES = 8;

// Libraries that write HTML need this under the server's content security policy.
/** @type {any} */ (window).trustedTypes?.createPolicy("default", { createHTML: (/** @type {string} */ text) => text });

/** @type {WebAssembly.Memory[]} */ const memories = [];
const { instantiateStreaming } = WebAssembly;
WebAssembly.instantiateStreaming = async (...args) => {
  const result = await instantiateStreaming.apply(WebAssembly, args);
  const { memory } = result.instance.exports;
  if (memory instanceof WebAssembly.Memory) memories.push(memory);
  return result;
};

/** @type {Map<string, Peer>} */ const peers = new Map();
/** @type {Uint8Array[]} */ let answers = [];
/** @type {{chart: Chart, box: HTMLElement}[]} */ let charts = [];
let size = [0, 0];
let nth = 0;
let shown = 0;

/** All ids have the same length. @param {number} nth */
const jobId = (nth) => `job-${String(nth).padStart(5, "0")}`;

const next = () => answers[(shown += 1) % answers.length];

/** Waits until frames have been painted. @param {number} count */
async function frames(count) {
  for (let at = 0; at < count; at += 1) {
    await new Promise((resolve) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    }));
  }
}

/** @param {Peer} peer */
function mount(peer, parent = document.body, [width, height] = [WIDTH, HEIGHT], id = jobId(nth += 1), interval = undefined) {
  const box = parent.appendChild(document.createElement("div"));
  box.className = "box";
  const mounted = peer.mount(box, width, height, id, interval);
  const chart = mounted.fetches || peer.prepare ? mounted : { ...mounted, show: (/** @type {Uint8Array} */ bytes) => (answer(id, bytes), fetchAndShow(mounted, id)) };
  charts.push({ chart, box });
  return chart;
}

/**
 * Fetches for a chart that doesn't do so itself.
 * @param {Chart} chart
 * @param {string} id
 */
async function fetchAndShow(chart, id) {
  const response = await fetch(`/v0.5/batch/jobs/${id}/inputs/progress/traces`);
  chart.show(new Uint8Array(await response.arrayBuffer()));
}

/** @param {HTMLElement | ShadowRoot} root @returns {HTMLCanvasElement[]} */
const canvases = (root) => [...root.querySelectorAll("*")].flatMap((element) => [
  ...(element instanceof HTMLCanvasElement ? [element] : []), ...(element.shadowRoot ? canvases(element.shadowRoot) : []),
]);

/** Makes the browser rasterize the recorded canvas calls; returns the time that it took, ms. @param {HTMLElement} box */
function rasterize(box) {
  const start = performance.now();
  for (const canvas of canvases(box)) {
    if (canvas.width > 0 && canvas.height > 0) canvas.getContext("2d")?.getImageData(0, 0, 1, 1);
  }
  return performance.now() - start;
}

/** Each runs one measured operation once. */
const operations = {
  /** @param {Peer} peer */
  async "first draw"(peer) {
    await mount(peer).show(next());
    await frames(3);
  },
  async update() {
    advanced += 2000;
    await charts[0].chart.show(next());
    await frames(2);
  },
  async unchanged() {
    advanced += 2000;
    await charts[0].chart.unchanged?.();
    await frames(2);
  },
  /** @param {Peer} _ @param {number} at */
  async resize(_, at) {
    await charts[0].chart.resize(at % 2 ? WIDTH : WIDTH - 40, HEIGHT);
    await frames(3);
  },
};

const bench = {
  /** Loads the peers. @param {string[]} files */
  async load(...files) {
    for (const [file, name] of files.map((file) => file.split("#"))) {
      const loaded = (await import(new URL(`../peers/${file}.js`, import.meta.url).href))[name ?? "peer"];
      await loaded.load?.();
      peers.set(loaded.name, loaded);
    }
    return [...peers.keys()];
  },

  /** Sets the size of the jobs, and the length of their buckets in ms. @param {number[]} wanted @param {number} [bucket] */
  prepare(wanted, bucket) {
    size = wanted;
    answers = Array.from({ length: AGES }, (_, age) => bytes(traces(jobId(0), size, age, bucket)));
    for (const peer of peers.values()) for (const one of answers) peer.prepare?.(one);
    return answers[0].length;
  },

  /** Mounts one chart, with data. @param {string} name */
  async open(name) {
    const peer = /** @type {Peer} */ (peers.get(name));
    const chart = mount(peer);
    await chart.show(next());
    await frames(3);
    chart.calibrate?.();
    await frames(3);
  },

  /**
   * Runs an operation several times.
   * @param {string} name
   * @param {keyof typeof operations} operation
   * @param {number} count
   */
  async repeat(name, operation, count) {
    const peer = /** @type {Peer} */ (peers.get(name));
    for (let at = 0; at < count; at += 1) await operations[operation](peer, at);
  },

  /**
   * The median time to rasterize what is drawn, ms.
   * @param {string} name
   * @param {"first draw" | "update"} operation
   * @param {number} count
   */
  async raster(name, operation, count) {
    const peer = /** @type {Peer} */ (peers.get(name));
    const times = [];
    for (let at = 0; at < count; at += 1) {
      advanced += 2000;
      if (operation === "first draw") mount(peer);
      const { chart, box } = /** @type {{chart: Chart, box: HTMLElement}} */ (charts.at(-1));
      await chart.show(next());
      // Peers that draw at once are rasterized at the end of this task, the others after the callbacks of their next frame.
      let time = rasterize(box);
      for (let frame = 0; frame < 2; frame += 1) {
        await new Promise((resolve) => requestAnimationFrame(() => resolve(time += rasterize(box))));
      }
      times.push(time);
    }
    return times.sort((a, b) => a - b)[Math.floor(count / 2)];
  },

  /** The position of the canvas. */
  place() {
    const { left, top, width, height } = canvases(charts[0].box)[0]?.getBoundingClientRect() ?? new DOMRect(0, 0, WIDTH, HEIGHT);
    return { left, top, width, height };
  },

  /** Removes all charts. */
  async close() {
    for (const { chart, box } of charts) {
      chart.destroy();
      box.remove();
    }
    charts = [];
    document.querySelector(".grid")?.remove();
    // The element frees its chart after a short delay.
    await new Promise((resolve) => setTimeout(resolve, 150));
  },

  /**
   * Many charts at once, each polling every second.
   * @param {string} name
   * @param {number} count
   */
  async crowd(name, count) {
    const peer = /** @type {Peer} */ (peers.get(name));
    delay(200);
    const grid = document.body.appendChild(document.createElement("div"));
    grid.className = "grid";
    for (let at = 0; at < count; at += 1) {
      const id = jobId(nth += 1);
      const chart = mount(peer, grid, [300, 200], id, 1);
      chart.show(answers[at % AGES]);
      let age = at;
      // Each second the server has another answer.
      setInterval(() => {
        const next = answers[(age += 1) % AGES];
        if (chart.fetches) answer(id, next);
        else chart.show(next);
      }, 1000);
    }
  },

  /** The durations of long tasks during a period. @param {number} ms */
  async watch(ms) {
    /** @type {number[]} */ const tasks = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
    observer.observe({ type: "longtask" });
    await new Promise((resolve) => setTimeout(resolve, ms));
    observer.disconnect();
    return tasks;
  },

  /** Many updates, with one frame per `perFrame` of them. @param {number} count @param {number} perFrame */
  async flood(count, perFrame) {
    for (let at = 0; at < count; at += 1) {
      advanced += 2000;
      await charts[0].chart.show(next());
      if (at % perFrame === 0) await frames(1);
    }
    await frames(2);
  },

  /** Bytes of wasm memory. */
  memory: () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),

  /** Requests answered so far, per route and status. */
  requests: () => ({ ...counts }),
};

/** @type {any} */ (window).bench = bench;
