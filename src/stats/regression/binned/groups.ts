import type { Sums } from "../../numeric/newton.ts";

/**
 * Characteristics taken together: for each group one code for each row, which numbers the combinations of bins that
 * occur.
 */
export interface Grouped {
  /** for each group, the code of each row */
  readonly codes: readonly Uint8Array[];
  /** first parameter of each group (parameter 0 is the intercept); one more entry than groups */
  readonly offsets: Int32Array;
  readonly members: readonly (readonly Member[])[];
}

interface Member {
  readonly characteristic: number;
  /** the characteristic's bin in each cell of the group */
  readonly binOf: Uint8Array;
}

/** The most cells of a group: a table of two groups then stays in a near cache. */
const mostCells = 64;

interface Open {
  codes: Uint8Array;
  cells: number;
  members: Member[];
}

/**
 * Groups neighbouring characteristics while few enough combinations occur, so that the number of pairs in a Newton pass
 * falls with the square of the group's length. (Windows of one activity, mostly 0 together, group well.) Cells are
 * numbered by their bins, whatever the order of rows. O(n) for each characteristic.
 */
export function group(bins: readonly Uint8Array[], sizes: readonly number[], most = mostCells): Grouped {
  const groups: Open[] = [];
  bins.forEach((bin, characteristic) => {
    const size = sizes[characteristic] ?? 0;
    const last = groups.at(-1);
    if (last !== undefined && extend(last, bin, size, characteristic, most)) return;
    const binOf = Uint8Array.from({ length: size }, (_, b) => b);
    groups.push({ codes: bin, cells: size, members: [{ characteristic, binOf }] });
  });
  const offsets = new Int32Array(groups.length + 1);
  offsets[0] = 1;
  groups.forEach((g, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + g.cells;
  });
  return { codes: groups.map((g) => g.codes), offsets, members: groups.map((g) => g.members) };
}

function extend(g: Open, bin: Uint8Array, size: number, characteristic: number, most: number): boolean {
  const number = new Int32Array(g.cells * size).fill(-1);
  for (let i = 0; i < bin.length; i++) number[(g.codes[i] ?? 0) * size + (bin[i] ?? 0)] = 0;
  const occurring = Array.from(number.keys()).filter((joint) => number[joint] === 0);
  if (occurring.length > most) return false;
  occurring.forEach((joint, cell) => {
    number[joint] = cell;
  });
  const codes = new Uint8Array(bin.length);
  for (let i = 0; i < bin.length; i++) codes[i] = number[(g.codes[i] ?? 0) * size + (bin[i] ?? 0)] ?? 0;
  g.members = g.members.map((member) => ({
    ...member,
    binOf: Uint8Array.from(occurring, (joint) => member.binOf[Math.floor(joint / size)] ?? 0),
  }));
  g.members.push({ characteristic, binOf: Uint8Array.from(occurring, (joint) => joint % size) });
  g.codes = codes;
  g.cells = occurring.length;
  return true;
}

/** Spreads a pass over groups to the bins of their members: lower triangle, row-major; or the gradient only. */
export function ungroup({ first, bin }: StandsFor, from: Sums, out: Sums, withInformation = true): void {
  const p = out.gradient.length;
  const q = from.gradient.length;
  out.logLikelihood = from.logLikelihood;
  out.gradient.fill(0);
  out.gradient[0] = from.gradient[0] ?? 0;
  for (let a = 1; a < q; a++)
    for (let i = first[a] ?? 0; i < (first[a + 1] ?? 0); i++) {
      const row = bin[i] ?? 0;
      out.gradient[row] = (out.gradient[row] ?? 0) + (from.gradient[a] ?? 0);
    }
  if (!withInformation) return;
  out.information.fill(0);
  out.information[0] = from.information[0] ?? 0;
  for (let a = 1; a < q; a++) {
    const [rowFrom, rowTo] = [first[a] ?? 0, first[a + 1] ?? 0];
    const own = from.information[a * q + a] ?? 0;
    for (let i = rowFrom; i < rowTo; i++) {
      const row = bin[i] ?? 0;
      out.information[row * p] = (out.information[row * p] ?? 0) + own;
      for (let k = rowFrom; k <= i; k++) {
        const at = row * p + (bin[k] ?? 0);
        out.information[at] = (out.information[at] ?? 0) + own;
      }
    }
    for (let b = 1; b < a; b++) {
      const v = from.information[a * q + b] ?? 0;
      if (v === 0) continue;
      const columnTo = first[b + 1] ?? 0;
      for (let i = rowFrom; i < rowTo; i++) {
        const row = (bin[i] ?? 0) * p;
        for (let k = first[b] ?? 0; k < columnTo; k++) {
          const at = row + (bin[k] ?? 0);
          out.information[at] = (out.information[at] ?? 0) + v;
        }
      }
    }
  }
}

/** The bin parameters that belong to each cell parameter a, ascending: bin[first[a]] to bin[first[a + 1] - 1]. */
export interface StandsFor {
  readonly first: Int32Array;
  readonly bin: Int32Array;
}

/** @param offsets first parameter of each characteristic (parameter 0 is the intercept) */
export function standsFor(g: Grouped, offsets: Int32Array): StandsFor {
  const q = g.offsets[g.codes.length] ?? 1;
  const lists: number[][] = Array.from({ length: q }, () => []);
  g.members.forEach((members, i) => {
    for (const { characteristic, binOf } of members)
      binOf.forEach((b, cell) => {
        lists[(g.offsets[i] ?? 0) + cell]?.push((offsets[characteristic] ?? 0) + b);
      });
  });
  const first = new Int32Array(q + 1);
  lists.forEach((list, a) => {
    first[a + 1] = (first[a] ?? 0) + list.length;
  });
  return { first, bin: Int32Array.from(lists.flat()) };
}
