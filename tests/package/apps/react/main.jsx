import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { JobProgressChart, JobProgressLog } from "job-progress-chart/react";

function App() {
  const [points, setPoints] = useState(0);
  return (
    <>
      <p data-points={points}>{points} points</p>
      <JobProgressChart
        id="progress" jobId="job_2quiet3def4ghi5jkl6mno7" interval={1} headers={() => ({ "X-Test": "react" })}
        onProgress={({ detail }) => setPoints(detail.points)}
      />
      <JobProgressLog htmlFor="progress" />
    </>
  );
}

const root = createRoot(document.getElementById("root"));
root.render(<StrictMode><App /></StrictMode>);
window.unmount = () => root.unmount();
