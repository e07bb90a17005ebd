// Run by Vitest and by Jest, in jsdom and in happy-dom: neither draws, so that connecting an element is an error that says so.
import "job-progress-chart";
import "job-progress-chart/log";
import { load } from "job-progress-chart/chart";

const MESSAGE = "engine could not be loaded: it needs a browser with a canvas; jsdom and happy-dom have none";

for (const tag of ["job-progress-chart", "job-progress-log"]) {
  test(`<${tag}> reports that it can't draw here`, async () => {
    const element = document.createElement(tag);
    element.setAttribute("job-id", "job_2abc3def4ghi5jkl6mno7pqr");
    const details = [];
    element.addEventListener("error", ({ detail }) => details.push(detail));
    document.body.append(element);
    while (details.length === 0) await new Promise((resolve) => setTimeout(resolve));
    element.refresh();
    while (details.length === 1) await new Promise((resolve) => setTimeout(resolve));
    for (const { code, message } of details) expect([code, message]).toEqual(["engine", `The chart ${MESSAGE}`]);
    element.setAttribute("time-zone", "Europe/Berlin");
    element.remove();
    // It frees its parts after 100 ms.
    await new Promise((resolve) => setTimeout(resolve, 200));
    document.body.append(element);
  });
}

test("load is rejected", async () => {
  await expect(load()).rejects.toThrow(`The chart ${MESSAGE}`);
});
