// The native server, built in its own profile.
import { run, say } from "./run.mjs";

/** Builds target/server/job-progress-server. */
export function buildServer() {
  say("Building the server");
  run("cargo", "build", "--package", "job-progress-server", "--profile", "server");
}
