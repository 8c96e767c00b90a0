import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { modelsReport } from "../../src/backtest/compare/models.ts";
import type { Watch } from "../../src/base/progress.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { quickStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder: place, remove } = scratch();
afterAll(remove);

it("7.25: cross-validation tells its progress and hears an abort between two fits", async () => {
  const tiny = quickStudy();
  tiny.leads = tiny.leads.map((row, i) => `${row},${i === 0 ? "converted" : i % 4 === 0 ? "yes" : "no"}`);
  tiny.study = tiny.study
    .replace(/^outcome: .*$/m, "outcome: { column: converted, is: 'yes' }")
    .replace(/^worked: .*$/m, "")
    // without any date there is nothing to walk forward by
    .replace(" created: created_at,", "")
    .replace(/^definitions:\n( {2}.*\n)+/m, "");
  const { study, folder } = await openStudy(writeStudy(join(place, "study"), tiny));
  const loaded = await load(study, folder, {});
  const fitted = await fitStudy(loaded);
  const models = study.models.size;
  const told: number[] = [];
  const controller = new AbortController();
  const watch = (last: number): Watch => ({
    signal: controller.signal,
    progress: (phase, done, total) => {
      if (phase !== "cross-validate") return;
      expect(total).toBe(5 * models);
      told.push(done);
      // what Ctrl-C does, which is heard only where others may run
      if (done === last) setImmediate(() => controller.abort());
    },
  });
  const whole = await modelsReport(loaded, fitted, watch(-1));
  expect(whole.comparison.method).toBe("cross-validation");
  expect(told.at(-1)).toBe(5 * models);
  told.length = 0;
  await expect(modelsReport(loaded, fitted, watch(1))).rejects.toThrow(/abort/i);
  expect(told.at(-1)).toBeLessThan(5 * models);
});
