// An API that answers by script and remembers its requests.
import { createServer } from "node:http";

export const KEY = "the-secret-key-of-the-api";
export const JOB = "job_2abc3def4ghi5jkl6mno7pqr";
export const TRACES = `/v0.5/batch/jobs/${JOB}/inputs/progress/traces`;

/** What it answers: 200 with an ETag, or 304 to a request that has it. */
export function traces({ headers }) {
  const etag = '"a-tag"';
  if (headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
  const body = JSON.stringify({ job_id: JOB, bucket_seconds: 1, latest_event_at: "2026-04-14T10:15:00Z", points: [] });
  return { status: 200, headers: { etag, "content-type": "application/json" }, body };
}

/** Starts it on a free port. `answer` can be replaced. */
export async function startUpstream() {
  const upstream = {
    /** @type {{method?: string, url?: string, headers: import("node:http").IncomingHttpHeaders}[]} */
    requests: [],
    /** @type {(request: import("node:http").IncomingMessage) => {status: number, headers?: Record<string, string>, body?: string}} */
    answer: traces,
    url: "",
    port: 0,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    upstream.requests.push({ method, url, headers });
    const { status, headers: sent = {}, body = "" } = upstream.answer(request);
    response.writeHead(status, sent).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  upstream.port = /** @type {import("node:net").AddressInfo} */ (server.address()).port;
  upstream.url = `http://127.0.0.1:${upstream.port}`;
  return upstream;
}
