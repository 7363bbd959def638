import { defineConfig } from "vitest/config";

/** Runs of the whole pipeline, compared with each other: whatever takes the machine's time shows in them. */
const alone = ["test/e2e/rehearsal-run.test.ts"];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    globalSetup: "test/support/shared-folder.ts",
    projects: [
      {
        extends: true,
        test: { name: "alone", include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: alone,
          // much of a test's time is waiting for sites, browsers and processes
          maxWorkers: "100%",
          // loading the modules anew for each file took a third of the time; no test changes one
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
    ],
  },
});
