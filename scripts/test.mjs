// npm test: sets up and runs all tests: native, wasm in a browser, the elements in a browser, the package.
import { build } from "./build.mjs";
import { printSummary, run, step } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser, setUpTests } from "./setup.mjs";

build();
setUpTests();
setUpBrowser();
buildServer();
step("Native tests", () => run("cargo", "test", "--workspace"));
for (const crate of [".", "log"]) {
  step(`Wasm tests of ${crate === "." ? "the chart" : "the log"} in a browser`, () => run("wasm-pack", "test", "--headless", "--chrome", crate));
}
step("The elements in a browser, and the package", () => {
  run("node", "--test", "--test-concurrency=1", "tests/words.test.mjs", "tests/track.test.mjs", "tests/element/", "tests/package/");
});
printSummary();
