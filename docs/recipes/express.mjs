// Passes the chart's requests on to the batch API, with the key from the environment: ATAI_API_KEY=… node express.mjs
import express from "express";

const API = "https://api.u1.archetypeai.app";
const ROUTES = /^\/v0\.5\/batch\/jobs(\/[\w-]{1,64}(\/inputs\/progress\/(traces|counts)|\/progress)?)?$/;

const app = express();
app.set("etag", false);
app.get(ROUTES, async (request, response) => {
  const headers = new Headers({ Authorization: `Bearer ${process.env.ATAI_API_KEY}` });
  const validator = request.get("If-None-Match");
  if (validator) headers.set("If-None-Match", validator);
  // Redirects are not followed, so that the key goes nowhere else.
  const { search } = new URL(request.url, "http://host");
  const answer = await fetch(API + request.path + search, { headers, redirect: "manual" });
  for (const name of ["Content-Type", "ETag", "Retry-After"]) {
    const value = answer.headers.get(name);
    if (value) response.set(name, value);
  }
  response.status(answer.status).set("Cache-Control", "no-cache").end(Buffer.from(await answer.arrayBuffer()));
});
app.use(express.static("public"));
app.listen(8080, "127.0.0.1");
