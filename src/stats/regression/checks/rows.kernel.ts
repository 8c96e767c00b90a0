const block = 1024;

/** Rows (1, x) with the side on which each must lie: 1 (positives), -1, or 0 for a row with both outcomes. */
export interface SidedRows {
  readonly columns: readonly Float64Array[];
  readonly side: Int8Array;
  /** 1 over the largest absolute value of the row, so that margins can be compared */
  readonly scale: Float64Array;
  /** rows that count, ascending */
  readonly active: Int32Array;
}

export function sidedRows(columns: readonly Float64Array[], side: Int8Array, active: Int32Array): SidedRows {
  const n = side.length;
  if (columns.some((c) => c.length !== n)) throw new RangeError("sidedRows: lengths disagree");
  const scale = new Float64Array(n).fill(1);
  for (const column of columns)
    for (let i = 0; i < n; i++) scale[i] = Math.max(scale[i]!, Math.abs(column[i]!));
  for (let i = 0; i < n; i++) scale[i] = 1 / scale[i]!;
  return { columns, side, scale, active };
}

/**
 * For each active row its scaled margin side x (1, x)'b; for a row with both outcomes, minus the distance from 0. O(n
 * p).
 */
export function margins(rows: SidedRows, b: Float64Array): Float64Array {
  const { columns, side, scale, active } = rows;
  const p = columns.length + 1;
  if (b.length !== p) throw new RangeError("margins: lengths disagree");
  const out = new Float64Array(active.length);
  for (let from = 0; from < active.length; from += block) {
    const to = Math.min(active.length, from + block);
    for (let a = from; a < to; a++) out[a] = b[0]!;
    for (let j = 1; j < p; j++) {
      const column = columns[j - 1]!;
      const slope = b[j]!;
      if (slope === 0) continue;
      for (let a = from; a < to; a++) out[a] = out[a]! + slope * column[active[a]!]!;
    }
    for (let a = from; a < to; a++) {
      const i = active[a]!;
      const m = out[a]! * scale[i]!;
      out[a] = side[i] === 0 ? -Math.abs(m) : side[i]! * m;
    }
  }
  return out;
}

/** Sum over the active rows of the scaled (1, x) with the sign of the side; rows with both outcomes add nothing. */
export function sumOfRows({ columns, side, scale, active }: SidedRows): Float64Array {
  const sum = new Float64Array(columns.length + 1);
  for (let a = 0; a < active.length; a++) {
    const i = active[a]!;
    const s = side[i]! * scale[i]!;
    sum[0] = sum[0]! + s;
    for (let j = 0; j < columns.length; j++) sum[j + 1] = sum[j + 1]! + s * columns[j]![i]!;
  }
  return sum;
}

/** Sum over the active rows of (1, x)(1, x)', scaled; row-major, both triangles. */
export function gramOfRows({ columns, scale, active }: SidedRows): Float64Array {
  const p = columns.length + 1;
  const gram = new Float64Array(p * p);
  const row = new Float64Array(p);
  for (let a = 0; a < active.length; a++) {
    const i = active[a]!;
    row[0] = scale[i]!;
    for (let j = 1; j < p; j++) row[j] = scale[i]! * columns[j - 1]![i]!;
    for (let j = 0; j < p; j++)
      for (let k = 0; k < p; k++) gram[j * p + k] = gram[j * p + k]! + row[j]! * row[k]!;
  }
  return gram;
}
