// npm run test:package: the package, as npm would publish it, in apps of every kind. `-- vite-8 next` runs only these.
import { join } from "node:path";

import { build } from "./build.mjs";
import { printSummary, quit, root, step } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser, setUpTests } from "./setup.mjs";

await build();
setUpTests();
setUpBrowser();
buildServer();
const { pack } = await import("../tests/harness/package.mjs");
const { APPS, runMatrix } = await import("../tests/package/matrix.mjs");
const names = process.argv.slice(2);
const unknown = names.filter((name) => !APPS.some((app) => app.name === name));
if (unknown.length > 0) quit(`There is no app ${unknown.join(", ")}; there are ${APPS.map(({ name }) => name).join(", ")}.`);
const { tarball } = pack(join(root, "target", "package"));
const passed = await step("Apps with the package", () => runMatrix(tarball, APPS.filter(({ name }) => names.length === 0 || names.includes(name))));
printSummary();
if (!passed) process.exit(1);
