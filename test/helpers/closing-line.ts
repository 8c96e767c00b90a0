import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Counts what ran and says it on the last line. A module that does not load and a hook that throws count as
 * failed; a run in which nothing passed is a failed run. Skips print their reason above the line, and so do the ids
 * of the golden numbers that passing tests were held against.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandled.length;
    const skipped: string[] = [];
    const golden = new Set<string>();
    for (const module of modules) {
      if (module.state() === "failed" && module.errors().length > 0) failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state === "passed") {
          passed++;
          for (const id of test.meta().golden ?? []) golden.add(id);
        } else if (state === "failed") failed++;
        else {
          const result = test.result();
          const note = "note" in result && result.note ? result.note : "no reason given";
          skipped.push(`skipped: ${test.fullName} (${note})`);
        }
      }
    }
    const counts = process.env.LEADLINE_COUNTS;
    if (counts) writeFileSync(counts, JSON.stringify({ passed, failed, skipped: skipped.length }));
    process.on("exit", () => {
      for (const line of skipped) console.log(line);
      if (golden.size > 0)
        console.log(`golden numbers held: ${golden.size} (${[...golden].sort().join(" ")})`);
      console.log(
        `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`,
      );
    });
  }
}
