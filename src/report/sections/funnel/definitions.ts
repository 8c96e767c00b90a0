import { counted } from "../../../base/text.ts";
import { type Block, heading, paragraph, text } from "../../document.ts";
import { capital, rounded, spanOf, withInterval } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { estimates, numbers, tableOf, texts } from "../table.ts";

/** What the MQLs of each definition should bring next quarter, and the money of those so far. */
export function definitionBlocks({ result, outcome, definitions, foremost, incumbent }: Subject): Block[] {
  const { definitions: of, roles } = result.funnel;
  if (of === undefined) return [];
  const rows = definitions.flatMap(({ name }) => {
    const row = of.rows[name];
    return row === undefined || row.quarters.length === 0 ? [] : [{ name, ...row }];
  });
  const [first] = rows;
  if (first === undefined) return [];
  const last = result.study.outcome.stage === roles.customer;
  const money = rows.some(({ won }) => won !== null);
  const none =
    money || first.revenue.value !== null ? "" : ` There is no money beside it: ${first.revenue.reason}.`;
  const told = [foremost, incumbent].flatMap((of) => {
    const customers = rows.find(({ name }) => name === of?.name)?.customers;
    return of === null || customers === undefined || customers.value === null
      ? []
      : [{ name: of.name, customers: withInterval(customers, rounded) }];
  });
  const [best, other] = told;
  const percentage = `${Math.round(100 * of.level)}%`;
  const table = tableOf(
    `What each definition's leads should bring in ${of.quarter} (intervals at ${percentage})`,
    rows,
    [
      texts(
        "Definition",
        ({ name }) => name,
        ({ quarters }) => `from ${quarters[0]} on`,
      ),
      numbers("Leads passed", ({ mqls }) => mqls),
      numbers("Of them open", ({ open }) => open),
      estimates(`${capital(outcome.many)}, ${of.quarter}`, ({ outcomes }) => outcomes, rounded),
      !last && estimates(`To ${roles.customer}, ${of.quarter}`, ({ customers }) => customers, rounded),
      money && estimates(`Revenue, ${of.quarter}`, ({ revenue }) => revenue, rounded),
      money &&
        numbers(
          "Won so far",
          ({ won }) => won?.amount ?? null,
          rounded,
          ({ won }) => dealsOf(won),
        ),
      money &&
        numbers(
          "Open deals",
          ({ pipeline }) => pipeline?.amount ?? null,
          rounded,
          ({ pipeline }) => dealsOf(pipeline),
        ),
    ],
  );
  return [
    heading(
      best === undefined
        ? ["Pipeline by definition"]
        : text`Of the leads that ${best.name} has passed on so far, about ${best.customers} should reach ${roles.customer} in ${of.quarter}${other === undefined ? "" : `; of those of ${other.name}, about ${other.customers}`}`,
    ),
    paragraph(
      text`Leads that each definition passed on in the replay (${spanOf(first.quarters)} and since), what those still open should bring in ${of.quarter} by how long it took others, and the money of deals that were created after it passed their lead on.${none}`,
    ),
    table,
  ];
}

const dealsOf = (of: { readonly n: number | null } | null): string =>
  of === null || of.n === null ? "" : counted(of.n, "deal");
