import { columnValue } from "../history/column.ts";
import type { History } from "../history/type.ts";
import type { Study } from "../study/type.ts";
import type { FeatureTable } from "./table.ts";

/** Some leads by what they are: a channel, a persona, a level of a column. */
export interface Group {
  readonly by: string;
  readonly group: string;
  /** 1 a lead of the group */
  readonly holds: Uint8Array;
  /** the groups of one `by` part the leads among them: where one alone is withheld, the rest gives it away */
  readonly parts: boolean;
}

interface Leads {
  readonly study: Study;
  readonly history: History;
}

const none = "(none)";
const rest = "(all others)";

/** Channel of each lead as its file names it, and the names, the most leads first; null: the study names none. */
export function channelsOf({ study, history }: Leads): {
  readonly names: readonly string[];
  /** index into names */
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

/** Channels told one by one; the rest are one: a column of campaigns may have thousands. */
const mostChannels = 60;

/** Channels as a funnel tells them: the largest, and the rest as one. */
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
 * Channels, personas and the levels of what `segments` names. A lead may be in several personas.
 *
 * @param most levels of one column that have a group of their own; the rest are one
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
      // the channel's column is there already
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
