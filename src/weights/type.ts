import type { ScoreMap } from "../stats/calibrate/map.ts";

/**
 * What ships: enough to score a lead by hand. Points are integers in `scale.unit`, so that replay, scorer and SQL add
 * the same integers; p = map(score x unit).
 */
export interface Weights {
  readonly schemaVersion: 1;
  readonly name: string;
  /** semver: major input contract, minor weights or bins, patch metadata */
  readonly version: string;
  /** over the canonical JSON of everything but this field */
  readonly sha256: string;
  readonly kind: ModelKind;
  readonly inputs: readonly Input[];
  readonly attributes: readonly Attribute[];
  readonly groups: readonly Group[];
  /** points of the average training lead, rounded, in the order of attributes: what reasons are held against */
  readonly baseline: readonly number[];
  /** of the total, in points; null: none */
  readonly floor: number | null;
  readonly ceiling: number | null;
  /** points */
  readonly intercept: number;
  readonly scale: { readonly unit: number };
  readonly calibration: Calibration;
  /** integer score cut-offs, best grade first: a lead has the first grade whose cut-off its score reaches */
  readonly grades: readonly { readonly grade: string; readonly atLeast: number }[];
  /** integer score cut-off, or null where no definition cuts on this model */
  readonly mql: number | null;
  readonly golden: readonly GoldenRow[];
}

export type ModelKind = "points" | "close_rate" | "scorecard" | "integer_points" | "logistic";

export type Input =
  | {
      readonly name: string;
      readonly type: "number" | "category";
      readonly from: { readonly column: string };
    }
  | { readonly name: string; readonly type: "boolean"; readonly from: { readonly flag: string } }
  | {
      readonly name: string;
      readonly type: "count";
      /** window in days, null for ever; cap null for none */
      readonly from: { readonly count: string; readonly window: number | null; readonly cap: number | null };
    }
  | {
      readonly name: string;
      readonly type: "decay";
      /**
       * min(cap, sum over the activities of 2^(-age / half_life)), rounded down to `round`: age and half-life in days, a
       * sum within 1e-9 steps below a step counting as that step
       */
      readonly from: {
        readonly decay: string;
        readonly half_life: number;
        readonly cap: number;
        readonly round: number;
      };
    };

export interface BinsAttribute {
  readonly kind: "bins";
  readonly name: string;
  readonly bins: readonly Bin[];
  readonly group: string | null;
}

/** `low` null: from minus infinity; `high` null: to infinity. Half-open [low, high). */
export type Bin =
  | {
      readonly kind: "range";
      readonly low: number | null;
      readonly high: number | null;
      readonly points: number;
    }
  | { readonly kind: "category"; readonly values: readonly (string | boolean)[]; readonly points: number }
  | { readonly kind: "missing"; readonly points: number }
  | { readonly kind: "other"; readonly points: number }
  | { readonly kind: "not_observed"; readonly points: number };

/**
 * points = clamp(coef x (value - centre), min, max), held inside +-2^30 and rounded half away from zero; `missing` where
 * the value is NULL
 */
export interface LinearAttribute {
  readonly kind: "linear";
  readonly name: string;
  readonly coef: number;
  readonly centre: number;
  readonly missing: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly group: string | null;
}

/** `points` where the predicate (text of the rule language over inputs) is true */
export interface RuleAttribute {
  readonly kind: "rule";
  readonly when: string;
  readonly points: number;
  readonly group: string | null;
}

export type Attribute = BinsAttribute | LinearAttribute | RuleAttribute;

/** The sum of a group's points is clamped before it joins the total. */
export interface Group {
  readonly name: string;
  readonly min: number | null;
  readonly max: number | null;
}

/**
 * How a score becomes a probability (stats/calibrate/map.ts): `platt` and `beta` take x = score x unit, a `lookup` the
 * score itself; `none`: the score is no probability.
 */
export type Calibration = ScoreMap | { readonly kind: "none" };

/** A missing input is null; a count, decayed or not, that is not observed is `{ notObserved: true }`. */
export type InputValue = number | string | boolean | null | { readonly notObserved: true };

export interface GoldenRow {
  readonly inputs: Readonly<Record<string, InputValue>>;
  readonly score: number;
  readonly p: number | null;
  readonly grade: string | null;
  readonly mql: boolean | null;
}
