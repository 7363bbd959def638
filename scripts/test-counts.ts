import type { TestModule } from "vitest/node";

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts tests by how they ended. A file that failed outside its tests, or could not be loaded, is one failure. */
export function countTests(modules: readonly Pick<TestModule, "state" | "children">[]): TestCounts {
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    const states = [...module.children.allTests()].map((test) => test.result().state);
    const failed = states.filter((state) => state === "failed").length;
    const passed = states.filter((state) => state === "passed").length;
    counts.passed += passed;
    counts.failed += failed === 0 && module.state() === "failed" ? 1 : failed;
    counts.skipped += states.length - passed - failed;
  }
  return counts;
}

/** The one line that ends a test run. */
export function closingLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
