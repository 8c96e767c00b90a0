import { type Estimated, notEstimable } from "../base/estimate.ts";
import { fewAmounts, fewWentOn, noAmount, noDeals } from "../base/messages/models/unknown.ts";
import { NEVER, type Quarter, quarterToCome } from "../base/time.ts";
import type { DefinitionPipelines } from "../result/type.ts";
import { type Coming, coming, comingFrom, worthOf } from "../stats/survival/coming.ts";
import { dealSum } from "./money.ts";
import { aheadOf, type Line, leastWon, level, spellsAt } from "./pipeline.ts";
import { rolesOf } from "./roles.ts";
import type { Counted } from "./type.ts";

/** The leads that a definition passes on. */
interface Qualified {
  readonly name: string;
  /** names of the quarters in which it was replayed */
  readonly quarters: readonly string[];
  /** per lead, when it became MQL by the definition; NEVER: it did not, by as_of */
  readonly at: Int32Array;
}

type Row = DefinitionPipelines["rows"][string];

/**
 * What each definition's MQLs of today should bring in the quarter to come, and what those so far have brought: customers
 * by how long it took others from that definition on, money by what these have won. The leads are those of the replay, so
 * that no cut-off or weight has seen what became of them.
 */
export function definitionPipelines(of: Counted, qualified: readonly Qualified[]): DefinitionPipelines {
  const { study, labels } = of;
  const quarter = quarterToCome(labels.asOf, study.fiscalYearStarts);
  return {
    quarter: quarter.name,
    level,
    rows: Object.fromEntries(qualified.map((own) => [own.name, rowOf(of, own, quarter)])),
  };
}

function rowOf(of: Counted, { quarters, at }: Qualified, quarter: Quarter): Row {
  const { labels, history } = of;
  const { lost, refused, asOf, outcome } = labels;
  const spellsTo = (won: Int32Array) => spellsAt({ entered: at, won, lost, refused } satisfies Line, asOf);
  const toOutcome = spellsTo(outcome);
  const toCustomer = spellsTo(labels.reach.get(rolesOf(of).customer) ?? outcome);
  const ahead = aheadOf(asOf, quarter);
  const told = ({ time, event, ages, wins }: typeof toOutcome): Estimated =>
    wins < leastWon ? notEstimable(fewWentOn(leastWon)) : comingFrom({ time, event }, ages, ahead, level);
  const after = (deal: number): boolean => {
    const lead = history.opportunities?.lead[deal] ?? -1;
    return lead >= 0 && (at[lead] ?? NEVER) <= (history.opportunities?.created[deal] ?? 0);
  };
  const customers = told(toCustomer);
  return {
    quarters: [...quarters],
    mqls: at.reduce((n, t, lead) => n + (t < NEVER && refused[lead] !== 1 ? 1 : 0), 0),
    open: toOutcome.ages.length,
    outcomes: told(toOutcome),
    customers,
    won: dealSum(of, "won", after),
    pipeline: dealSum(of, "open", after),
    revenue:
      customers.value === null ? customers : revenueOf(of, after, coming(toCustomer, toCustomer.ages, ahead)),
  };
}

/** @param after whether a deal is of a lead that had become MQL before */
function revenueOf({ study, history }: Counted, after: (deal: number) => boolean, count: Coming): Estimated {
  const { opportunities } = history;
  if (opportunities === undefined) return notEstimable(noDeals);
  /** by lead */
  const amounts = new Map<number, number>();
  for (let deal = 0; deal < opportunities.count; deal++) {
    const amount = opportunities.amount[deal] ?? Number.NaN;
    if (opportunities.state[deal] !== 1 || Number.isNaN(amount) || !after(deal)) continue;
    const lead = opportunities.lead[deal] ?? -1;
    amounts.set(lead, (amounts.get(lead) ?? 0) + amount);
  }
  const least = Math.max(leastWon, study.minGroup);
  if (amounts.size < least) return notEstimable(fewAmounts(least));
  return worthOf(count, [...amounts.values()], level) ?? notEstimable(noAmount);
}
