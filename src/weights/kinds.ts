/** Kinds of model, as weights and results name them. */
export const modelKinds = ["points", "close_rate", "scorecard", "integer_points", "logistic"] as const;
export type ModelKind = (typeof modelKinds)[number];

/** How the integer points of a model are shown to people. */
export interface ShownUnit {
  /** of a column or an axis */
  readonly title: string;
  /** one shipped point is so many shown ones */
  readonly scale: number;
  readonly digits: number;
}

/** What kinds of model differ in once they are fitted: said here alone. How each is fitted, src/models/kinds says. */
interface KindTraits {
  /** its name for people */
  readonly words: string;
  /** how points that ship in a unit are shown */
  readonly shown: (unit: number) => ShownUnit;
  /** few whole points, chosen anew in each fold: scores of two folds compare as probabilities alone */
  readonly chosen: boolean;
  /** the least and the greatest score are shown, since its scale is one that people may state */
  readonly ends: boolean;
}

/** Hundredths of a logit: whole numbers of a size that people can add. */
const logits = (unit: number): ShownUnit => ({ title: "Points", scale: 100 * unit, digits: 0 });

/** Points as definitions cut them, with the decimals of their unit. */
const points = (unit: number): ShownUnit => ({ title: "Points", scale: unit, digits: decimalsOf(unit) });

/** Decimals of 1, 0.5, 0.01: as few as show every multiple of it. */
function decimalsOf(unit: number): number {
  let digits = 0;
  while (digits < 6 && Math.abs(unit * 10 ** digits - Math.round(unit * 10 ** digits)) > 1e-9) digits++;
  return digits;
}

export const kindTraits: Readonly<Record<ModelKind, KindTraits>> = {
  points: { words: "points by hand", shown: points, chosen: false, ends: false },
  close_rate: {
    words: "close-rate points",
    // tenths of a lead in 100, whole points, or logits of naive Bayes
    shown: (unit) =>
      unit === 1 ? points(1) : unit === 0.1 ? { ...points(unit), title: "Adds, per 100" } : logits(unit),
    chosen: false,
    ends: false,
  },
  scorecard: { words: "scorecard", shown: points, chosen: false, ends: true },
  integer_points: { words: "small whole points", shown: points, chosen: true, ends: false },
  logistic: { words: "logistic", shown: logits, chosen: false, ends: false },
};

/** How a model's points are shown. */
export const shownUnit = (of: {
  readonly kind: ModelKind;
  readonly scale: { readonly unit: number };
}): ShownUnit => kindTraits[of.kind].shown(of.scale.unit);
