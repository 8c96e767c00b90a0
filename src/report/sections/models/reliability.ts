import { slug } from "../../../base/text.ts";
import type { EvaluationFacts } from "../../../result/type.ts";
import { reliabilityPanel, reliabilityTop } from "../../charts/models/reliability.ts";
import { type Figure, name, type Text, text } from "../../document.ts";
import { count, percent } from "../../format.ts";
import { hasSnapshots, related, type Subject } from "../../subject.ts";
import { estimates, numbers, tableOf, texts } from "../table.ts";
import type { Model } from "./kinds.ts";

/** How many small multiples are shown at once; the rest unfold. */
const shownPanels = 6;

/** A diagnostic at every moment, model by model. Whether scores are right where they are used is shown at crossings. */
export function reliabilityFigure(models: readonly Model[], subject: Subject, n: number): Figure | null {
  const some = models.filter((m) => m.evaluation.reliability.length > 0);
  if (some.length === 0) return null;
  const dated = hasSnapshots(subject);
  const most = reliabilityTop(some.map((m) => m.evaluation.reliability));
  const panels = some.map((m) => ({
    id: chartId("reliability", m),
    label: m.name,
    alternative: `${m.name}: predicted and seen in ${m.evaluation.reliability.length} groups.`,
    wide: reliabilityPanel(m.evaluation.reliability, most, m.colour),
    narrow: null,
  }));
  return {
    kind: "figure",
    id: "reliability",
    title: reliabilityTitle(some),
    note: text`${dated ? "All snapshots, not only those where leads qualify; tenths of them" : "Tenths of the leads"} by predicted chance, 95% intervals${related(subject)}; ${count(n)} ${dated ? "snapshots" : "leads"}.`,
    charts: panels.slice(0, shownPanels),
    more: panels.slice(shownPanels),
    table: tableOf(
      "Predicted and seen",
      some.flatMap((m) => m.evaluation.reliability.map((bin) => ({ m, ...bin }))),
      [
        texts("Model", ({ m }) => [name(m.name)]),
        numbers("Predicted", ({ predicted }) => predicted, percent),
        estimates("Came true", ({ observed }) => observed, percent),
        numbers("Snapshots", ({ observed }) => (observed.value === null ? null : observed.n)),
      ],
    ),
  };
}

/** `map-02-logit`: name of the file in charts/ */
export const chartId = (of: string, { name, place }: Pick<Model, "name" | "place">): string =>
  [of, String(place + 1).padStart(2, "0"), slug(name).slice(0, 40)].filter((part) => part !== "").join("-");

/** First a level that is off, then a slope that is; each claim only where its interval supports it. */
function reliabilityTitle(some: readonly Model[]): Text {
  const level = claims(some, ({ observedExpected: oe }) =>
    oe.value === null ? null : oe.low > 1 ? "too few outcomes" : oe.high < 1 ? "too many outcomes" : null,
  );
  if (level.size > 0) return text`Overall ${joined(level, "predicts", "predict")}`;
  const slope = claims(some, ({ calibrationSlope: b }) =>
    b.value === null
      ? null
      : b.high < 1
        ? "too high for the best leads and too low for the weakest"
        : b.low > 1
          ? "too low for the best leads and too high for the weakest"
          : null,
  );
  if (slope.size > 0) return text`Right on average, but ${joined(slope, "predicts", "predict")}`;
  return ["The predicted chances hold up, as far as these data can show"];
}

/** Each claim, with the names of the models that it is about. */
type Claims = ReadonlyMap<string, readonly string[]>;

function claims(some: readonly Model[], say: (e: EvaluationFacts) => string | null): Claims {
  const all = new Map<string, string[]>();
  for (const { name: of, evaluation } of some) {
    const said = say(evaluation);
    if (said !== null) all.set(said, [...(all.get(said) ?? []), of]);
  }
  return all;
}

/** `hand and logit predict too many outcomes, card too few outcomes` */
const joined = (all: Claims, one: string, several: string): Text =>
  [...all].flatMap(([said, of], i) => [
    ...(i === 0 ? [] : [", "]),
    ...of.flatMap((n, k) => [...(k === 0 ? [] : [k === of.length - 1 ? " and " : ", "]), name(n)]),
    ` ${i > 0 ? "" : `${of.length === 1 ? one : several} `}${said}`,
  ]);
