import { html, LitElement } from "lit";
import "job-progress-chart";
import "job-progress-chart/log";

class TestApp extends LitElement {
  static properties = { points: {} };

  headers = () => ({ "X-Test": "lit" });

  createRenderRoot() {
    return this;
  }

  render() {
    return html`
      <p data-points=${this.points ?? 0}>${this.points} points</p>
      <job-progress-chart
        id="progress" job-id="job_2quiet3def4ghi5jkl6mno7" interval="1" .headers=${this.headers}
        @progress=${({ detail }) => { this.points = detail.points; }}
      ></job-progress-chart>
      <job-progress-log for="progress"></job-progress-log>`;
  }
}
customElements.define("test-app", TestApp);
window.unmount = () => document.querySelector("test-app").remove();
