import { sameLeadsAs } from "../../../base/messages/models/fits.ts";
import type { Binning, BinShape } from "../../bins.ts";
import { massesOf } from "../../codes.kernel.ts";
import { binLabel } from "../../explain/bins.ts";
import type { FittedDraft, TrainingRows } from "../../type.ts";
import { logitUnit } from "../unit.ts";

/** The bins of a fold as 0/1 columns, without each characteristic's fullest bin, with which the others are compared. */
export interface Design {
  /** one column for each bin that is neither the fullest nor neutral */
  readonly columns: readonly Float64Array[];
  /** name of each column: `title = CTO`, `employees 50 to 200` */
  readonly names: readonly string[];
  readonly label: Float64Array;
  readonly weight: Float64Array;
  readonly account: Int32Array;
  /** column of bin b of binning k, or -1: it has no weight of its own */
  readonly columnOf: (k: number, b: number) => number;
  readonly notes: readonly string[];
}

/**
 * The columns of a fold; O(rows x characteristics), and 8 bytes for each row and column. Where the same leads lack two
 * characteristics (a form that was not filled in, activities recorded from one day on) one weight serves both, since no
 * data could distinguish them. So the second takes as its fullest bin that of the leads which have it: otherwise its
 * columns would add up to the first's.
 */
export function designOf(rows: TrainingRows, binnings: readonly Binning[], name: NameOf): Design {
  const n = rows.label.length;
  const columns: Float64Array[] = [];
  const names: string[] = [];
  const notes: string[] = [];
  const lacking: Lacking[] = [];
  const place = binnings.map((binning) => {
    const bin = binning.rows;
    const { mass } = massesOf(bin, binning.bins.length, rows.weight, null);
    const repeats = binning.bins.map((shape, b) => {
      if (binning.neutral[b] === 1 || (shape.kind !== "missing" && shape.kind !== "not_observed"))
        return false;
      const own = name(binning, shape);
      const same = lacking.find((other) => bin.every((of, i) => (of === b) === (other.bin[i] === other.at)));
      if (same === undefined) lacking.push({ name: own, bin, at: b });
      else notes.push(sameLeadsAs(own, same.name));
      return same !== undefined;
    });
    const fullest = mass.reduce(
      (most, m, b) => (repeats[b] !== true && (most < 0 || m > (mass[most] ?? 0)) ? b : most),
      -1,
    );
    const own = binning.bins.map((shape, b) => {
      if (b === fullest || binning.neutral[b] === 1 || repeats[b] === true) return -1;
      columns.push(new Float64Array(n));
      names.push(name(binning, shape));
      return columns.length - 1;
    });
    own.forEach((at, b) => {
      const column = columns[at];
      if (column === undefined) return;
      for (let i = 0; i < n; i++) if (bin[i] === b) column[i] = 1;
    });
    return own;
  });
  return {
    columns,
    names,
    label: Float64Array.from(rows.label),
    weight: rows.weight,
    account: rows.account,
    columnOf: (k, b) => place[k]?.[b] ?? -1,
    notes,
  };
}

/** The leads that lack a characteristic: those in its bin `at`. */
interface Lacking {
  readonly name: string;
  readonly bin: Uint8Array;
  readonly at: number;
}

type NameOf = (binning: Binning, bin: Binning["bins"][number]) => string;

/** The intercept and weights of another fit, for the columns of the same names; else 0. */
export function startFrom({ draft }: FittedDraft, { names }: Design): Float64Array {
  const points = new Map(
    draft.attributes.flatMap((a) =>
      a.kind === "bins" ? a.bins.map((bin) => [columnName(a.name, bin), bin.points] as const) : [],
    ),
  );
  return Float64Array.of(draft.intercept, ...names.map((name) => points.get(name) ?? 0)).map(
    (value) => value * logitUnit,
  );
}

/** `employees 50 to 200` */
export const columnName = (feature: string, bin: BinShape): string =>
  `${feature} ${binLabel({ ...bin, points: 0 })}`;
