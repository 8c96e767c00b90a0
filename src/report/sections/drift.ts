import { sideOf } from "../../base/estimate.ts";
import type { DriftFacts } from "../../result/type.ts";
import { type Block, code, details, name, paragraph, type Section, type Text, text } from "../document.ts";
import { decimals, fixed, listed, signed, signedBy, whole } from "../format.ts";
import type { Subject } from "../subject.ts";
import { cell } from "./cells.ts";
import { type ColumnOf, estimates, onRight, tableOf, texts } from "./table.ts";

/**
 * Whether this quarter's leads look like those learnt from, and whether predicted chances came true in each quarter.
 */
export function drift({ result }: Subject): Section | null {
  const found = result.drift;
  if (found === null) return null;
  const blocks: Block[] = [
    paragraph(
      text`The ${whole(found.leads)} leads created in ${found.quarter} beside the ${whole(found.learnt)} that the weights are learnt from, each as it was at the end of the quarter of its creation. Windows that were not recorded yet are left out.`,
    ),
    paragraph(answer(found)),
    stabilities(found),
    ...coefficients(found),
    ...promises(found),
  ];
  return {
    id: "drift",
    title: titleOf(found),
    short: "Drift",
    appendix: true,
    blocks,
  };
}

const far = ({ moved }: { readonly moved: string }): boolean => moved === "moderately" || moved === "much";

function titleOf({ features, scores, quarter }: DriftFacts): string {
  if ([...features, ...scores].some(far)) return `The leads of ${quarter} differ from those learnt from`;
  return `The leads of ${quarter} look like those learnt from`;
}

function answer({ features, scores }: DriftFacts): Text {
  const names = features.filter(far).map((f) => f.name);
  const scored = scores.filter(far).map((s) => s.model);
  const most = features.filter((f) => f.moved !== "no").length;
  return [
    names.length === 0
      ? `No feature moved by more than 0.1${most === 0 ? "" : `; ${most} of ${features.length} moved by a little more than chance`}. `
      : `${listed(names.slice(0, 5))} moved most. `,
    scored.length === 0
      ? "No score is spread otherwise than it was."
      : `The scores of ${listed(scored)} are spread otherwise: look whether their chances still come true.`,
    " What moved them these data do not say.",
  ];
}

const shown = 12;

function stabilities({ features, scores }: DriftFacts): Block {
  const table = (all: readonly DriftFacts["features"][number][], caption: string): Block =>
    tableOf(caption, all, [
      texts("Feature or score", (f) => [name(f.name)]),
      onRight("PSI", (f) => cell(fixed(f.psi, 3))),
      onRight("By chance up to", (f) => cell(fixed(f.critical, 3))),
      texts("Moved", (f) => f.moved),
    ]);
  const rows = [
    ...scores.map(({ model, shift, ...rest }) => ({
      ...rest,
      name: `${model} (score)`,
      moved: rest.moved,
      shift,
    })),
    ...features,
  ];
  const first = table(
    rows.slice(0, shown),
    "PSI: how far the shares of the bins moved; .1 and .25 are the usual bounds",
  );
  const rest = rows.slice(shown);
  return rest.length === 0
    ? first
    : { kind: "columns", columns: [[first, details([`${rest.length} more`], [table(rest, "The others")])]] };
}

function coefficients({ coefficients: all }: DriftFacts): Block[] {
  const [first] = all;
  if (first === undefined) return [];
  return [
    { kind: "heading", text: ["Do attributes still tell as much?"] },
    tableOf(
      `Logits that a standard deviation of an attribute's points adds: before ${first.since}, and since`,
      all.flatMap(({ model, terms }) => terms.map((term) => ({ model, ...term }))),
      [
        texts("Model", ({ model }) => [name(model)]),
        texts("Attribute", (term) => [code(term.name)]),
        estimates(`Before ${first.since}`, ({ earlier }) => earlier, decimals(2)),
        estimates("Change since", ({ change }) => change, signedBy(2)),
      ],
    ),
    paragraph(
      all.flatMap(({ model, p, terms }): Text => {
        const moved = terms.filter(({ change }) => sideOf(change) !== 0);
        if (p >= 0.05) return text`${name(model)}: no more than chance would change (p ${fixed(p, 2)}). `;
        const which = moved.length === 0 ? "no single one by itself" : listed(moved.map((term) => term.name));
        return text`${name(model)}: more than chance would change (p ${p < 0.01 ? "under 0.01" : fixed(p, 2)}): ${which}. `;
      }),
      "note",
    ),
  ];
}

/** What a definition's predicted chances came to, quarter by quarter. */
type Promised = DriftFacts["promises"][number];

function promises({ promises: all, scores }: DriftFacts): Block[] {
  if (all.length === 0) return [];
  const quarters = [...new Set(all.flatMap((p) => p.quarters.map((q) => q.quarter)))];
  const byQuarter = (of: "observedExpected" | "calibrationSlope"): readonly ColumnOf<Promised>[] => [
    texts("Definition", (p) => [name(p.definition)]),
    ...quarters.map((quarter) =>
      estimates(
        quarter,
        (p: Promised) => p.quarters.find((q) => q.quarter === quarter)?.[of] ?? null,
        decimals(2),
      ),
    ),
  ];
  const moved = scores.flatMap(({ model, shift }) =>
    shift === null ? [] : [`${model} ${signed(100 * shift)} points`],
  );
  return [
    { kind: "heading", text: ["Did predicted chances come true, quarter by quarter?"] },
    tableOf("Outcomes over those predicted, where leads first qualify; 1 is as predicted", all, [
      ...byQuarter("observedExpected"),
      texts("Watched since the first", watched),
    ]),
    tableOf(
      "Slope of the outcome on the predicted chance's logit, by quarter; 1 is right, below 1 chances are too far apart",
      all,
      byQuarter("calibrationSlope"),
    ),
    paragraph(
      text`The watch is a risk-adjusted CUSUM for twice and for half the predicted odds; its limit is one that right chances pass in 5% of simulated histories of these very leads.${moved.length === 0 ? "" : ` The mean predicted chance of new leads moved by: ${listed(moved)} of a hundred.`}`,
      "note",
    ),
  ];
}

const watched = ({ watch }: Promised): string => {
  const said = watch.flatMap(({ since, better }) =>
    since === null ? [] : [`${better ? "more" : "fewer"} than predicted since ${since}`],
  );
  return said.length === 0 ? "as predicted" : listed(said);
};
