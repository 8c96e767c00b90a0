import { describe, expect, it } from "vitest";
import { expit } from "../../src/stats/numeric/expit.ts";
import { fitLogistic } from "../../src/stats/regression/logistic/fit.ts";
import { augmented } from "../../src/stats/selection/augmented.ts";
import { expectGolden, golden } from "../helpers/golden.ts";
import { synthDecayed, synthIs, synthNumbers, synthTraits, synthWon } from "../helpers/synth.ts";

/** The 3,069 leads: who was worked, who won within 90 days, what old points worked them by, and what they are known by. */
const leads = () => ({
  worked: synthNumbers("worked"),
  label: synthWon(),
  chosenBy: [
    synthNumbers("legacy_points"),
    synthNumbers("free_email"),
    synthIs("title", "director"),
    synthIs("title", "vp_c"),
  ],
  knownBy: [...synthTraits(), ...synthDecayed()],
});

/** What a logistic fit on some rows says of all. */
function predicted(
  columns: readonly Float64Array[],
  label: Float64Array,
  on: (i: number) => boolean,
  lambda: number,
): Float64Array {
  const rows = [...label.keys()].filter(on);
  const of = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i] ?? 0);
  const { coefficients } = fitLogistic({ columns: columns.map(of), label: of(label) }, { lambda });
  return label.map((_, i) =>
    expit(
      columns.reduce(
        (sum, values, j) => sum + (coefficients[j + 1] ?? 0) * (values[i] ?? 0),
        coefficients[0] ?? 0,
      ),
    ),
  );
}

const mean = (of: ArrayLike<number>): number => Array.from(of).reduce((a, b) => a + b, 0) / of.length;

describe("SEL01 had every lead been worked", () => {
  it("is what numpy computes: weighting, regression, both together, and their error", () => {
    const { expected, tolerance } = golden("SEL01.ipw_aipw");
    const { worked, label, chosenBy, knownBy } = leads();
    const propensity = predicted(chosenBy, worked, () => true, 0);
    const model = predicted(knownBy, label, (i) => worked[i] === 1, 1);
    const rows = { label, worked, propensity };
    const both = augmented({ ...rows, predicted: model }, false);
    const none = new Float64Array(label.length);
    const se = Math.sqrt(
      both.terms.reduce((sum, t) => sum + (t - both.value) ** 2, 0) / (label.length - 1) / label.length,
    );
    const { n, naive_worked, truth_90d_if_worked, ...others } = expected as Record<string, number>;
    expectGolden(
      {
        worked: mean(worked),
        all_leads: mean(label),
        ht: augmented({ ...rows, predicted: none }, false).value,
        // without a model, weights that add up to those of all are Hajek's
        hajek: augmented({ ...rows, predicted: none }).value,
        regression: mean(model),
        aipw: both.value,
        aipw_se: se,
        ess: both.effective,
        max_weight: both.largest,
      },
      others,
      tolerance,
    );
    expect(label.length).toBe(n);
    expect(label.filter((_, i) => worked[i] === 1).reduce((a, b) => a + b, 0)).toBeCloseTo(
      (naive_worked ?? 0) * worked.reduce((a, b) => a + b, 0),
      6,
    );
    // the truth of the simulation lies within one standard error, that of the worked alone two above it
    expect(Math.abs(both.value - (truth_90d_if_worked ?? 0))).toBeLessThan(se);
  });
});
