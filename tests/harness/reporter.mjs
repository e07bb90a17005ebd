// A reporter for `node --test` that writes one line of JSON per test.

/** @typedef {{name: string, passed: boolean, skipped: string | boolean}} TestResult */

/** @param {AsyncIterable<import("node:test/reporters").TestEvent>} events */
export default async function* report(events) {
  for await (const { type, data } of events) {
    if ((type !== "test:pass" && type !== "test:fail") || data.nesting > 0) continue;
    /** @type {TestResult} */
    const result = { name: data.name, passed: type === "test:pass", skipped: data.skip ?? false };
    yield `${JSON.stringify(result)}\n`;
  }
}
