window.unmount = () => document.querySelectorAll("job-progress-chart, job-progress-log").forEach((element) => element.remove());
