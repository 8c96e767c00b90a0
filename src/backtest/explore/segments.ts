import { isFilled } from "../../history/column.ts";
import type { CategoryColumn } from "../../history/type.ts";
import type { Data } from "../data.ts";

/** Leads that share a channel or a persona. */
export interface Segment {
  readonly by: string;
  readonly value: string;
  /** per lead */
  readonly has: (lead: number) => boolean;
  /** the segments of one `by` part the leads among them: where one alone is withheld, the rest gives it away */
  readonly parts: boolean;
}

/** Channels past the commonest are looked at together. */
const most = 8;

/** The channels of the leads, commonest first, and the personas of the study. */
export function segmentsOf({ study, history, table }: Data): readonly Segment[] {
  const [source] = study.sources.leads;
  const channel = source?.channel ?? null;
  const column = channel === null ? undefined : history.leads.columns.get(channel);
  const personas = table.features.flatMap((feature): Segment[] => {
    if (!study.personas.has(feature.name) || !("codes" in feature) || feature.kind !== "boolean") return [];
    const { codes, values } = feature;
    return [
      {
        by: "persona",
        value: feature.name,
        has: (lead) => values[codes[lead] ?? -1] === true,
        parts: false,
      },
    ];
  });
  return [
    ...(channel === null || column === undefined || column.kind !== "category"
      ? []
      : levelsOf(channel, column)),
    ...personas,
  ];
}

function levelsOf(by: string, column: CategoryColumn): readonly Segment[] {
  const counts = column.levels.map(() => 0);
  for (const code of column.codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const order = [...counts.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  const own = order.slice(0, order.length > most ? most - 1 : most);
  const rest = new Set(order.slice(own.length));
  const segment = (value: string, has: Segment["has"]): Segment => ({ by, value, has, parts: true });
  return [
    ...own.map((code) => segment(column.levels[code] ?? "", (lead) => column.codes[lead] === code)),
    ...(rest.size === 0
      ? []
      : [segment(`${rest.size} others`, (lead) => rest.has(column.codes[lead] ?? -1))]),
    ...(column.codes.some((code) => code < 0) ? [segment("none", (lead) => !isFilled(column, lead))] : []),
  ];
}

/** By segment: how many of those who wait are its leads, and 1 for each that is; null: withheld. */
export type Grouped = readonly ({ readonly size: number; readonly has: Uint8Array } | null)[];

export function grouped(segments: readonly Segment[], leads: Int32Array, least: number): Grouped {
  const groups = segments.map((segment) => {
    const has = new Uint8Array(leads.length);
    let size = 0;
    for (let k = 0; k < leads.length; k++)
      if (segment.has(leads[k] ?? -1)) {
        has[k] = 1;
        size++;
      }
    return { size, has };
  });
  const sizes = groups.map(({ size }) => size);
  const hidden = withheldAmong(segments, sizes, leads.length, least);
  return groups.map((group, s) => (hidden[s] ? null : group));
}

/**
 * Which segments of a cell are withheld: those with too few leads, or with all but too few; and where one alone of
 * those that part the leads is, the smallest of the others too.
 */
function withheldAmong(
  segments: readonly Segment[],
  sizes: readonly number[],
  all: number,
  least: number,
): readonly boolean[] {
  const few = (n: number): boolean => n > 0 && n < least;
  const hidden = sizes.map((n) => few(n) || few(all - n));
  const parting = [...segments.keys()].filter((s) => segments[s]?.parts);
  if (parting.filter((s) => hidden[s]).length === 1) {
    const others = parting.filter((s) => !hidden[s] && (sizes[s] ?? 0) > 0);
    const smallest = others.sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0) || a - b)[0];
    if (smallest !== undefined) hidden[smallest] = true;
  }
  return hidden;
}
