// Running commands from the repo's root, saying which.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repo's root folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Tells the reader what happens now. */
export const say = (text) => console.log(`\n» ${text}`);

/** Ends with a message for the reader. */
export function quit(message) {
  console.error(`\n✗ ${message}`);
  process.exit(1);
}

/** Runs a command with its output shown; ends everything if it fails. */
export function run(command, ...args) {
  console.log(`$ ${[command, ...args].join(" ")}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (error) quit(`${command} can't be started: ${error.message}`);
  if (status !== 0) quit(`${command} failed (${status ?? "killed"}).`);
}

/** What a command prints, trimmed; undefined if it isn't there or fails. */
export function output(command, ...args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
