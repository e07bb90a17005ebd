// Sets up and runs all tests: native, wasm in a browser, the element in a browser, the package.
import { build } from "./build.mjs";
import { run, say } from "./run.mjs";
import { buildServer } from "./server.mjs";
import { setUpBrowser } from "./setup.mjs";

build();
setUpBrowser();
buildServer();
say("Native tests");
run("cargo", "test", "--workspace");
say("Wasm tests in a browser");
run("wasm-pack", "test", "--headless", "--chrome", "--", "--features", "log");
say("The element in a browser, and the package");
run("node", "--test", "--test-concurrency=1", "tests/words.test.mjs", "tests/track.test.mjs", "tests/element/", "tests/package/");
