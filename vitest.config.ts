import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // much of a test's time is waiting for sites, browsers and processes
    maxWorkers: "100%",
  },
});
