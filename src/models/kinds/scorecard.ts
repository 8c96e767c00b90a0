import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import {
  againstTheirRates,
  cardUnfinished,
  neverWeighed,
  noCharacteristic,
  tellNoMoreThanNoise,
  wholePointsMove,
} from "../../base/messages/models/fits.ts";
import { moved, roundHalfAway, scalingOf } from "../../stats/binning/scale.ts";
import { auc } from "../../stats/rank/rank.ts";
import { type AlikeRows, alikeTogether } from "../../stats/regression/binned/alike.ts";
import type { BinnedContrast } from "../../stats/regression/binned/fit.ts";
import { linearPredictor } from "../../stats/regression/logistic/dense.kernel.ts";
import { designOf } from "../../stats/regression/logistic/design.ts";
import { fitDesign } from "../../stats/regression/logistic/fit.ts";
import { inOrder } from "../../stats/regression/penalised/rising-net.ts";
import type { Contrast, RisingFamily } from "../../stats/regression/rising.ts";
import { choice, made, number, object, type ReadAs, said } from "../../study/schema/shape.ts";
import type { Attribute } from "../../weights/type.ts";
import { type Binning, describes } from "../bins.ts";
import { codesOf, tabled, tabledDoubles } from "../codes.kernel.ts";
import { draftOf } from "../draft.ts";
import { sampleSizeNotes } from "../fitting/sample-size.ts";
import type { Kind } from "../kind.ts";
import { scoreRows } from "../score.ts";
import type { Signs } from "../sign.ts";
import type { FitExtras, FittedDraft, TrainingRows } from "../type.ts";
import { type Card, type CardRules, cardOf, cardRows, shipped, tellingBins, tells } from "./card.ts";
import { activityFamilies } from "./rising.ts";
import { maxBinsKey } from "./stated.ts";

export interface ScorecardSpec extends CardRules {
  readonly kind: "scorecard";
  readonly anchored?: boolean;
  /** points that double the odds, and the points at given odds of reaching the outcome */
  readonly scale: { readonly pdo: number; readonly points: number; readonly odds: number };
}

/**
 * A light ridge: of WOE columns that repeat each other, maximum likelihood would give one a coefficient against its
 * sign, while a ridge shares it.
 */
const lambda = 1;

/**
 * A scorecard (Siddiqi 2006): each feature in its most informative bins (exact programme, stats/binning), their weight
 * of evidence as one column, a logistic regression on those, and its logit on an anchored scale in whole points.
 * Features whose bins have no more information than noise, and those with one bin, are left out. A coefficient against
 * the sign of the WOE is reported, not removed; but one more act does not count against a lead unless the data show it
 * (rising.ts), as far as whole points allow.
 */
export function fitScorecard(
  name: string,
  spec: ScorecardSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
  { signs = new Map(), near }: Pick<FitExtras, "signs" | "near"> = {},
): FittedDraft | NotEstimable {
  const shared = cardRows(spec, rows);
  const all = rows.coded.features
    .filter(describes)
    .map((feature) => cardOf(feature, spec, shared, cuts.get(feature.name)));
  const used = all.filter(tells);
  const leftOut = leftOutNotes(
    all.filter((card) => !used.includes(card)),
    spec.minShare,
  );
  if (used.length === 0) return notEstimable(noCharacteristic(leftOut));
  const binned = used.map((card) => binnedCard(card, rows));
  const alike = alikeTogether(
    binned.map((own) => own.rows),
    binned.map(({ bins }) => bins.length + 1),
    rows,
  );
  const woe = (cards: readonly Uint8Array[]): Float64Array[] =>
    cards.map((bins, k) => tabledDoubles(bins, woeTable(used[k])));
  const design = designOf({ columns: woe(alike.bins), label: alike.label, weight: alike.weight });
  const start = startNear(used, near);
  const free = fitDesign(design, { lambda, standardise: true, ...(start === null ? {} : { start }) });
  const held = free.converged
    ? inOrder(
        design,
        { coefficients: free.coefficients, ridge: lambda, lasso: 0 },
        cardFamilies(used, binned, alike, signs),
      )
    : null;
  const fit = { ...free, ...held };
  if (!fit.converged) return notEstimable(cardUnfinished);
  const scaling = scalingOf(spec.scale);
  const [intercept = 0] = fit.coefficients;
  const slope = (k: number): number => fit.coefficients[k + 1] ?? 0;
  const attributes = used.map(
    ({ feature, characteristic }, k): Attribute => ({
      kind: "bins",
      name: feature.name,
      bins: characteristic.bins.map((bin) =>
        shipped(feature, bin, roundHalfAway(scaling.factor * slope(k) * bin.woe)),
      ),
      group: null,
    }),
  );
  const draft = draftOf({
    name,
    kind: "scorecard",
    features: rows.coded.features,
    attributes,
    unit: 1,
    intercept: roundHalfAway(scaling.offset + scaling.factor * intercept),
  });
  const exact = (): Float64Array =>
    linearPredictor(
      { columns: woe(binned.map((own) => own.rows)), label: rows.label, offset: null },
      fit.coefficients,
    ).map((logit) => scaling.offset + scaling.factor * logit);
  return {
    draft,
    converged: true,
    iterations: fit.iterations,
    notes: [
      ...wrongSigns(
        used.flatMap(({ feature }, k) =>
          slope(k) < 0 ? [`${feature.name} (coefficient ${slope(k).toPrecision(2)})`] : [],
        ),
      ),
      // nobody reads the notes of a cross-fit, and these need all rows
      ...(near === undefined
        ? [
            roundingInWords(exact(), scoreRows(draft, rows.coded), rows, used.length),
            ...leftOut,
            ...sampleSizeNotes(
              used.reduce((sum, { characteristic }) => sum + tellingBins(characteristic) - 1, 0),
              rows,
              "penalised",
            ),
          ]
        : []),
    ],
    terms: null,
    begins: {
      intercept,
      slopes: new Map(used.map(({ feature }, k) => [feature.name, slope(k)])),
    },
  };
}

/** The rows of a card in its bins; a code that is in no bin is in one more, which has no weight. */
function binnedCard({ feature, characteristic, table }: Card, { coded }: TrainingRows): Binning {
  const { bins } = characteristic;
  const own = Uint8Array.from(table, (bin) => (bin < 0 ? bins.length : bin));
  return {
    feature,
    rows: tabled(codesOf(coded, feature), own),
    table: own,
    bins: bins.map((bin) => shipped(feature, bin, 0)),
    neutral: Uint8Array.from(bins, ({ neutral }) => (neutral ? 1 : 0)),
    joined: [],
  };
}

const woeTable = (card: Card | undefined): Float64Array =>
  Float64Array.of(...(card?.characteristic.bins ?? []).map(({ woe }) => woe), 0);

/** Where a fit begins that has a fit of similar rows beside it; features that the other lacks begin at 0. */
function startNear(cards: readonly Card[], near: FittedDraft | undefined): Float64Array | null {
  if (near?.begins === undefined) return null;
  const { intercept, slopes } = near.begins;
  return Float64Array.of(intercept, ...cards.map(({ feature }) => slopes.get(feature.name) ?? 0));
}

/** What one more act adds, by the coefficients of the weights of evidence. */
function cardFamilies(
  cards: readonly Card[],
  binned: readonly Binning[],
  { bins, weight }: AlikeRows,
  signs: Signs,
): readonly RisingFamily[] {
  const binnings = binned.map((own, k) => ({ ...own, rows: bins[k] ?? own.rows }));
  const families = activityFamilies(binnings, (_, bin) => bin, { weight }, signs);
  const placed = (contrast: BinnedContrast): Contrast => ({
    at: contrast.map(({ characteristic }) => characteristic + 1),
    by: contrast.map(
      ({ characteristic, bin, by }) => by * (cards[characteristic]?.characteristic.bins[bin]?.woe ?? 0),
    ),
  });
  return families.map(({ steps, whole, way }) => ({ steps: steps.map(placed), whole: placed(whole), way }));
}

const namesOf = (cards: readonly { readonly feature: { readonly name: string } }[]): string =>
  cards.length <= 8
    ? cards.map(({ feature }) => feature.name).join(", ")
    : `${namesOf(cards.slice(0, 8))} and ${cards.length - 8} more`;

/**
 * Notes of features with one bin beside missing and not observed, which were never weighed: such a feature may be more
 * informative than all others, as a rare request or a leak is.
 */
function leftOutNotes(cards: readonly Card[], minShare: number): string[] {
  const whole = cards.filter(
    ({ characteristic: { bins } }) => bins.filter((bin) => bin.kind !== "special").length < 2,
  );
  const noise = cards.filter((card) => !whole.includes(card));
  return [
    ...(whole.length === 0 ? [] : [neverWeighed(minShare, namesOf(whole))]),
    ...(noise.length === 0 ? [] : [tellNoMoreThanNoise(namesOf(noise))]),
  ];
}

const wrongSigns = (features: readonly string[]): string[] =>
  features.length === 0 ? [] : [againstTheirRates(features)];

function roundingInWords(
  exact: Float64Array,
  rounded: Float64Array,
  rows: TrainingRows,
  characteristics: number,
): string {
  const [before, after] = [auc(exact, rows.label), auc(rounded, rows.label)];
  const lost = before === null || after === null ? null : Math.abs(after - before);
  return wholePointsMove(characteristics / 2 + 0.5, moved(exact, rounded), lost);
}

const scaleKeys = object(
  {
    pdo: said("points that double the odds", number("pdo: 20", { above: 0, most: 100_000 })),
    points: said("points at these odds …", number("points: 100", { least: -100_000, most: 100_000 })),
    odds: said(
      "… of reaching the outcome, such as 0.1 for one in eleven",
      number("odds: 0.1", { above: 0, most: 1_000_000 }),
    ),
  },
  {
    example: "scale: { pdo: 20, points: 100, odds: 0.1 }",
    required: ["pdo", "points", "odds"],
  },
);

const scorecardKeys = object(
  {
    kind: choice(["scorecard"]),
    max_bins: maxBinsKey,
    monotone: said(
      "how the rate may go along a number; auto is ascending or descending, and a peak or a valley where that is beyond chance",
      choice(["auto", "ascending", "descending", "peak", "valley", "none"]),
    ),
    min_share: said(
      "a bin holds at least this share of the leads",
      number("min_share: 0.05", { above: 0, most: 0.5 }),
    ),
    periods: said(
      "rates keep one order in each of so many stretches of time",
      number("periods: 3", { least: 1, most: 12, whole: true }),
    ),
    scale: said("an anchored scale: points mean the same odds each quarter", scaleKeys),
  },
  { example: "kind: scorecard" },
);

const stated = (values: ReadAs<typeof scorecardKeys>): ScorecardSpec => ({
  kind: "scorecard",
  maxBins: values.max_bins ?? 6,
  monotone: values.monotone ?? "auto",
  minShare: values.min_share ?? 0.05,
  periods: values.periods ?? 1,
  anchored: values.scale !== undefined,
  scale: {
    pdo: values.scale?.pdo ?? 20,
    points: values.scale?.points ?? 100,
    odds: values.scale?.odds ?? 0.1,
  },
});

export const scorecard: Kind<ScorecardSpec> = {
  kind: "scorecard",
  stated: made(scorecardKeys, stated),
  words: () => "scorecard",
  facts: ({ scale }) => ({ anchor: scale }),
  ends: true,
  fit: fitScorecard,
};
