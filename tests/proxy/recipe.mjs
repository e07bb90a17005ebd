// The recipes in docs/recipes, with the addresses of a test.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./process.mjs";

/** A recipe's text with the addresses of the test. @param {string} name @param {Record<string, string>} replaced */
export function recipe(name, replaced) {
  let text = readFileSync(join(root, "docs/recipes", name), "utf8");
  assert.ok(text.split("\n").length <= 31, `${name} has at most 30 lines`);
  for (const [old, now] of Object.entries(replaced)) {
    assert.ok(text.includes(old), `${name} has ${old}`);
    text = text.replaceAll(old, now);
  }
  return text;
}

/** A whole configuration for nginx around a file of conf.d. */
export const nginx = (/** @type {string} */ text, /** @type {string} */ place) => `
daemon off; ${process.getuid?.() === 0 ? "user root;" : ""} pid ${place}/nginx.pid; error_log stderr; worker_processes 1;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${place}/body; proxy_temp_path ${place}/proxy; fastcgi_temp_path ${place}/fastcgi;
  uwsgi_temp_path ${place}/uwsgi; scgi_temp_path ${place}/scgi;
  ${text}
}`;
