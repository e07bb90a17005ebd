// The documentation site: docs/*.md and README.md become pages in target/site/. Links between Markdown files become links between pages.
import { existsSync, readFileSync } from "node:fs";

import { IdAttributePlugin } from "@11ty/eleventy";
import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";

/** Where files are that are not pages. */
const FORGE = "https://github.com/job-progress-chart/job-progress-chart/blob/main/";

/** The pages in the order of the navigation; the others are below them. */
const PAGES = [
  ["index", "Overview"], ["playground", "Playground"], ["elements", "Elements"], ["log", "Log"], ["class", "Classes"], ["frameworks", "React and Vue"], ["theming", "Theming"],
  ["accessibility", "Accessibility"], ["proxy", "Proxy"], ["csp", "Content security policy"], ["troubleshooting", "Troubleshooting"],
  ["polling", "Polling"], ["faults", "Faults"], ["forecast", "Forecast"], ["size", "Size"], ["architecture", "Architecture"], ["contributing", "Contributing"],
];

/**
 * Markdown from outside docs/, with its links as seen from docs/; those to other files lead to the forge.
 * @param {string} path
 */
function fromRoot(path) {
  return readFileSync(path, "utf8").replace(/\]\((?!https?:|#)([^)]+)\)/g, (_, /** @type {string} */ target) => {
    if (target.startsWith("docs/")) return `](${target.slice("docs/".length)})`;
    return target === "CONTRIBUTING.md" ? "](contributing.md)" : `](${FORGE}${target})`;
  });
}

/** @param {any} eleventy */
export default function configure(eleventy) {
  eleventy.addPlugin(syntaxHighlight);
  eleventy.addPlugin(IdAttributePlugin);
  // Links between pages stay relative, so that the site works below any path; other files are on the forge.
  eleventy.amendLibrary("md", (/** @type {any} */ markdown) => {
    markdown.normalizeLink = (/** @type {string} */ link) => {
      if (/^[\w-]+\.md(#|$)/.test(link)) return link.replace(".md", ".html");
      return /^(https?:|#|[\w-]+\.png$)/.test(link) ? link : new URL(link, `${FORGE}docs/`).href;
    };
  });
  // The samples contain {{ }} of other template languages.
  eleventy.setTemplateFormats(["md", "html"]);
  eleventy.addGlobalData("layout", "layout.njk");
  eleventy.addGlobalData("permalink", () => (/** @type {any} */ { page }) => `/${page.fileSlug || "index"}.html`);
  eleventy.addGlobalData("pages", PAGES.filter(([name]) => ["index", "contributing", "playground"].includes(name) || existsSync(`docs/${name}.md`)));
  eleventy.addTemplate("index.md", fromRoot("README.md"));
  eleventy.addTemplate("contributing.md", fromRoot("CONTRIBUTING.md"));
  eleventy.addTemplate("playground.html", readFileSync("site/playground.html", "utf8"));
  eleventy.addPassthroughCopy({ "docs/*.png": ".", "site/site.css": "site.css", "site/playground.js": "playground.js" });
  return { dir: { input: "docs", includes: "../site", output: "target/site" }, markdownTemplateEngine: false, htmlTemplateEngine: false };
}
