// The demo: the list of jobs, and the chart and log of one of them. The page's address has its id: /?job=job_…
import { JobList } from "./job-list.js";

const chart = document.getElementById("chart");

/** The job in the page's address. */
const addressed = () => new URL(location.href).searchParams.get("job") ?? "";

/** Shows a job. */
function show(id) {
  chart.jobId = id;
  document.getElementById("job-id").textContent = id;
  list.current = id;
}

const list = new JobList((id) => {
  const url = new URL(location.href);
  url.searchParams.set("job", id);
  history.pushState(null, "", url);
  show(id);
});
window.addEventListener("popstate", () => show(addressed()));
chart.addEventListener("poll", () => {
  document.title = [chart.snapshot.name, "job-progress-chart"].filter(Boolean).join(" · ");
});

if (addressed()) show(addressed());
const jobs = await list.start();
if (!addressed()) {
  const first = jobs.find(({ status }) => status === "RUNNING") ?? jobs[0];
  if (first) {
    const url = new URL(location.href);
    url.searchParams.set("job", first.id);
    history.replaceState(null, "", url);
    show(first.id);
  }
}
