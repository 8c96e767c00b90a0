import type { Feature } from "../features/type.ts";
import { namesOf } from "../rules/names.ts";
import { print } from "../rules/print.ts";
import type { Predicate } from "../rules/tree.ts";
import type { Draft } from "../weights/seal.ts";
import type { Attribute } from "../weights/type.ts";
import { inputOf } from "./inputs.ts";

/** A points model as the study states it by hand. */
export interface PointsModel {
  readonly points: readonly (
    | {
        readonly kind: "when";
        readonly when: Predicate;
        readonly points: number;
        readonly group: string | null;
      }
    | {
        readonly kind: "per";
        readonly feature: string;
        readonly points: number;
        readonly max: number | null;
        readonly group: string | null;
      }
  )[];
  readonly groups: ReadonlyMap<string, { readonly min: number | null; readonly max: number | null }>;
  readonly floor: number | null;
  readonly ceiling: number | null;
}

/** The most decimals of points: 2.5 is counted in tenths. */
const mostDecimals = 4;

/**
 * Points by hand as weights: nothing is fitted. The unit is 1, or the power of ten that makes every number of the model
 * an integer. `per` counts on: points x value, limited to 0 and `max`.
 */
export function pointsModel(name: string, model: PointsModel, features: readonly Feature[]): Draft {
  const unit = unitOf(model);
  const scaled = (x: number): number => Math.round(x / unit);
  const bound = (x: number | null): number | null => (x === null ? null : scaled(x));
  const attributes: Attribute[] = model.points.map((term) => {
    if (term.kind === "when")
      return { kind: "rule", when: print(term.when), points: scaled(term.points), group: term.group };
    const max = term.max === null ? null : scaled(term.max);
    const rising = term.points >= 0;
    return {
      kind: "linear",
      name: term.feature,
      coef: scaled(term.points),
      centre: 0,
      missing: 0,
      min: rising ? null : max === null ? null : -Math.abs(max),
      max: rising ? max : null,
      group: term.group,
    };
  });
  const named = new Set(
    model.points.flatMap((term) => (term.kind === "when" ? namesOf(term.when) : [term.feature])),
  );
  return {
    schemaVersion: 1,
    name,
    version: "1.0.0",
    kind: "points",
    inputs: features.filter((feature) => named.has(feature.name)).map(inputOf),
    attributes,
    groups: [...model.groups].map(([group, { min, max }]) => ({
      name: group,
      min: bound(min),
      max: bound(max),
    })),
    baseline: [],
    floor: bound(model.floor),
    ceiling: bound(model.ceiling),
    intercept: 0,
    scale: { unit },
    calibration: { kind: "none" },
    grades: [],
    mql: null,
  };
}

function unitOf(model: PointsModel): number {
  const numbers = [
    ...model.points.flatMap((term) =>
      term.kind === "per" && term.max !== null ? [term.points, term.max] : [term.points],
    ),
    ...[...model.groups.values()].flatMap(({ min, max }) => [min, max]),
    model.floor,
    model.ceiling,
  ].filter((x) => x !== null);
  for (let decimals = 0; decimals < mostDecimals; decimals++) {
    const unit = 10 ** -decimals;
    if (numbers.every((x) => Math.abs(x / unit - Math.round(x / unit)) < 1e-9)) return unit;
  }
  return 10 ** -mostDecimals;
}
