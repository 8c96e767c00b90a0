import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";

const verify = process.env.LEADLINE_VERIFY === "1";
const src = fileURLToPath(new URL("./src/", import.meta.url));
const dist = fileURLToPath(new URL("./dist/", import.meta.url));

/**
 * Tests name modules of src; after a build (scripts/test.mjs says so) they get what was made of these, as Node imports it.
 * To transform 750 modules anew in every worker takes a sixth of the processor time of all tests.
 */
const built: Plugin = {
  name: "built-modules",
  enforce: "pre",
  resolveId(source, importer) {
    if (importer === undefined || !source.startsWith(".")) return null;
    const path = resolve(dirname(importer), source);
    return path.startsWith(src) && path.endsWith(".ts")
      ? `${dist}${path.slice(src.length, -".ts".length)}.js`
      : null;
  },
};

export default defineConfig({
  plugins: process.env.LEADLINE_BUILT === "1" ? [built] : [],
  test: {
    include: verify ? ["test/**/*.verify.ts"] : ["test/**/*.test.ts"],
    setupFiles: ["./test/helpers/seed.ts"],
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
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
