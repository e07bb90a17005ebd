// Builds the native server in its own profile.
import { run, step } from "./run.mjs";

/** Builds target/server/job-progress-server. */
export function buildServer() {
  step("Building the server", () => run("cargo", "build", "--package", "job-progress-server", "--profile", "server"));
}
