import { useRef } from "react";
import type { JobProgressChartElement } from "job-progress-chart";
import { JobProgressChart, JobProgressLog } from "job-progress-chart/react";

/** The components. */
export function Components() {
  const chart = useRef<JobProgressChartElement>(null);
  return (
    <>
      <JobProgressChart
        ref={chart} id="chart" className="wide" jobId="job" view="files" interval={2} paused={false} lang="de"
        headers={async () => ({ Authorization: "Bearer x" })}
        onProgress={({ detail }) => console.log(detail.percent, chart.current?.snapshot?.phase)}
        onError={({ detail }) => console.log(detail.code)}
        onClick={({ clientX }) => console.log(clientX)}
      />
      <JobProgressLog htmlFor="chart" order="newest-first" onSelect={({ detail }) => console.log(detail.row)} />
      {/* @ts-expect-error: no such view */}
      <JobProgressChart view="circle" />
      {/* @ts-expect-error: it is only read */}
      <JobProgressChart snapshot={null} />
      {/* @ts-expect-error: a method */}
      <JobProgressLog refresh={() => {}} />
      {/* @ts-expect-error: a function */}
      <JobProgressLog onSelect="select" />
    </>
  );
}

/** The tags. */
export function Tags() {
  return (
    <>
      <job-progress-chart
        id="chart" className="wide" job-id="job" time-axis="elapsed" total={25} headers={{ Authorization: "Bearer x" }}
        onprogress={({ detail }) => console.log(detail.rate)}
        onerror={({ detail }) => console.log(detail.retryInMs)}
      />
      <job-progress-log for="chart" order="newest-first" onselect={({ detail }) => console.log(detail.id)} />
      {/* @ts-expect-error: no such axis */}
      <job-progress-chart time-axis="round" />
    </>
  );
}
