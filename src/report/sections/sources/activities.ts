import { counted } from "../../../base/text.ts";
import type { ActivityRates } from "../../../result/type.ts";
import { estimateRow, forest, someOf } from "../../charts/definitions/forest.ts";
import { colours } from "../../charts/theme.ts";
import { type Figure, name, type Text, text, words } from "../../document.ts";
import { decimals, hundredths, interval, ofHundred, percent } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { estimates, numbers, tableOf, texts } from "../table.ts";

/** How many activities are drawn; the table has all. */
const drawnActivities = 12;
/** The chance from which on an activity is called the best. */
const sure = 0.95;

/** The activity that clearly closes best, as a finding; null: the data do not name one. */
export const bestActivity = (subject: Subject): Text | null =>
  (subject.result.funnel.activities.rows[0]?.best ?? 0) >= sure
    ? [...activitiesTitle(subject.result.funnel.activities.rows, subject), "."]
    : null;

function activitiesTitle(rows: ActivityRates["rows"], { outcome }: Subject): Text {
  const [best, second] = rows.filter(({ shrunk }) => shrunk.value !== null);
  if (best?.shrunk.value != null && second === undefined)
    return text`${ofHundred(best.shrunk.value)} in 100 leads that did ${name(best.activity)} ${outcome.manyDid} (${interval(best.shrunk, ofHundred)})`;
  if (best === undefined || best.shrunk.value === null || best.rank === null)
    return [
      `No activity is clearly better or worse than the others by how often its leads ${outcome.manyDid}`,
    ];
  if ((best.best ?? 0) >= sure)
    return text`Leads that did ${name(best.activity)} ${outcome.manyDid} most often: ${ofHundred(best.shrunk.value)} in 100 (${interval(best.shrunk, ofHundred)})${
      best.naive.value === null ? "" : `, where a plain count says ${ofHundred(best.naive.value)}`
    }`;
  return text`${name(best.activity)}${second === undefined ? "" : text` and ${name(second.activity)}`} are followed by ${outcome.many} most often; which is best these data hardly show`;
}

export function activitiesFigure(subject: Subject): Figure {
  const { result, outcome } = subject;
  const { base, rows } = result.funnel.activities;
  const title = activitiesTitle(rows, subject);
  const drawn = rows
    .flatMap(({ activity, shrunk }) => (shrunk.value === null ? [] : [{ activity, e: shrunk }]))
    .slice(0, drawnActivities);
  const within = result.study.outcome.withinDays;
  return {
    kind: "figure",
    id: "sources-activities",
    title,
    note: text`Of leads that did it while open and are old enough to tell, those that ${outcome.manyDid}${
      within === null ? "" : ` within ${counted(within, "day")} of the first time`
    }; rare activities are drawn towards the others. The plain count takes everyone who ever did it and ever ${outcome.manyDid}: it counts what came after, and grows with a lead's age. What goes with ${outcome.many} need not bring them.`,
    charts: [
      forest({
        id: "activities",
        alternative: `${words(title)}. ${someOf(drawn.map(({ activity }) => activity))}.`,
        rows: drawn.map(({ activity, e }) => estimateRow(activity, colours.plain, e, hundredths, 100)),
        axis: `${outcome.many} per 100 leads that did it`,
        mark:
          base.value === null ? null : { at: 100 * base.value, label: `all leads ${hundredths(base.value)}` },
        from: 0,
      }),
    ],
    table: tableOf(
      "Close rate of each activity",
      rows,
      [
        texts("Activity", (of) => [name(of.activity)]),
        numbers("Ever did it", (of) => of.everDid),
        estimates("Plain count", (of) => of.naive, percent),
        numbers("Did it, old enough", (of) => of.n),
        estimates("Close rate", (of) => of.rate, percent),
        estimates("Drawn together", (of) => of.shrunk, percent),
        estimates("Times the average", (of) => of.lift, decimals(2)),
        numbers(
          "Chance of being best",
          (of) => of.best,
          (x) => `${Math.round(100 * x)}%`,
        ),
      ],
      { sortable: true },
    ),
  };
}
