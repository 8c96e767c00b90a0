import type { Estimate } from "../../../base/estimate.ts";
import { estimateRow, forest, someOf } from "../../charts/definitions/forest.ts";
import { type Figure, name, type Text, text, words } from "../../document.ts";
import { fixed, hundredths, signed } from "../../format.ts";
import type { Model } from "../models/kinds.ts";
import { chartId } from "../models/reliability.ts";
import { estimates, tableOf, texts } from "../table.ts";

/** How many terms are drawn; the table has all. */
const drawnTerms = 12;

interface Drawn {
  readonly term: string;
  readonly value: Estimate;
}

/** The estimate of each term with its interval; first those that the data distinguish most clearly from the rest. */
export function termsFigure(model: Model): Figure | null {
  const { terms, fit } = model.facts;
  const unit = terms?.[0]?.unit;
  const by = terms?.[0]?.by ?? null;
  if (terms === null || unit === undefined) return null;
  const base = unit === "logit" ? 0 : fit === null || fit.leads === 0 ? 0 : fit.positives / fit.leads;
  const known = terms.flatMap(({ term, value }): Drawn[] => (value.value === null ? [] : [{ term, value }]));
  if (known.length === 0) return null;
  const surest = [...known].sort((a, b) => surety(b, base) - surety(a, base));
  const shown = surest.slice(0, drawnTerms);
  const format = unit === "logit" ? (x: number) => signed(x, 2) : hundredths;
  const scale = unit === "logit" ? 1 : 100;
  const title = termsTitle(model.name, known, base, unit);
  return {
    kind: "figure",
    id: chartId("terms", model),
    title,
    note: text`${
      unit === "logit"
        ? "Coefficients in logits, each against the bin of its feature that holds most leads: right of 0 the outcome is likelier; 0.7 doubles its odds."
        : by === "posterior"
          ? "Outcomes per 100 leads that had it, drawn towards the average where few had."
          : "Outcomes per 100 leads that had it."
    } 95% intervals${by === null ? "" : ` ${origins[by]}`}.${known.length > shown.length ? ` Shown: the ${shown.length} of ${known.length} that stand out most; the table has all.` : ""}`,
    charts: [
      forest({
        id: chartId("terms", model),
        alternative: `${words(title)}. ${someOf(shown.map((t) => t.term))}.`,
        rows: [...shown]
          .sort((a, b) => b.value.value - a.value.value)
          .map(({ term, value }) => estimateRow(term, model.colour, value, format, scale)),
        axis: unit === "logit" ? "logits" : "outcomes per 100 leads",
        mark: {
          at: scale * base,
          label: unit === "logit" ? "fullest bin" : `all leads ${fixed(100 * base, 1)}`,
        },
        from: null,
      }),
    ],
    table: tableOf(`${model.name}: every term`, terms, [
      texts("Term", ({ term }) => term),
      estimates(unit === "logit" ? "Logits" : "Outcomes per 100", ({ value }) => value, format),
    ]),
  };
}

/** Where the intervals come from, to follow "95% intervals". */
const origins = {
  clustered: "clustered by account",
  profile: "from the profile of the penalised likelihood, leads taken as independent",
  wald: "from the curvature at the estimate (Wald), leads taken as independent",
  posterior: "of the posterior, given how much the rates spread",
  wilson: "by Wilson",
} as const;

/** Distance from the average, in widths of the interval. */
const surety = ({ value: e }: Drawn, base: number): number =>
  Math.abs(e.value - base) / Math.max(1e-12, e.high - e.low);

function termsTitle(of: string, known: readonly Drawn[], base: number, unit: "logit" | "rate"): Text {
  const apart = known.filter(({ value: e }) => e.low > base || e.high < base).length;
  const what = unit === "logit" ? "terms" : "close rates";
  const from = unit === "logit" ? "their feature\u2019s fullest bin" : "the average";
  if (apart === 0)
    return text`None of the ${known.length} ${what} of ${name(of)} is clearly different from ${from}`;
  return text`${apart} of the ${known.length} ${what} of ${name(of)} ${apart === 1 ? "is" : "are"} clearly different from ${from}`;
}
