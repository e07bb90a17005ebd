// Watches the page from its first line on: what is drawn, what is thrown, what the policy forbids, what elements say.
window.watched = { draws: 0, problems: [], events: {}, drawnAfter304: 0, polls304: 0 };

for (const name of ["stroke", "fill", "fillRect", "strokeRect", "clearRect", "fillText", "strokeText", "drawImage"]) {
  const original = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...args) {
    window.watched.draws += 1;
    return original.apply(this, args);
  };
}
addEventListener("error", ({ message }) => {
  // Nothing is lost: the browser reports the size in the next frame.
  if (!message.startsWith("ResizeObserver loop")) window.watched.problems.push(message);
});
addEventListener("unhandledrejection", (event) => window.watched.problems.push(String(event.reason)));
addEventListener("securitypolicyviolation", (event) => window.watched.problems.push(event.violatedDirective));

/** Adds a chart and writes down its events as [type, answer, status or code, …]. */
window.addChart = (id, attributes = {}, properties = {}) => {
  const chart = document.createElement("job-progress-chart");
  chart.id = id;
  const events = (window.watched.events[id] = []);
  for (const type of ["poll", "progress", "statuschange", "finish", "error"]) {
    chart.addEventListener(type, ({ detail }) => {
      if (type === "error") events.push([type, detail.code, detail.message, detail.retryInMs, detail.errorUid]);
      else events.push([type, type === "statuschange" || type === "finish" ? detail.status : detail.answer]);
      if (type === "poll" && detail.answer === "not-modified") {
        window.watched.polls304 += 1;
        const before = window.watched.draws;
        // The job's own answers are polls, too, and may bring another status at the same time: that is drawn.
        const news = () => events.filter(([type]) => type === "progress" || type === "statuschange").length;
        const known = news();
        // Two frames later all that this answer could have caused is painted.
        requestAnimationFrame(() => requestAnimationFrame(() => {
          if (news() === known) window.watched.drawnAfter304 += window.watched.draws - before;
        }));
      }
    });
  }
  for (const [name, value] of Object.entries(attributes)) chart.setAttribute(name, value);
  Object.assign(chart, properties);
  document.body.append(chart);
  return chart;
};

/** Adds a log and writes down its events as [type, …]. */
window.addLog = (id, attributes = {}, properties = {}) => {
  const log = document.createElement("job-progress-log");
  log.id = id;
  const events = (window.watched.events[id] = []);
  log.addEventListener("select", ({ detail }) => events.push(["select", detail.id, detail.time, detail.row]));
  log.addEventListener("error", ({ detail }) => events.push(["error", detail.code, detail.message, detail.retryInMs]));
  for (const [name, value] of Object.entries(attributes)) log.setAttribute(name, value);
  Object.assign(log, properties);
  document.body.append(log);
  return log;
};
