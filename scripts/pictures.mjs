// npm run pictures: makes the reference pictures of the gallery again, tests/pictures/. Look at the changes before you commit them.
import { rmSync } from "node:fs";

import { build } from "./build.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser, setUpTests } from "./setup.mjs";

build();
setUpTests();
setUpBrowser();
buildServer();
const { makeReferences, REFERENCES } = await import("../tests/harness/pictures.mjs");
rmSync(REFERENCES, { recursive: true, force: true });
const files = await makeReferences();
console.log(`${files.length} pictures in tests/pictures/`);
