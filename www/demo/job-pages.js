// The list of jobs, page by page. The API documents no search or filter for it, so both work on the pages that are loaded.

const JOBS_URL = "/v0.5/batch/jobs";
const PAGE_SIZE = 50;

/** Why the list can't be shown: a text for people. */
export class ListError extends Error {}

/** The message of an error response. */
async function failure(response) {
  const body = await response.json().catch(() => null);
  const errors = Array.isArray(body?.errors) ? body.errors : [];
  const texts = errors.flatMap((error) => [error?.message, error?.suggestion]);
  const said = [...texts, typeof body?.detail === "string" ? body.detail : ""].filter(Boolean).map((text) => `“${text}”`).join(" ");
  const what = response.status === 401 && !errors.some((error) => error?.code === "viewer_token_required")
    ? "The API refused the key: check ATAI_API_KEY and start the proxy again."
    : `The list of jobs can't be loaded (${response.status}).`;
  return new ListError(said ? `${what} The server says: ${said}` : what);
}

/** The pages that are loaded, and how many jobs there are. */
export class JobPages {
  /** Jobs by id, from the pages loaded so far. */
  #jobs = new Map();
  /** For each page: its ETag and the ids of its jobs. @type {{etag: string | null, ids: string[]}[]} */
  #pages = [];
  /** The number of all jobs; unknown (null) where the viewer may not see all. @type {number | null} */
  total = null;
  /** Whether there are no further pages. */
  complete = false;

  /** How many pages are loaded. */
  get count() {
    return this.#pages.length;
  }

  /** Loads the next page. */
  async loadNext() {
    await this.#load(this.#pages.length);
  }

  /** Loads a page again. */
  async reload(/** @type {number} */ index) {
    await this.#load(index);
  }

  async #load(index) {
    const headers = this.#pages[index]?.etag ? { "If-None-Match": this.#pages[index].etag } : {};
    let response;
    try {
      response = await fetch(`${JOBS_URL}?limit=${PAGE_SIZE}&offset=${index * PAGE_SIZE}`, { headers, cache: "no-store" });
    } catch {
      throw new ListError("The server can't be reached.");
    }
    if (response.status === 304) return;
    if (!response.ok) throw await failure(response);
    const page = await response.json().catch(() => null);
    if (!Array.isArray(page?.jobs)) {
      throw new ListError("The list of jobs is not what this page expects. A job can still be opened by its id.");
    }
    const jobs = page.jobs.filter((job) => typeof job?.id === "string");
    this.#pages[index] = { etag: response.headers.get("ETag"), ids: jobs.map(({ id }) => id) };
    for (const job of jobs) this.#jobs.set(job.id, job);
    const ids = new Set(this.#pages.flatMap((page) => page.ids));
    for (const id of this.#jobs.keys()) if (!ids.has(id)) this.#jobs.delete(id);
    this.total = Number.isInteger(page.total) ? page.total : null;
    const end = this.#pages.length * PAGE_SIZE;
    this.complete = this.total === null ? this.#pages.at(-1).ids.length === 0 : end >= this.total;
  }

  /** All loaded jobs, newest first. */
  get jobs() {
    const time = (job) => Date.parse(job.created_at) || 0;
    return [...this.#jobs.values()].sort((a, b) => time(b) - time(a) || a.id.localeCompare(b.id));
  }

  /**
   * The loaded jobs that match, newest first.
   * @param {string} text - words that must be in the name, pipeline or id
   * @param {string} status - empty for all
   */
  find(text, status) {
    const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return this.jobs.filter((job) => {
      const searched = [job.name, job.pipeline_key, job.id].filter(Boolean).join(" ").toLocaleLowerCase();
      return (!status || job.status === status) && words.every((word) => searched.includes(word));
    });
  }
}
