// Runs commands from the root of the repository, shows them, and measures how long each step takes.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The root folder of the repository. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Titles and seconds of the steps so far. @type {[string, number][]} */
const steps = [];

/** Ends the process with a message. @returns {never} */
export function quit(/** @type {string} */ message) {
  console.error(`\n✗ ${message}`);
  process.exit(1);
}

/**
 * Runs one step: prints its title before, and the time that it took after.
 * @template T
 * @param {string} title
 * @param {() => T} work
 * @returns {T}
 */
export function step(title, work) {
  console.log(`\n» ${title}`);
  const begin = performance.now();
  const done = () => {
    const seconds = (performance.now() - begin) / 1000;
    steps.push([title, seconds]);
    console.log(`» ${title}: ${seconds.toFixed(1)} s`);
  };
  const result = work();
  if (result instanceof Promise) return /** @type {T} */ (result.finally(done));
  done();
  return result;
}

/** Prints the time of each step so far; nothing if there was none. */
export function printSummary() {
  if (steps.length === 0) return;
  const line = (/** @type {[string, number]} */ [title, seconds]) => `${seconds.toFixed(1).padStart(8)} s  ${title}`;
  const sum = steps.reduce((sum, [, seconds]) => sum + seconds, 0);
  console.log(`\n» Time by step\n${steps.map(line).join("\n")}\n${line(["all together", sum])}`);
}

/** Runs a command with its output shown; ends the process if it fails. @param {string} command @param {string[]} args */
export function run(command, ...args) {
  runWith({}, command, ...args);
}

/**
 * Like `run`, with further environment variables.
 * @param {Record<string, string>} variables
 * @param {string} command
 * @param {string[]} args
 */
export function runWith(variables, command, ...args) {
  const failure = tryWith(variables, command, ...args);
  if (failure) quit(failure);
}

/**
 * Like `runWith`, but returns what went wrong: undefined if nothing did.
 * @param {Record<string, string>} variables
 * @param {string} command
 * @param {string[]} args
 */
export function tryWith(variables, command, ...args) {
  console.log(`$ ${[command, ...args].join(" ")}`);
  const env = { ...process.env, ...variables };
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  if (error) return `${command} can't be started: ${error.message}`;
  return status === 0 ? undefined : `${command} failed (${status ?? "killed"}).`;
}

/**
 * What a command prints, trimmed; undefined if it is missing or fails.
 * @param {string} command
 * @param {string[]} args
 */
export function output(command, ...args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
