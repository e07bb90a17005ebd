"use client";
import { useEffect, useState } from "react";
import { JobProgressChart, JobProgressLog } from "job-progress-chart/react";

export function Job() {
  const [points, setPoints] = useState(0);
  const [shown, setShown] = useState(true);
  useEffect(() => {
    window.unmount = () => setShown(false);
  }, []);
  if (!shown) return null;
  return (
    <>
      <p data-points={points}>{points} points</p>
      <JobProgressChart
        id="progress" jobId="job_2quiet3def4ghi5jkl6mno7" interval={1} headers={() => ({ "X-Test": "next" })}
        onProgress={({ detail }) => setPoints(detail.points)}
      />
      <JobProgressLog htmlFor="progress" />
    </>
  );
}
