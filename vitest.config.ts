import { defineConfig } from "vitest/config";

const verify = process.env.LEADLINE_VERIFY === "1";

export default defineConfig({
  test: {
    include: verify ? ["test/**/*.verify.ts"] : ["test/**/*.test.ts"],
    setupFiles: ["./test/helpers/seed.ts"],
    isolate: false,
    pool: "threads",
    // a worker waits half of its time, for the engine and for the tool as its own process: three keep two cores busy
    maxWorkers: 3,
    testTimeout: verify ? 1_800_000 : 60_000,
    hookTimeout: 120_000,
    reporters: ["default", "./test/helpers/closing-line.ts"],
    coverage: { include: ["src/**/*.ts"] },
  },
});
