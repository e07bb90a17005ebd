// The element, as in the README.
import "job-progress-chart";

const element = document.createElement("job-progress-chart");
element.setAttribute("job-id", new URLSearchParams(location.search).get("job") ?? "");
element.style.inlineSize = "800px";
/** @type {HTMLElement} */ (document.getElementById("box")).append(element);
