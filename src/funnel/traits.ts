import type { StaticFeature } from "../features/type.ts";
import type { TraitFacts } from "../result/type.ts";
import { lifted, matureLeads } from "./activities.ts";
import { rated } from "./rates.ts";
import type { Counted } from "./type.ts";

type Trait = TraitFacts["winners"][number];

/**
 * How many traits of each kind are shown, how many levels a text may have to be considered, and into how many groups a
 * number without cuts is divided.
 */
const shown = 10;
const mostLevels = 200;
const numberGroups = 4;

/**
 * What leads that reach the outcome have in common, and what the others have in common, by what was known at creation.
 */
export function traitFacts(of: Counted): TraitFacts {
  const { study, table } = of;
  const mature = matureLeads(of);
  const all = rated(of, mature);
  const traits: Trait[] = [];
  for (const feature of table.features) {
    if (!("codes" in feature) || (feature.kind === "category" && feature.values.length > mostLevels))
      continue;
    const { names, groupOf } = groupsOf(feature, mature.lead, study.features.bins.get(feature.name));
    const rows = names.map(() => ({ lead: [] as number[], went: [] as number[] }));
    for (let i = 0; i < mature.lead.length; i++) {
      const lead = mature.lead[i] ?? 0;
      const group = rows[groupOf[feature.codes[lead] ?? feature.missing] ?? -1];
      group?.lead.push(lead);
      group?.went.push(mature.went[i] ?? 0);
    }
    const hidden = withheldGroups(
      rows.map((own) => own.lead.length),
      study.minGroup,
    );
    rows.forEach((own, g) => {
      // a trait that all or no leads have distinguishes nobody
      if (hidden.has(g) || own.lead.length === 0 || own.lead.length === mature.lead.length) return;
      const { n, wentOn, rate } = rated(of, own);
      traits.push({
        feature: feature.name,
        level: names[g] ?? "",
        n,
        wentOn,
        rate,
        lift: lifted({ x: wentOn, n }, all),
        shareOfWinners: all.wentOn === 0 ? 0 : wentOn / all.wentOn,
      });
    });
  }
  const base = all.rate.value ?? 0;
  const ratio = (t: Trait): number => (t.rate.value ?? 0) / (base || 1);
  const name = (t: Trait): string => `${t.feature}\u0000${t.level}`;
  const by = (sign: number) => (a: Trait, b: Trait) =>
    sign * (ratio(b) - ratio(a)) || b.n - a.n || (name(a) < name(b) ? -1 : 1);
  // both intervals that are shown: the lift knows that the average is an estimate too
  const surely = ({ rate, lift }: Trait, above: boolean): boolean =>
    rate.value !== null &&
    lift.value !== null &&
    (above ? rate.low > base && lift.low > 1 : rate.high < base && lift.high < 1);
  return {
    winners: traits
      .filter((t) => surely(t, true))
      .sort(by(1))
      .slice(0, shown),
    others: traits
      .filter((t) => surely(t, false))
      .sort(by(-1))
      .slice(0, shown),
  };
}

/**
 * The groups with too few leads. Where there is exactly one, the smallest of the others is withheld too, since the
 * total less the rest would reveal it.
 */
function withheldGroups(sizes: readonly number[], least: number): ReadonlySet<number> {
  const order = [...sizes.keys()]
    .filter((g) => (sizes[g] ?? 0) > 0)
    .sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  const small = order.filter((g) => (sizes[g] ?? 0) < least);
  return new Set(small.length === 1 ? order.slice(0, 2) : small);
}

/** The names of a feature's groups, and the group of each code; -1: the code is in none. */
function groupsOf(
  { kind, values, codes, size, missing }: StaticFeature,
  leads: ArrayLike<number> & { readonly length: number },
  cuts: readonly number[] | undefined,
): { readonly names: readonly string[]; readonly groupOf: Int32Array } {
  const groupOf = new Int32Array(size).fill(-1);
  if (kind !== "number") {
    groupOf.forEach((_, code) => {
      if (code <= missing) groupOf[code] = code;
    });
    const said = kind === "boolean" ? ["no", "yes"] : values.map(String);
    return { names: [...said, "(missing)"], groupOf };
  }
  const numbers = values.map(Number);
  const edges = cuts ?? quantiles(leads, codes, numbers, missing);
  const names = [...edges, Number.POSITIVE_INFINITY].map((edge, i) => {
    const low = edges[i - 1];
    if (low === undefined) return `under ${edge}`;
    return edge === Number.POSITIVE_INFINITY ? `${low} or more` : `${low} to under ${edge}`;
  });
  numbers.forEach((value, code) => {
    groupOf[code] = edges.filter((edge) => value >= edge).length;
  });
  groupOf[missing] = names.length;
  return { names: [...names, "(missing)"], groupOf };
}

/** Cut points that divide the leads into groups of similar size. */
function quantiles(
  leads: ArrayLike<number> & { readonly length: number },
  codes: ArrayLike<number>,
  values: readonly number[],
  missing: number,
): readonly number[] {
  const sorted = Float64Array.from(
    Array.from({ length: leads.length }, (_, i) => codes[leads[i] ?? 0] ?? missing).filter(
      (code) => code < missing,
    ),
    (code) => values[code] ?? 0,
  ).sort();
  const cut = Array.from(
    { length: numberGroups - 1 },
    (_, q) => sorted[Math.floor(((q + 1) * sorted.length) / numberGroups)] ?? 0,
  );
  return [...new Set(cut)].filter((edge) => edge > (sorted[0] ?? 0));
}
