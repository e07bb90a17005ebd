// Links between the documents, and the commands that they name.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";

import { FILES, read, root, samples } from "./markdown.mjs";

const { scripts } = JSON.parse(read("package.json"));

/** The ids of a document's headings, as forges make them. */
const anchors = (text) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
  title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-"));

test("links lead somewhere", () => {
  const broken = FILES.flatMap((file) => [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].filter(([, path, anchor]) => {
    const target = path ? normalize(join(dirname(file), path)) : file;
    return !existsSync(join(root, target)) || (anchor && !anchors(read(target)).includes(anchor));
  }).map(([link]) => `${file}: ${link}`));
  assert.deepEqual(broken, []);
});

test("commands exist", () => {
  const code = FILES.flatMap((file) => [
    ...samples(file).filter(({ language }) => language === "sh").map((sample) => sample.code),
    ...[...read(file).matchAll(/`([^`\n]+)`/g)].map(([, inline]) => inline),
  ]).join("\n");
  const names = [...code.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name);
  assert.ok(names.length > 0);
  assert.deepEqual(names.filter((name) => !(name in scripts)), []);
  const files = [...code.matchAll(/\bnode ((?:scripts|tests|bench)\/[\w/.-]+)/g)].map(([, file]) => file);
  assert.deepEqual(files.filter((file) => !existsSync(join(root, file))), []);
});
