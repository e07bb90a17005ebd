// Runs in a page before its own scripts: writes down each request, and what must not be true when it is sent.

/** Makes `fuzz`, which polling.mjs drives. */
export function watchRequests() {
  const page = /** @type {any} */ (window);
  /** Longest time in ms until a change of the page has its effect: observers and attributes come later. */
  const SLACK = 2000;
  const MIN_INTERVAL = 1000;
  const fuzz = page.fuzz = {
    /** @type {string[]} */ problems: [],
    /** Since when no chart may ask; null if one may. @type {number | null} */ unwantedSince: 0,
    /** When the charts were last given to another feed, which may ask at once. */
    restartedAt: 0,
    charts: () => [...document.querySelectorAll("job-progress-chart")],
    /** Called after each change. */
    changed() {
      const isWanted = fuzz.charts().some((chart) => !(/** @type {any} */ (chart).paused) && chart.getBoundingClientRect().top < innerHeight);
      fuzz.unwantedSince = isWanted ? null : fuzz.unwantedSince ?? performance.now();
    },
    /** Called before a change that may end the feed. */
    restarts() { fuzz.restartedAt = performance.now(); },
  };
  /** When each URL was last requested. @type {Map<string, number>} */ const sent = new Map();
  let open = 0;
  const send = window.fetch;
  window.fetch = async (request) => {
    if (!(request instanceof Request) || !request.url.includes("/batch/jobs/")) return send(request);
    const now = performance.now();
    const route = new URL(request.url).pathname.split("/").at(-1);
    const complain = (/** @type {string} */ what) => fuzz.problems.push(`a request for ${route} ${what}`);
    if (document.hidden) complain("while the tab is hidden");
    if (!navigator.onLine) complain("while there is no network");
    if (fuzz.unwantedSince !== null && now - fuzz.unwantedSince > SLACK) complain("that no chart on screen wants");
    if (open > 0) complain("while another is in flight");
    const last = sent.get(request.url) ?? -Infinity;
    if (now - last < MIN_INTERVAL - 5 && fuzz.restartedAt < last) complain(`again after ${Math.round(now - last)} ms`);
    sent.set(request.url, now);
    open += 1;
    let isOpen = true;
    const end = () => {
      if (isOpen) open -= 1;
      isOpen = false;
    };
    request.signal.addEventListener("abort", end);
    try {
      return await send(request);
    } finally {
      end();
    }
  };
  addEventListener("error", (event) => fuzz.problems.push(`uncaught ${event.message}`));
  addEventListener("unhandledrejection", (event) => fuzz.problems.push(`uncaught ${event.reason}`));
}
