// The playground: a form that sets the attributes of a chart, the markup that it stands for, and the chart's events.
const JOBS_URL = "/v0.5/batch/jobs?limit=50";
const EVENTS = ["poll", "progress", "statuschange", "finish", "error", "select"];
const MAX_EVENTS = 200;

const form = document.getElementById("attributes");
const chart = document.getElementById("chart");
const source = document.getElementById("source");
const events = document.getElementById("events");

/** The text of an attribute's field; null if the attribute is left out. */
function valueOf(field) {
  if (field.type === "checkbox") return field.checked ? "" : null;
  const isDefault = field.tagName === "SELECT" && field.name !== "job-id" && field.selectedIndex === 0;
  return field.value === "" || isDefault ? null : field.value;
}

/** Applies the form to the chart, and shows the markup. */
function apply() {
  const attributes = [];
  for (const field of form.elements) {
    if (field.type === "color") {
      if (field.value === field.defaultValue) chart.style.removeProperty(field.name);
      else chart.style.setProperty(field.name, field.value);
      continue;
    }
    const value = valueOf(field);
    if (value === null) {
      chart.removeAttribute(field.name);
      continue;
    }
    chart.setAttribute(field.name, value);
    attributes.push(value === "" ? ` ${field.name}` : ` ${field.name}="${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`);
  }
  source.textContent = `<job-progress-chart${attributes.join("")}></job-progress-chart>`;
}

/** Adds a line to the list of events. */
function record({ type, detail }) {
  const line = document.createElement("li");
  const words = type === "error" ? [detail.code, detail.message] : type === "select" ? [new Date(detail.time).toISOString()] :
    [detail.phase, detail.answer, detail.percent === null ? "" : `${detail.percent.toFixed(1)} %`];
  line.textContent = [new Date().toLocaleTimeString(), type, ...words].filter(Boolean).join("  ");
  events.prepend(line);
  if (events.childElementCount > MAX_EVENTS) events.lastElementChild.remove();
}

for (const type of EVENTS) chart.addEventListener(type, record);
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());

const { jobs } = await (await fetch(JOBS_URL)).json();
for (const { id, name } of jobs) form.elements["job-id"].add(new Option(name ?? id, id));
form.elements["job-id"].value = jobs.find(({ status }) => status === "RUNNING")?.id ?? jobs[0]?.id ?? "";
apply();
