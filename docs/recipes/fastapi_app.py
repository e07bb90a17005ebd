# Passes the chart's requests on to the batch API, with the key from the environment:
# ATAI_API_KEY=… uvicorn fastapi_app:app --port 8080
import os
import re

import httpx
from fastapi import FastAPI, Request, Response

API = "https://api.u1.archetypeai.app/v0.5/batch/jobs"
ROUTES = re.compile(r"(/[A-Za-z0-9_-]{1,64}(/inputs/progress/(traces|counts)|/progress)?)?")

app = FastAPI()
# Redirects are not followed, so that the key goes nowhere else.
client = httpx.AsyncClient(timeout=10, follow_redirects=False)


@app.get("/v0.5/batch/jobs{path:path}")
async def jobs(request: Request, path: str) -> Response:
    if not ROUTES.fullmatch(path):
        return Response(status_code=404)
    headers = {"Authorization": f"Bearer {os.environ['ATAI_API_KEY']}"}
    if validator := request.headers.get("If-None-Match"):
        headers["If-None-Match"] = validator
    query = f"?{request.url.query}" if request.url.query else ""
    answer = await client.get(API + path + query, headers=headers)
    passed = {name: answer.headers[name] for name in ("Content-Type", "ETag", "Retry-After") if name in answer.headers}
    return Response(answer.content, answer.status_code, {"Cache-Control": "no-cache", **passed})
