import type { Estimated } from "../base/estimate.ts";
import { clusteredProportion } from "../stats/proportions/proportion.ts";
import type { Counted } from "./type.ts";

/** Some leads, and for each whether it went on. */
export interface Rows {
  readonly lead: ArrayLike<number> & { readonly length: number };
  readonly went: ArrayLike<number>;
}

export interface Rated {
  readonly n: number;
  readonly wentOn: number;
  readonly rate: Estimated;
}

/** Counts and their rate, with an interval that treats leads of one account as related. */
export function rated({ history }: Pick<Counted, "history">, { lead, went }: Rows): Rated {
  const { account } = history.leads;
  const cluster = new Int32Array(lead.length);
  let wentOn = 0;
  for (let i = 0; i < lead.length; i++) {
    wentOn += went[i] ?? 0;
    cluster[i] = account[lead[i] ?? 0] ?? 0;
  }
  return { n: lead.length, wentOn, rate: clusteredProportion({ value: went, cluster }) };
}

/** The rows that meet a condition. */
export function among(rows: Rows, holds: (lead: number, row: number) => boolean): Rows {
  const lead: number[] = [];
  const went: number[] = [];
  for (let i = 0; i < rows.lead.length; i++) {
    const of = rows.lead[i] ?? 0;
    if (!holds(of, i)) continue;
    lead.push(of);
    went.push(rows.went[i] ?? 0);
  }
  return { lead, went };
}
