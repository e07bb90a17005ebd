// What was tested in which browser engine, for the end of the tests' output.

/** @typedef {import("../tests/harness/reporter.mjs").TestResult} TestResult */

/** The results of suites of tests, per engine. */
export class Results {
  #engines;
  /** By suite and engine. @type {Map<string, Map<string, string>>} */ #cells = new Map();
  /** Why something was skipped, by engine, with how much. @type {[engine: string, what: string, reason: string][]} */ #skipped = [];
  /** Whether anything failed. */
  failed = false;

  /** @param {string[]} engines - their titles, for the head of the table */
  constructor(engines) {
    this.#engines = engines;
  }

  /**
   * Adds a suite as a whole.
   * @param {string} suite
   * @param {string} engine
   * @param {boolean} passed
   */
  add(suite, engine, passed) {
    this.#set(suite, engine, passed ? "passed" : "FAILED");
    if (!passed) this.failed = true;
  }

  /**
   * Adds a suite by its tests.
   * @param {string} suite
   * @param {string} engine
   * @param {boolean} passed - false also if it could not run all its tests
   * @param {TestResult[]} tests
   */
  addTests(suite, engine, passed, tests) {
    /** @type {Map<string, number>} */ const reasons = new Map();
    for (const { skipped } of tests) if (skipped) reasons.set(String(skipped), (reasons.get(String(skipped)) ?? 0) + 1);
    for (const [reason, count] of reasons) this.#skipped.push([engine, `${suite}: ${count} of ${tests.length} tests`, reason]);
    const failed = tests.filter((test) => !test.passed).length;
    const counts = [`${tests.filter((test) => test.passed && !test.skipped).length} passed`];
    if (failed > 0) counts.push(`${failed} FAILED`);
    else if (!passed) counts.push("FAILED");
    this.#set(suite, engine, counts.join(", "));
    if (!passed) this.failed = true;
  }

  /**
   * Notes what was not run.
   * @param {string} engine
   * @param {string} what
   * @param {string} reason
   */
  skip(engine, what, reason) {
    this.#skipped.push([engine, what, reason]);
  }

  /** @param {string} suite @param {string} engine @param {string} text */
  #set(suite, engine, text) {
    if (!this.#cells.has(suite)) this.#cells.set(suite, new Map());
    this.#cells.get(suite)?.set(engine, text);
  }

  /** Prints the table. */
  print() {
    const rows = [["", ...this.#engines], ...[...this.#cells].map(([suite, cells]) => [suite, ...this.#engines.map((engine) => cells.get(engine) ?? "–")])];
    console.log(`\n» What ran where\n${aligned(rows)}`);
    if (this.#skipped.length > 0) console.log(`\n» Skipped\n${aligned(this.#skipped)}`);
  }
}

/** Lines with the columns of a table below each other. @param {string[][]} rows */
function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column])).join("  ").trimEnd()}`).join("\n");
}
