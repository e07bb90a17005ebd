// app/v0.5/batch/jobs/[[...path]]/route.js: passes the chart's requests on to the batch API, with the key from the environment.
const API = "https://api.u1.archetypeai.app/v0.5/batch/jobs";
const ROUTES = /^(\/[\w-]{1,64}(\/inputs\/progress\/(traces|counts)|\/progress)?)?$/;

export const dynamic = "force-dynamic";

export async function GET(request) {
  const { pathname, search } = new URL(request.url);
  const path = pathname.slice("/v0.5/batch/jobs".length);
  if (!ROUTES.test(path)) return new Response(null, { status: 404 });
  const headers = new Headers({ Authorization: `Bearer ${process.env.ATAI_API_KEY}` });
  const validator = request.headers.get("If-None-Match");
  if (validator) headers.set("If-None-Match", validator);
  // Redirects are not followed, so that the key goes nowhere else.
  const answer = await fetch(API + path + search, { headers, redirect: "manual", cache: "no-store" });
  const passed = new Headers({ "Cache-Control": "no-cache" });
  for (const name of ["Content-Type", "ETag", "Retry-After"]) {
    const value = answer.headers.get(name);
    if (value) passed.set(name, value);
  }
  return new Response(answer.status === 304 ? null : answer.body, { status: answer.status, headers: passed });
}
