import { defineConfig } from "vitest/config";

// An Output inside a template string throws instead of writing a help text into it.
const env = { PULUMI_ERROR_OUTPUT_STRING: "1", NO_COLOR: "1" };

// Of two cores Vitest would leave one idle.
const maxWorkers = "100%";

// A hook copies a project or starts a server; that it hangs is all that this is for.
const hookTimeout = 120_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          // Loading the SDKs anew for each file would take most of the time; what tests share is set anew by each declare().
          isolate: false,
          maxWorkers,
          env,
          hookTimeout,
          include: ["test/**/*.test.ts"],
          exclude: [
            "test/browser/**",
            "test/edge/**",
            "test/egress/**",
            "test/engine/**",
            "test/faults/**",
            "test/**/*.long.test.ts",
            "test/plans/**",
          ],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          maxWorkers,
          env,
          hookTimeout,
          include: ["test/browser/**/*.test.ts"],
          globalSetup: "test/browser/setup.ts",
          testTimeout: 60_000,
        },
      },
      {
        test: {
          // Everything that can go wrong, one thing after the other; whole ups; thousands of inputs: minutes of work.
          name: "long",
          isolate: false,
          maxWorkers,
          env,
          hookTimeout,
          include: ["test/faults/**/*.test.ts", "test/**/*.long.test.ts"],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          // Whole plans, on git repositories of their own and in threads that load the SDKs.
          name: "plans",
          env,
          hookTimeout,
          include: ["test/plans/**/*.test.ts"],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "engine",
          env,
          hookTimeout,
          include: ["test/engine/**/*.test.ts"],
          globalSetup: "test/engine/setup.ts",
          // A test leads a stack through many runs of the real CLI. Each file has projects and backends of its own.
          testTimeout: 900_000,
          maxWorkers,
        },
      },
      {
        test: {
          // Real packets, in network namespaces of the tests' own.
          name: "egress",
          env,
          hookTimeout,
          include: ["test/egress/**/*.test.ts"],
          globalSetup: "test/egress/setup.ts",
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "edge",
          env,
          hookTimeout,
          include: ["test/edge/**/*.test.ts"],
          globalSetup: "test/support/edge-setup.ts",
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
