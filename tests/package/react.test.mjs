// The React component in an app that Vite has built.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../../scripts/run.mjs";
import { startBrowser } from "../harness/browser.mjs";
import { startFaults } from "../harness/faults.mjs";
import { install, pack } from "../harness/package.mjs";
import { startServer } from "../harness/server.mjs";

const TRACES = readFileSync(join(root, "tests/fixtures/api/traces.json"), "utf8");
const { job_id: JOB } = JSON.parse(TRACES);

/** Renders again at each error, with other headers objects that have the same key. */
const APP = `
  import { useState } from "react";
  import { createRoot } from "react-dom/client";
  import { JobProgressChart } from "job-progress-chart/react";

  function App() {
    const [key, setKey] = useState("old");
    const [errors, setErrors] = useState(0);
    window.setKey = setKey;
    return (
      <>
        <p>{errors}</p>
        <JobProgressChart jobId="${JOB}" interval={1} headers={{ "X-Key": key }} onError={() => setErrors((count) => count + 1)} />
      </>
    );
  }
  createRoot(document.getElementById("root")).render(<App />);
`;

/** @type {string} */ let folder;
/** @type {Awaited<ReturnType<typeof startBrowser>>} */ let browser;
/** @type {Awaited<ReturnType<typeof startServer>>} */ let server;

before(async () => {
  const { tarball } = pack(join(root, "target/package"));
  folder = install("react", tarball);
  writeFileSync(join(folder, "main.jsx"), APP);
  execFileSync(join(folder, "node_modules/.bin/vite"), ["build", "--logLevel", "warn"], { cwd: folder, stdio: "inherit" });
  browser = await startBrowser();
  server = await startServer([], { "/": join(folder, "dist") });
});
after(async () => {
  await browser?.stop();
  await server?.stop();
});

test("after a refused key another key starts the polling again, the same key does not", async () => {
  const answer = (/** @type {import("node:http").IncomingHttpHeaders} */ headers) => (headers["x-key"] === "new" ? { body: TRACES } : { status: 401, body: "{}" });
  const faults = await startFaults(server.url, { [JOB]: { traces: [answer], job: [{ status: 404, body: "{}" }] } });
  try {
    await browser.open(`${faults.url}/index.html`);
    await browser.until("the error", () => document.querySelector("p")?.textContent === "1");
    await browser.run(() => setKey("new"));
    await browser.until("the data", () => document.querySelector("job-progress-chart").snapshot.points > 0);
    const keys = faults.requests(JOB).map(({ headers }) => headers["x-key"]);
    assert.equal(keys.filter((key) => key === "old").length, 2, "the component's function was called once more");
  } finally {
    await faults.stop();
  }
});
