import { NEVER } from "../base/time.ts";
import { sharedInt32, sharedUint8 } from "../history/engine.ts";
import type { Column, History, Stages } from "../history/type.ts";
import type { Study } from "../study/type.ts";
import { type Return, returnsOf } from "./returns.ts";

/** One row of `Episodes`: a part of a lead's life. */
interface Row {
  readonly lead: number;
  /** seconds: creation or return, and the return that ends it; NEVER: nothing does */
  readonly start: number;
  readonly end: number;
  /**
   * the range [from, to) of the lead's entries within it; null: the lead has no returns, and all its first entries
   * belong to the row
   */
  readonly entries: readonly [from: number, to: number] | null;
}

export interface Episodes {
  /** like the history, with an episode in place of each lead: a returned lead has one more row for each return */
  readonly history: History;
  /** for each row the return that ends it; NEVER: nothing does */
  readonly end: Int32Array;
}

/**
 * A history whose rows are episodes: from a lead's creation, or its return by a `recycle` stage, to the next return.
 * Whatever learns and judges by leads then does so by episodes: an episode has its own stages, outcome and loss, and is
 * open from its start. Everything known about its lead is known in it: activities before its start are visible from its
 * start on, as those before a lead's creation are. Null: no lead was returned. O(rows + activities of the rows).
 */
export function episodesOf(history: History, study: Pick<Study, "funnel" | "outcome">): Episodes | null {
  const { returns } = returnsOf(history, study);
  if (returns.length === 0) return null;
  const rows = rowsOf(history, returns);
  const { leads, accounts, activities, opportunities, offers: _offers, ...rest } = history;
  const lead = Int32Array.from(rows, (row) => row.lead);
  const created = filled(rows.length, (k) => rows[k]?.start ?? 0);
  /** the first row of each lead, and after them the number of rows */
  const firstRow = new Int32Array(leads.count + 1).fill(rows.length);
  for (let k = rows.length - 1; k >= 0; k--) firstRow[lead[k] ?? 0] = k;
  const acts = actsOf(history, rows);
  return {
    end: filled(rows.length, (k) => rows[k]?.end ?? NEVER),
    history: {
      ...rest,
      leads: {
        ...leads,
        count: rows.length,
        ids: Array.from(lead, (of) => leads.ids[of] ?? ""),
        account: filled(rows.length, (k) => leads.account[lead[k] ?? 0] ?? 0),
        created,
        person: lead,
        born: filled(rows.length, (k) => leads.created[lead[k] ?? 0] ?? 0),
        columns: new Map([...leads.columns].map(([name, column]) => [name, columnOf(column, lead)])),
      },
      accounts: { ...accounts, start: accounts.start.map((first) => firstRow[first] ?? rows.length) },
      activities: { ...activitiesOf(history, rows), ...(acts === null ? {} : { acted: acts }) },
      stages: stagesOf(history.stages, rows, created),
      ...(opportunities === undefined
        ? {}
        : {
            opportunities: {
              ...opportunities,
              // a deal belongs to the episode in which it was created
              lead: opportunities.lead.map((of, deal) => {
                if (of < 0) return of;
                let row = firstRow[of] ?? 0;
                while (
                  lead[row + 1] === of &&
                  (created[row + 1] ?? NEVER) <= (opportunities.created[deal] ?? 0)
                )
                  row++;
                return row;
              }),
            },
          }),
    },
  };
}

function rowsOf({ leads, stages: { entries } }: History, returns: readonly Return[]): readonly Row[] {
  const rows: Row[] = [];
  const owners = entries?.lead ?? new Int32Array(0);
  let [r, k] = [0, 0];
  for (let lead = 0; lead < leads.count; lead++) {
    const from = k;
    while (owners[k] === lead) k++;
    let [start, first] = [leads.created[lead] ?? 0, from];
    const before = rows.length;
    for (let back = returns[r]; back?.lead === lead; back = returns[++r]) {
      rows.push({ lead, start, end: back.at, entries: [first, back.entry] });
      [start, first] = [back.at, back.entry + 1];
    }
    rows.push({ lead, start, end: NEVER, entries: rows.length === before ? null : [first, k] });
  }
  return rows;
}

const filled = (n: number, of: (k: number) => number): Int32Array => {
  const values = sharedInt32(n);
  for (let k = 0; k < n; k++) values[k] = of(k);
  return values;
};

const columnOf = (column: Column, lead: Int32Array): Column =>
  column.kind === "number"
    ? { ...column, values: Float64Array.from(lead, (of) => column.values[of] ?? Number.NaN) }
    : { ...column, codes: lead.map((of) => column.codes[of] ?? -1) };

/** Every row has all activities of its lead; those from before the row's start are visible from the start on. */
function activitiesOf({ activities }: History, rows: readonly Row[]): History["activities"] {
  const { start, visible, at, type, dated, acted: _acted, ...rest } = activities;
  const starts = sharedInt32(rows.length + 1);
  rows.forEach(({ lead }, k) => {
    starts[k + 1] = (starts[k] ?? 0) + (start[lead + 1] ?? 0) - (start[lead] ?? 0);
  });
  const count = starts[rows.length] ?? 0;
  const into = { visible: sharedInt32(count), at: sharedInt32(count), type: sharedUint8(count) };
  const days = dated === undefined ? null : sharedUint8(count);
  rows.forEach(({ lead, start: from }, k) => {
    let i = starts[k] ?? 0;
    for (let j = start[lead] ?? 0; j < (start[lead + 1] ?? 0); j++, i++) {
      const seen = visible[j] ?? NEVER;
      into.visible[i] = Math.max(seen, from);
      into.at[i] = at[j] ?? NEVER;
      into.type[i] = type[j] ?? 0;
      if (days !== null) days[i] = seen < from ? 0 : (dated?.[j] ?? 0);
    }
  });
  return { ...rest, count, start: starts, ...into, ...(days === null ? {} : { dated: days }) };
}

/** The first act of each row, of the type that `worked` names; null: it names none. */
function actsOf(
  { activities: { acted }, stages: { entries } }: History,
  rows: readonly Row[],
): Int32Array | null {
  if (acted === undefined) return null;
  const own = entries?.acts;
  let k = 0;
  return filled(rows.length, (row) => {
    const {
      lead,
      start,
      end,
      entries: mine,
    } = rows[row] ?? { lead: -1, start: 0, end: NEVER, entries: null };
    if (mine === null) return acted[lead] ?? NEVER;
    while (own !== undefined && (own.lead[k] ?? NEVER) < lead) k++;
    const first = rows[row - 1]?.lead !== lead;
    for (let i = k; own?.lead[i] === lead; i++) {
      const t = own.at[i] ?? NEVER;
      if ((first || t > start) && t <= end) return t;
    }
    return NEVER;
  });
}

/** The first entry of each stage within each row. */
function stagesOf(stages: Stages, rows: readonly Row[], created: Int32Array): Stages {
  const { names, entries, observedFrom, refused, first, recorded, dated } = stages;
  const of = names.map((_, s) => ({
    first: s === 0 ? created : sharedInt32(rows.length).fill(NEVER),
    recorded: s === 0 ? created : sharedInt32(rows.length).fill(NEVER),
    dated: new Uint8Array(rows.length),
  }));
  rows.forEach(({ lead, entries: mine }, k) => {
    if (mine === null)
      of.slice(1).forEach((own, i) => {
        const s = i + 1;
        own.first[k] = first[s]?.[lead] ?? NEVER;
        own.recorded[k] = (recorded ?? first)[s]?.[lead] ?? NEVER;
        own.dated[k] = dated?.[s]?.[lead] ?? 0;
      });
    for (let e = mine?.[0] ?? 0; e < (mine?.[1] ?? 0); e++) {
      const own = of[entries?.stage[e] ?? 0];
      // stages of `recycle` that do not mark a return are skipped
      if (own === undefined || own.first[k] !== NEVER) continue;
      own.first[k] = entries?.at[e] ?? NEVER;
      own.recorded[k] = entries?.recorded[e] ?? NEVER;
      own.dated[k] = entries?.dated[e] ?? 0;
    }
  });
  return {
    names,
    observedFrom,
    refused: Uint8Array.from(rows, ({ lead }) => refused[lead] ?? 0),
    first: of.map((own) => own.first),
    recorded: of.map((own) => own.recorded),
    dated: of.map((own) => own.dated),
  };
}
