// The types as a strict project sees them, and what linters for packages say.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";

import { root } from "../../scripts/run.mjs";
import { samples } from "../docs/markdown.mjs";
import { install, pack } from "../harness/package.mjs";

const BIN = join(root, "tests/node_modules/.bin");

/** @type {string} */ let tarball;
/** @type {string} */ let folder;

before(() => {
  ({ tarball } = pack(join(root, "target/package")));
  folder = install("types", tarball);
});

/** Runs a program; fails with its output. */
function run(command, ...args) {
  try {
    return execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    assert.fail(`${error.stdout}${error.stderr}`);
  }
}

/** Checks a file of the app. */
function check(file, module = "esnext", resolution = "bundler") {
  // Only the app's own global types: TypeScript would also find those of the repository around it, such as @types/node's.
  run("node_modules/.bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "false", "--target", "es2022", "--lib", "es2022,dom",
    "--typeRoots", "node_modules/@types", "--jsx", "react-jsx", "--module", module, "--moduleResolution", resolution, file);
}

for (const file of ["elements.ts", "classes.ts", "log.ts", "react.tsx", "vue.ts"]) {
  for (const [module, resolution] of [["esnext", "bundler"], ["node16", "node16"]]) {
    test(`${file} with moduleResolution ${resolution}`, () => check(file, module, resolution));
  }
}

const SAMPLES = samples("docs/frameworks.md");

test("the documents' sample for React", () => {
  const [{ code }] = SAMPLES.filter(({ language }) => language === "tsx");
  writeFileSync(join(folder, "sample.tsx"), code);
  check("sample.tsx");
});

test("the documents' sample for Vue compiles; the types of its tags are those of vue.ts", () => {
  const [{ code }] = SAMPLES.filter(({ language }) => language === "vue");
  const { compileScript, compileTemplate, parse } = createRequire(join(folder, "package.json"))("vue/compiler-sfc");
  const { descriptor, errors } = parse(code);
  assert.deepEqual(errors, []);
  const script = compileScript(descriptor, { id: "sample" });
  const compilerOptions = { bindingMetadata: script.bindings, isCustomElement: (/** @type {string} */ tag) => tag.startsWith("job-progress-") };
  const template = compileTemplate({ id: "sample", filename: "sample.vue", source: descriptor.template.content, compilerOptions });
  assert.deepEqual([...template.errors, ...template.tips], []);
  assert.match(template.code, /onPoll/);
});

test("publint", async () => {
  const { publint } = await import("publint");
  const { messages } = await publint({ pkgDir: join(folder, "node_modules/job-progress-chart"), pack: false, strict: true });
  assert.deepEqual(messages, []);
});

test("are the types wrong", () => {
  run(join(BIN, "attw"), tarball, "--profile", "esm-only", "--no-emoji", "--no-color",
    "--exclude-entrypoints", "job_progress_chart_bg.wasm", "job_progress_log_bg.wasm");
});
