// The demo: a list of the server's jobs to choose from, and the chart.
const JOBS_URL = "/v0.5/batch/jobs?limit=20";
const REFRESH_MS = 3000;
const FIRST = "job_2abc3def4ghi5jkl6mno7pqr";

const chart = document.getElementById("chart");
const list = document.getElementById("jobs");

/** Shows a job, and puts its id into the page's address. */
function show(job) {
  chart.jobId = job.id;
  document.getElementById("job-id").textContent = job.id;
  history.replaceState(null, "", `#${job.id}`);
  for (const button of list.querySelectorAll("button")) {
    button.setAttribute("aria-current", String(button.value === job.id));
  }
}

/** The button of a job, created once. */
function button(job) {
  const found = list.querySelector(`button[value="${CSS.escape(job.id)}"]`);
  if (found) return found;
  const made = document.createElement("button");
  made.value = job.id;
  made.append(document.createElement("span"), document.createElement("small"));
  made.addEventListener("click", () => show(job));
  const item = document.createElement("li");
  item.append(made);
  list.append(item);
  return made;
}

async function refresh() {
  const response = await fetch(JOBS_URL);
  const { jobs } = await response.json();
  jobs.sort((a, b) => a.id.localeCompare(b.id));
  for (const job of jobs) {
    const [name, state] = button(job).children;
    const counts = job.input_progress;
    const files = counts ? counts.pending + counts.processing + counts.completed + counts.failed : 0;
    name.textContent = job.name;
    state.textContent = `${job.status.toLowerCase()} · ${files} ${files === 1 ? "file" : "files"}`;
  }
  if (!chart.jobId && jobs.length > 0) {
    const wanted = location.hash.slice(1) || FIRST;
    show(jobs.find(({ id }) => id === wanted) ?? jobs[0]);
  }
}

/** Reloads the list regularly, even after a failure; the chart shows its own errors. */
async function loop() {
  await refresh().catch(() => {});
  setTimeout(loop, REFRESH_MS);
}
loop();
