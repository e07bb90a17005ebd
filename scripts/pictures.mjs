// Makes the reference pictures of the gallery anew: tests/pictures/. Look at what has changed before you commit it.
import { rmSync } from "node:fs";

import { makeReferences, REFERENCES } from "../tests/harness/pictures.mjs";
import { build } from "./build.mjs";
import { say } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser } from "./setup.mjs";

build();
setUpBrowser();
buildServer();
say("Taking the pictures");
rmSync(REFERENCES, { recursive: true, force: true });
const files = await makeReferences();
console.log(`${files.length} pictures in tests/pictures/`);
