import { type Fault, warning } from "../../base/errors.ts";
import {
  collinear,
  constantColumns,
  datesForRanges,
  equalLeads,
  garbledLevels,
  nearLevels,
  oneFalls,
  outlier,
  personalColumns,
  riseTogether,
  sameAddress,
  sameIds,
  smallGroups,
  tellsApart,
  valuesGoTogether,
} from "../../base/messages/data/columns.ts";
import { isPersonalName } from "../../base/people/personal.ts";
import { codeOfColumn, isFilled } from "../../history/column.ts";
import type { CategoryColumn, Column, History, NumberColumn } from "../../history/type.ts";
import { rankCorrelation } from "../../stats/rank/correlation.ts";
import { placeOf } from "../../study/places.ts";
import type { Study } from "../../study/type.ts";
import { rangesAsDates, restored } from "./spelling.ts";

/** The inputs of these checks. */
interface Checked {
  readonly study: Study;
  readonly history: History;
}

/** The columns that the study lists as known at creation, from which models may learn. */
export const vouchedColumns = ({ study, history }: Checked): readonly (readonly [string, Column])[] =>
  study.features.knownAtCreation.flatMap((name) => {
    const column = history.leads.columns.get(name);
    return column === undefined ? [] : [[name, column] as const];
  });

/**
 * Warnings of what is odd in the columns that models may learn from, and in the leads as a whole: constants, one value
 * in several spellings, pairs with the same information, values far from the others, ids and personal data, small
 * groups, copies. For `check` only; nothing depends on them. O(columns x leads + columns^2).
 */
export function columnFaults(of: Checked): readonly Fault[] {
  const { study, history } = of;
  const vouched = vouchedColumns(of);
  const where = (name: string) =>
    placeOf(study, `features.known_at_creation[${study.features.knownAtCreation.indexOf(name)}]`);
  const { count, columns } = history.leads;
  const constants = vouched.flatMap(([name, column]) => {
    const value = constantOf(column, count);
    return value === null ? [] : [[name, value] as const];
  });
  const varied = vouched.filter(([name]) => !constants.some(([other]) => other === name));
  const personal = varied.flatMap(([name, column]) =>
    ((isPersonalName(name) && column.kind === "category" && column.levels.length > fewLevels) ||
      holdsAddresses(column)) &&
    !isLookedInto(study, name)
      ? [name]
      : [],
  );
  const out: Fault[] = [];
  if (personal.length > 0) out.push(warning(personalColumns(personal), where(personal[0] ?? "")));
  const pairs = collinearPairs(varied, count);
  if (pairs.length > 0) out.push(warning(collinear(pairs), placeOf(study, "features.known_at_creation")));
  if (constants.length > 0) out.push(warning(constantColumns(constants), where(constants[0]?.[0] ?? "")));
  for (const [name, column] of varied) {
    if (personal.includes(name) || isLookedInto(study, name)) continue;
    const found =
      column.kind === "number" ? numberFaults(name, column) : levelFaults(name, column, study.minGroup);
    out.push(...found.map((message) => warning(message, where(name))));
  }
  // rules and channels may name columns that no model learns from
  for (const [name, column] of columns)
    if (!vouched.some(([other]) => other === name) && column.kind === "category") {
      const near = column.levels.length <= fewEnough ? nearGroups(column) : [];
      if (near.length > 0) out.push(warning(nearLevels(name, near)));
    }
  return [...out, ...copies(history)];
}

/** Up to this many levels a column is one of kinds (yes, no, by mail), which name personal data but hold none. */
const fewLevels = 10;
/** Spellings in a column with more levels than this are reported only where the study uses it. */
const fewEnough = 100;

/** The one value of a constant column; null: it has several. */
function constantOf(column: Column, leads: number): string | null {
  let first: number | null = null;
  for (let lead = 0; lead < leads; lead++) {
    if (!isFilled(column, lead)) continue;
    const code = codeOfColumn(column, lead);
    if (first !== null && code !== first) return null;
    first = code;
  }
  if (first === null) return "empty";
  return column.kind === "number" ? String(first) : (column.levels[first] ?? "");
}

const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function holdsAddresses(column: Column): boolean {
  if (column.kind === "number" || column.levels.length === 0) return false;
  return column.levels.filter((level) => address.test(level)).length > 0.5 * column.levels.length;
}

/** Whether a flag uses only the domain of the address in this column. */
const isLookedInto = ({ flags }: Study, name: string): boolean =>
  [...flags.values()].some((flag) => flag.kind === "domain" && flag.column === name);

/** How many leads have each level. */
const levelCounts = ({ levels, codes }: CategoryColumn): readonly number[] => {
  const counts = levels.map(() => 0);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
};

/** The number of levels for each lead from which on nearly every lead has a level of its own. */
const nearlyUnique = 0.5;
/** The share of the leads in groups that are too small from which on it is reported. */
const muchSmall = 0.2;

function levelFaults(name: string, column: CategoryColumn, minGroup: number) {
  const counts = levelCounts(column);
  const filled = counts.reduce((sum, n) => sum + n, 0);
  if (filled >= 20 && column.levels.length > nearlyUnique * filled)
    return [tellsApart(name, column.levels.length, filled)];
  const near = nearGroups(column);
  const dates = rangesAsDates(column.levels);
  const garbled = column.levels.filter(
    (level) => restored(level) !== level && !near.some((levels) => levels.some(([other]) => other === level)),
  );
  const small = counts.filter((n) => n < minGroup);
  const inSmall = small.reduce((sum, n) => sum + n, 0);
  return [
    ...(near.length > 0 ? [nearLevels(name, near)] : []),
    ...(dates.length > 0 ? [datesForRanges(name, dates)] : []),
    ...(garbled[0] === undefined
      ? []
      : [garbledLevels(name, garbled.length, garbled[0], restored(garbled[0]))]),
    ...(inSmall > muchSmall * filled ? [smallGroups(name, small.length, inSmall, minGroup)] : []),
  ];
}

/** Levels that differ only by capitals, signs, blanks, accents or the order of a list; the commonest first. */
function nearGroups(column: CategoryColumn): readonly (readonly (readonly [string, number])[])[] {
  const counts = levelCounts(column);
  const groups = new Map<string, (readonly [string, number])[]>();
  column.levels.forEach((level, code) => {
    const key = folded(level);
    if (key !== "") groups.set(key, [...(groups.get(key) ?? []), [level, counts[code] ?? 0]]);
  });
  return [...groups.values()]
    .filter((levels) => levels.length > 1)
    .map((levels) => levels.toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))
    .sort((a, b) => (b[0]?.[1] ?? 0) - (a[0]?.[1] ?? 0) || ((a[0]?.[0] ?? "") < (b[0]?.[0] ?? "") ? -1 : 1));
}

/** A level without capitals, signs, blanks and accents; the parts of a list such as `B;A` are put in order. */
const folded = (level: string): string =>
  restored(level)
    .normalize("NFKD")
    .toLowerCase()
    .split(";")
    .map((part) => part.replace(/[^\p{L}\p{N}+#]/gu, ""))
    .sort()
    .join(";");

/**
 * A value is reported where it is this many times the value that 99 of 100 leads stay below, with at least so many
 * leads.
 */
const far = 10;
const leastOfFar = 100;

function numberFaults(name: string, { values }: NumberColumn) {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  if (sorted.length < leastOfFar) return [];
  const usual = sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0;
  const most = sorted.at(-1) ?? 0;
  if (usual <= 0 || most < far * usual) return [];
  return [
    outlier(
      name,
      most,
      usual,
      sorted.reduce((n, v) => n + (v >= far * usual ? 1 : 0), 0),
    ),
  ];
}

/**
 * How many leads pairs of columns are compared on: spread evenly over all, so that the order of their ids does not
 * matter.
 */
const looked = 4000;
/**
 * The rank correlation, or the share of leads whose value in one column follows from the other, from which on two
 * columns hold the same information.
 */
const same = { rank: 0.985, told: 0.99 };
/** A value so common that it follows from anything. */
const common = 0.9;
const leastOfPair = 50;
const mostColumns = 80;

function collinearPairs(
  columns: readonly (readonly [string, Column])[],
  count: number,
): readonly (readonly [string, string, string])[] {
  const step = Math.max(1, Math.floor(count / looked));
  const leads = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
  const read = columns.slice(0, mostColumns).map(([name, column]) => ({
    name,
    kind: column.kind,
    codes: leads.map((lead) => (isFilled(column, lead) ? codeOfColumn(column, lead) : Number.NaN)),
  }));
  return read.flatMap((a, i) =>
    read.slice(i + 1).flatMap((b): (readonly [string, string, string])[] => {
      const both = leads.flatMap((_, k) => (Number.isNaN(a.codes[k]) || Number.isNaN(b.codes[k]) ? [] : [k]));
      if (both.length < Math.max(leastOfPair, leads.length / 2)) return [];
      const [x, y] = [a, b].map(({ codes }) => both.map((k) => codes[k] ?? 0));
      if (x === undefined || y === undefined) return [];
      if (a.kind === "number" && b.kind === "number") {
        const rho = rankCorrelation(x, y);
        return rho !== null && Math.abs(rho) >= same.rank
          ? [[a.name, b.name, rho < 0 ? oneFalls : riseTogether]]
          : [];
      }
      return toldBy(x, y) >= same.told && toldBy(y, x) >= same.told
        ? [[a.name, b.name, valuesGoTogether]]
        : [];
    }),
  );
}

/**
 * The share of the leads whose value in `y` is the commonest one for their value in `x`; 0 where one value of `y` is
 * too common by itself.
 */
function toldBy(x: readonly number[], y: readonly number[]): number {
  const all = new Map<number, number>();
  const by = new Map<number, Map<number, number>>();
  x.forEach((value, i) => {
    const other = y[i] ?? 0;
    all.set(other, (all.get(other) ?? 0) + 1);
    const own = by.get(value) ?? new Map<number, number>();
    own.set(other, (own.get(other) ?? 0) + 1);
    by.set(value, own);
  });
  const most = (counts: ReadonlyMap<number, number>): number => Math.max(...counts.values());
  // where nearly each lead has a value of its own, nothing follows from it
  if (most(all) > common * x.length || by.size > 0.5 * x.length) return 0;
  return [...by.values()].reduce((sum, counts) => sum + most(counts), 0) / x.length;
}

/** Pairs of ids that differ only in capitals; not those of Salesforce's ids of 15 letters, in which capitals count. */
function idsByCapitals(ids: readonly string[]): readonly (readonly [string, string])[] {
  const seen = new Map<string, string>();
  return ids.flatMap((id): (readonly [string, string])[] => {
    if (/^[0-9A-Za-z]{15}$/.test(id)) return [];
    const key = id.toLowerCase();
    const other = seen.get(key);
    seen.set(key, id);
    return other === undefined ? [] : [[other, id]];
  });
}

/** With more leads than this they are not compared: their rows would take more memory than everything else. */
const mostCompared = 200_000;
/** The share and number from which on copies are reported, and the least number of columns to compare. */
const many = { share: 0.01, leads: 20, columns: 4 };

/** Leads that equal another lead in every column, and addresses that several leads share. */
function copies({ leads }: History): readonly Fault[] {
  const { count, created } = leads;
  const out: Fault[] = [];
  const columns = [...leads.columns];
  if (columns.length >= many.columns && count <= mostCompared) {
    const seen = new Map<string, number>();
    for (let lead = 0; lead < count; lead++) {
      const key = `${created[lead]},${columns.map(([, column]) => codeOfColumn(column, lead)).join(",")}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    const equal = count - seen.size;
    if (equal >= Math.max(many.leads, many.share * count)) out.push(warning(equalLeads(equal, count)));
  }
  const alike = idsByCapitals(leads.ids);
  if (alike.length >= Math.max(fewLevels, many.share * count))
    out.push(warning(sameIds(alike.length, alike[0]?.[0] ?? "", alike[0]?.[1] ?? "")));
  for (const [name, column] of columns) {
    if (column.kind === "number" || !holdsAddresses(column)) continue;
    const counts = levelCounts(column).filter((n) => n > 1);
    const shared = counts.reduce((sum, n) => sum + n, 0);
    if (shared >= Math.max(many.leads, many.share * count))
      out.push(warning(sameAddress(name, shared, counts.length)));
  }
  return out;
}
