import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { scratch } from "../helpers/cli.ts";
import { foundIn } from "../helpers/outcome.ts";
import { replaceIn, type TinyStudy, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const place = scratch();
afterAll(() => place.remove());

/** The small study with other models, no definitions and one judged quarter. */
function studyOf(models: string): TinyStudy {
  const tiny = tinyStudy();
  replaceIn(tiny, /models:\n[\s\S]*(?=backtest)/, `models:\n${models}`);
  replaceIn(tiny, "quarters: 4", "quarters: 1");
  replaceIn(tiny, "[7 days, 30 days]", "[30 days]");
  replaceIn(tiny, "at: occurred_at }", "at: occurred_at, observed_from: 2023-01-01 }");
  return tiny;
}

/** Puts another value in place of the employees of every tenth lead. */
function spoil(tiny: TinyStudy, written: string): void {
  tiny.leads = tiny.leads.map((line, i) =>
    i === 0 || i % 10 > 0 ? line : line.replace(/,(\d+),p/, `,${written},p`),
  );
}

it("a refused model takes nothing from the others, and signs that are run against are told", async () => {
  const tiny = studyOf(
    "  logit: { kind: logistic, penalty: ridge, max_bins: 3 }\n  plain: { kind: logistic, penalty: none, max_bins: 3 }\n  slow: { kind: logistic, solver: gradient, max_bins: 2 }\n",
  );
  // the title twice under two names
  tiny.leads = tiny.leads.map((line, i) => `${line},${i === 0 ? "role" : line.split(",")[3]}`);
  replaceIn(tiny, "[title, employees, email]", "[title, role]");
  replaceIn(tiny, /flags: .*\n/, "");
  replaceIn(
    tiny,
    "  activities: { windows",
    "  signs: { demo_request_30d: '-', page_view_30d: '-' }\n  activities: { windows",
  );
  const { result } = await foundIn(writeStudy(join(place.folder, "refused"), tiny));
  const { logit, plain, slow } = result.models;
  expect(plain?.reason).toMatch(/role.*title.*penalty: ridge/);
  expect(slow?.reason).toMatch(/solver: newton/);
  expect(logit?.evaluation.auc.value).toBeGreaterThan(0.5);
  expect(logit?.notes.join()).toContain("demo_request_30d run against its expected sign (-)");
  const folds = result.warnings.filter((w) => w.code === "folds-refused");
  expect(folds.map((w) => w.what)).toEqual([
    expect.stringMatching(/^plain is not fitted in any quarter: role.*combination of .*title/),
    expect.stringMatching(/^slow is not fitted in any quarter: .*solver: newton/),
  ]);
  const wrong = result.warnings.filter((w) => w.code === "wrong-sign");
  expect(wrong.map((w) => w.what)).toEqual([
    expect.stringContaining("logit gives more points for more of demo_request_30d"),
  ]);
});

it("a sign of a text, of nothing, and a window that nothing is counted over are faults of the study", async () => {
  const tiny = studyOf("  rates: { kind: close_rate, window: 90 days }\n");
  const study = writeStudy(join(place.folder, "window"), tiny);
  await expect(foundIn(study)).rejects.toMatchObject({
    faults: [{ code: "window-not-counted", where: { path: "models.rates.window" } }],
  });
  replaceIn(tiny, ", window: 90 days", "");
  replaceIn(
    tiny,
    "  activities: { windows",
    "  signs: { title: '+', demo_requests_30d: '+' }\n  activities: { windows",
  );
  await expect(foundIn(writeStudy(join(place.folder, "sign"), tiny))).rejects.toMatchObject({
    faults: [
      { code: "no-sign" },
      { code: "unknown-feature", where: { path: "features.signs.demo_requests_30d" } },
    ],
  });
});

it.each(["NaN", "Infinity", "1e999"])("a number written %s is never a number to a model", async (written) => {
  const tiny = studyOf("  logit: { kind: logistic, penalty: ridge, max_bins: 3 }\n");
  spoil(tiny, written);
  replaceIn(
    tiny,
    "known_at_creation: [title, employees, email]",
    "types: { employees: number }\n  known_at_creation: [title, employees, email]",
  );
  const study = writeStudy(join(place.folder, `n${written}`), tiny);
  const { result } = await foundIn(study);
  const employees = result.models.logit?.weights?.attributes.find(
    (a) => a.kind !== "rule" && a.name === "employees",
  );
  if (employees?.kind !== "bins") throw new Error("employees has no bins");
  for (const bin of employees.bins)
    if (bin.kind === "range")
      for (const end of [bin.low, bin.high]) expect(end === null || (end > 0 && end < 600)).toBe(true);
  expect(JSON.stringify(result.models)).not.toMatch(/NaN|Infinity/);
});
