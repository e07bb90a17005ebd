// Shows the loaded jobs that match the search and the filter, and loads more.
import { JobPages, ListError } from "./job-pages.js";

/** Between two requests for the list, ms. */
const REFRESH_MS = 3000;
/** The statuses that the API documents; others are added when a job has them. */
const STATUSES = ["PENDING", "ADMITTED", "RUNNING", "COMPLETED", "FAILED", "PREEMPTED", "CANCELLED"];
/** What an id looks like. */
const JOB_ID = /^job_[\w-]{4,60}$/;

/** "Running" for RUNNING. */
const label = (/** @type {string} */ status) => status.charAt(0) + status.slice(1).toLowerCase();

/** An element with a class and a text. */
function element(/** @type {string} */ name, /** @type {string} */ className, text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

/** What is said below a job's name. */
function description(job) {
  const counts = job.input_progress;
  const files = counts && counts.pending + counts.processing + counts.completed + counts.failed;
  const done = counts && counts.completed + counts.failed;
  const progress = files ? `${done.toLocaleString("en")} of ${files.toLocaleString("en")} ${files === 1 ? "file" : "files"}` : "";
  return [label(String(job.status)), progress].filter(Boolean).join(" · ");
}

/** When a job was created, briefly. */
function creation(job) {
  const time = new Date(job.created_at);
  if (Number.isNaN(time.getTime())) return "";
  return time.toLocaleString("en", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** The list; `onopen` is called with an id. */
export class JobList {
  #pages = new JobPages();
  #form = /** @type {HTMLFormElement} */ (document.getElementById("filters"));
  #list = document.getElementById("jobs");
  #summary = document.getElementById("summary");
  #more = /** @type {HTMLButtonElement} */ (document.getElementById("more"));
  #open = document.getElementById("open");
  #error = "";
  #turn = 0;
  #current = "";

  constructor(/** @type {(id: string) => void} */ onopen) {
    for (const status of STATUSES) this.#addStatus(status);
    const { searchParams } = new URL(location.href);
    this.#form.q.value = searchParams.get("q") ?? "";
    this.#form.status.value = searchParams.get("status") ?? "";
    this.#form.addEventListener("input", () => this.#filter());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const link = this.#open.querySelector("a") ?? this.#list.querySelector("a");
      link?.click();
    });
    this.#more.addEventListener("click", () => this.#loadMore());
    const nav = this.#list.closest("nav");
    nav.addEventListener("click", (event) => {
      const link = /** @type {Element} */ (event.target).closest("a");
      // Other clicks open tabs and windows.
      if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      onopen(link.dataset.job);
    });
    document.addEventListener("visibilitychange", () => this.#tick());
  }

  /** Loads the first page, and all loaded ones again in turn while the page is visible. Resolves to the jobs, newest first. */
  async start() {
    await this.#request(() => this.#pages.loadNext());
    this.#schedule();
    return this.#pages.jobs;
  }

  /** Marks the job that is shown. */
  set current(/** @type {string} */ id) {
    this.#current = id;
    this.#render();
  }

  #timer = 0;

  #schedule() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tick(), REFRESH_MS);
  }

  async #tick() {
    if (document.hidden) return;
    clearTimeout(this.#timer);
    // The newest jobs every other time.
    this.#turn += 1;
    const older = this.#pages.count - 1;
    const index = this.#turn % 2 === 0 && older > 0 ? 1 + (this.#turn / 2) % older : 0;
    await this.#request(() => this.#pages.reload(index));
    this.#schedule();
  }

  async #loadMore() {
    this.#more.disabled = true;
    await this.#request(() => this.#pages.loadNext());
    this.#more.disabled = false;
  }

  async #request(/** @type {() => Promise<void>} */ load) {
    try {
      await load();
      this.#error = "";
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      this.#error = error.message;
    }
    this.#render();
  }

  /** Search and filter stay in the address, so that a reload or a link has them. */
  #filter() {
    const url = new URL(location.href);
    for (const name of ["q", "status"]) {
      const { value } = this.#form[name];
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    history.replaceState(history.state, "", url);
    this.#render();
  }

  #addStatus(/** @type {string} */ status) {
    const options = [...this.#form.status.options];
    if (options.every(({ value }) => value !== status)) this.#form.status.add(new Option(label(status), status));
  }

  #render() {
    const text = this.#form.q.value.trim();
    const status = this.#form.status.value;
    const loaded = this.#pages.jobs;
    for (const job of loaded) this.#addStatus(String(job.status));
    const found = this.#pages.find(text, status);
    found.forEach((job, index) => this.#renderItem(job, index));
    while (this.#list.children.length > found.length) this.#list.lastElementChild.remove();
    this.#renderOpen(JOB_ID.test(text) && found.every(({ id }) => id !== text) ? text : "");
    this.#summary.textContent = this.#error || this.#count(found.length, loaded.length, Boolean(text || status));
    this.#summary.classList.toggle("error", Boolean(this.#error));
    this.#more.hidden = this.#pages.count === 0 || this.#pages.complete;
  }

  #count(found, loaded, isFiltered) {
    if (this.#pages.count === 0) return "Loading…";
    const number = (value) => value.toLocaleString("en");
    const all = this.#pages.complete ? `${number(loaded)} ${loaded === 1 ? "job" : "jobs"}`
      : `the ${number(loaded)} newest jobs${this.#pages.total === null ? "" : ` of ${number(this.#pages.total)}`}`;
    if (isFiltered) return `${number(found)} of ${all} ${found === 1 ? "matches" : "match"}.${this.#pages.complete ? "" : " Older ones are not searched."}`;
    return loaded === 0 ? "There are no jobs yet." : `${all.charAt(0).toUpperCase()}${all.slice(1)}.`;
  }

  /** The items are reused in their order, so that the focus stays where it is in an unchanged list. */
  #renderItem(job, index) {
    const item = this.#list.children[index] ?? this.#list.appendChild(element("li", ""));
    let link = item.querySelector("a");
    if (!link) {
      link = /** @type {HTMLAnchorElement} */ (element("a", ""));
      link.append(element("span", "name"), element("small", "state"), element("small", "created"));
      item.append(link);
    }
    this.#pointTo(link, job.id);
    link.dataset.status = String(job.status);
    if (job.id === this.#current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    const [name, state, created] = link.children;
    name.textContent = job.name || job.id;
    state.textContent = description(job);
    created.textContent = creation(job);
  }

  /** An id that is not in the list can be opened all the same. */
  #renderOpen(/** @type {string} */ id) {
    this.#open.hidden = !id;
    if (!id) return this.#open.replaceChildren();
    const link = /** @type {HTMLAnchorElement} */ (element("a", "", `Open ${id}`));
    this.#pointTo(link, id);
    return this.#open.replaceChildren(link);
  }

  #pointTo(/** @type {HTMLAnchorElement} */ link, /** @type {string} */ id) {
    const url = new URL(location.href);
    url.searchParams.set("job", id);
    link.href = url.href;
    link.dataset.job = id;
  }
}
