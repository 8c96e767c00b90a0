import { type Estimate, noBetterThanChance, sideOf } from "../../../base/estimate.ts";
import type { ComparisonFacts } from "../../../result/type.ts";
import { estimateRow, forest, someOf } from "../../charts/definitions/forest.ts";
import { type Figure, name, type Text, term, text, words } from "../../document.ts";
import { decimals, fixed } from "../../format.ts";
import { related, type Subject } from "../../subject.ts";
import { estimates, tableOf, texts } from "../table.ts";
import type { Model } from "./kinds.ts";

const three = decimals(3);

/** How the models rank leads: AUC by AUC, with what their paired differences support. */
export function rankingFigure(models: readonly Model[], subject: Subject): Figure | null {
  const { pairs } = subject.result.comparison;
  const rows = models.flatMap(({ name: of, colour, evaluation: { auc } }) =>
    auc.value === null ? [] : [{ of, colour, auc }],
  );
  if (rows.length < 2) return null;
  const names = rows.map(({ of }) => of);
  const useless = rows.every(({ auc }) => noBetterThanChance(auc));
  const title = useless
    ? text`No model ranks leads better than chance: not ${listed(names, "or")}`
    : rankingTitle(pairs, names);
  return {
    kind: "figure",
    id: "auc",
    title,
    note: text`${term("AUC")} with 95% intervals${related(subject)}. Two models differ where their paired difference does (the table of pairs), not where these intervals part.${pairsText(rows)}`,
    charts: [
      forest({
        id: "auc",
        alternative: `${words(title)}. AUC with its interval for ${someOf(names)}.`,
        rows: rows.map(({ of, colour, auc }) => estimateRow(of, colour, auc, three)),
        axis: "AUC",
        mark: { at: 0.5, label: "no better than chance" },
        from: null,
      }),
    ],
    table: tableOf("AUC", rows, [
      texts("Model", ({ of }) => [name(of)]),
      estimates("AUC", ({ auc }) => auc, three),
    ]),
  };
}

/** The highest AUC as a number of pairs. */
function pairsText(rows: readonly { readonly of: string; readonly auc: Estimate }[]): Text {
  const [best] = [...rows].sort((a, b) => b.auc.value - a.auc.value);
  if (best === undefined) return [];
  return text` ${name(best.of)}, ${three(best.auc.value)}: of two leads, one that reached the outcome and one that did not, it scores the first higher ${fixed(100 * best.auc.value, 0)} times in 100.`;
}

function rankingTitle(pairs: ComparisonFacts["pairs"], names: readonly string[]): Text {
  const clear = pairs.flatMap((p) => {
    const d = p.aucDifference;
    if (d.value === null || sideOf(d) === 0) return [];
    return [{ better: d.value > 0 ? p.a : p.b, worse: d.value > 0 ? p.b : p.a, by: Math.abs(d.value) }];
  });
  const best = names.find((of) =>
    names.every((o) => o === of || clear.some((c) => c.better === of && c.worse === o)),
  );
  const second = clear.filter((c) => c.better === best).sort((a, b) => a.by - b.by)[0];
  if (best !== undefined && second !== undefined)
    return text`${name(best)} ranks better than ${name(second.worse)}, by ${fixed(second.by, 3)} of AUC`;
  const beaten = new Set(clear.map((c) => c.worse));
  const top = names.filter((of) => !beaten.has(of));
  const lesser = names.filter((of) => beaten.has(of));
  if (lesser.length === 0) return ["These data show no difference in how the models rank leads"];
  // the models that rank worse make the shorter list where many are unbeaten
  if (top.length === 0) return text`Some models rank better than others: the table of pairs says which`;
  if (top.length > 3)
    return text`${lesser.length > 3 ? `${lesser.length} models` : listed(lesser)} ${lesser.length === 1 ? "ranks" : "rank"} worse than another; which of the other ${top.length} is best these data cannot show`;
  return text`No model ranks better than ${listed(top)}${top.length > 1 ? "; which of them is best these data cannot show" : ""}`;
}

const listed = (names: readonly string[], last: "and" | "or" = "and"): Text =>
  names.flatMap((of, i) => [...(i === 0 ? [] : [i === names.length - 1 ? ` ${last} ` : ", "]), name(of)]);
