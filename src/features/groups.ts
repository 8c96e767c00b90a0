import { columnValue } from "../history/column.ts";
import type { History } from "../history/type.ts";
import type { Study } from "../study/type.ts";
import type { FeatureTable } from "./table.ts";

/** A group of leads that share a channel, a persona or a level of a column. */
export interface Group {
  readonly by: string;
  readonly group: string;
  /** for each lead, 1 if it is in the group */
  readonly holds: Uint8Array;
  /**
   * Whether every lead is in exactly one group of this `by`. If so, withholding one group is not enough: the total less
   * the others would reveal it.
   */
  readonly parts: boolean;
}

interface Leads {
  readonly study: Study;
  readonly history: History;
}

const none = "(none)";
const rest = "(all others)";

/**
 * The channel of each lead as its file names it, and all channel names, those with most leads first; null: the study
 * names no column of channels.
 */
export function channelsOf({ study, history }: Leads): {
  readonly names: readonly string[];
  /** for each lead, an index into `names` */
  readonly of: Int32Array;
} | null {
  const columns = [...new Set(study.sources.leads.flatMap(({ channel }) => channel ?? []))];
  const [column, ...more] = columns.map((name) => history.leads.columns.get(name));
  if (column === undefined) return null;
  const texts = Array.from({ length: history.leads.count }, (_, lead) => {
    const value = [column, ...more].map((of) => columnValue(of, lead)).find((v) => v !== null);
    return value === null || value === undefined ? none : String(value);
  });
  return ranked(texts);
}

/**
 * How many channels are shown one by one; the rest are one group, since a column of campaigns may have thousands of
 * values.
 */
const mostChannels = 60;

/** Channels as the funnel shows them: the largest ones, and the rest as one. */
export function toldChannels(of: Leads): ReturnType<typeof channelsOf> {
  const channels = channelsOf(of);
  if (channels === null || channels.names.length <= mostChannels + 1) return channels;
  return {
    names: [...channels.names.slice(0, mostChannels), rest],
    of: channels.of.map((c) => Math.min(c, mostChannels)),
  };
}

function ranked(texts: readonly string[]): { readonly names: readonly string[]; readonly of: Int32Array } {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const names = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
  const index = new Map(names.map((name, i) => [name, i]));
  return { names, of: Int32Array.from(texts, (text) => index.get(text) ?? 0) };
}

/**
 * Groups by channel, by persona and by the level of each column in `segments`. A lead may be in several personas.
 * @param most how many levels of one column get a group of their own; the rest are one group
 */
export function groupsOf(of: Leads & { readonly table: FeatureTable }, most: number): readonly Group[] {
  const { study, history, table } = of;
  const { count } = history.leads;
  const channels = channelsOf(of);
  const feature = (name: string) => {
    const found = table.features.find((f) => f.name === name);
    return found !== undefined && "codes" in found ? found : null;
  };
  const levelled = (by: string, texts: readonly string[]): readonly Group[] =>
    levels(by, ranked(texts), count, most);
  return [
    ...(channels === null ? [] : levels("channel", channels, count, most)),
    ...[...study.personas.keys()].flatMap((persona): Group[] => {
      const codes = feature(persona)?.codes;
      return codes === undefined
        ? []
        : [
            {
              by: "persona",
              group: persona,
              holds: Uint8Array.from(codes, (code) => (code === 1 ? 1 : 0)),
              parts: false,
            },
          ];
    }),
    ...study.segments.flatMap((by) => {
      const found = feature(by);
      // the channel's own column is already among the groups
      if (found === null || study.personas.has(by) || study.sources.leads.some((s) => s.channel === by))
        return [];
      return levelled(
        by,
        Array.from(found.codes, (code) => String(found.values[code] ?? none)),
      );
    }),
  ];
}

function levels(
  by: string,
  { names, of }: { readonly names: readonly string[]; readonly of: Int32Array },
  count: number,
  most: number,
): readonly Group[] {
  const shown = names.length <= most + 1 ? names.length : most;
  const own = [...names.slice(0, shown), ...(shown < names.length ? [rest] : [])];
  const groups = own.map((group) => ({ by, group, holds: new Uint8Array(count), parts: true }));
  of.forEach((g, lead) => {
    const group = groups[Math.min(g, groups.length - 1)];
    if (group !== undefined) group.holds[lead] = 1;
  });
  return groups;
}
