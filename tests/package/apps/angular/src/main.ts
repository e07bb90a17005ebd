import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import type { JobProgressChartEventMap } from "job-progress-chart";
import "job-progress-chart/inline";
import "job-progress-chart/inline-log";

@Component({
  selector: "test-app",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <p [attr.data-points]="points()">{{ points() }} points</p>
    <job-progress-chart
      id="progress" job-id="job_2quiet3def4ghi5jkl6mno7" interval="1" [headers]="headers" (progress)="show($event)"
    ></job-progress-chart>
    <job-progress-log for="progress"></job-progress-log>`,
})
class TestApp {
  readonly points = signal(0);
  readonly headers = () => ({ "X-Test": "angular" });

  show(event: Event) {
    this.points.set((event as JobProgressChartEventMap["progress"]).detail.points);
  }
}

bootstrapApplication(TestApp, { providers: [provideZonelessChangeDetection()] }).then((app) => {
  Object.assign(window, { unmount: () => app.destroy() });
});
