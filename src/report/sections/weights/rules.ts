import type { ModelFacts } from "../../../result/type.ts";
import { code, type Table } from "../../document.ts";
import { count } from "../../format.ts";
import { pointsText, type Unit } from "../../units.ts";
import { cell } from "../cells.ts";
import { column, tableOf, texts } from "../table.ts";

type Weights = NonNullable<ModelFacts["weights"]>;
type Attribute = Weights["attributes"][number];

/** Rules and rates, with the most points that each can give as a bar from zero. */
export function ruleTable(of: string, weights: Weights, rules: readonly Attribute[], unit: Unit): Table {
  const longest = Math.max(1e-9, ...rules.map((a) => Math.abs(most(a))));
  const grouped = rules.some((a) => a.group !== null);
  return tableOf(`${of}: the rules`, rules, [
    texts("Where", (a) => [code(a.kind === "rule" ? a.when : a.name)]),
    column(`${unit.title}, at most`, (a) => ({ ...cell(pointsText(most(a), unit)), bar: most(a) / longest })),
    texts("How", (a) =>
      a.kind === "linear"
        ? `${pointsText(a.coef, unit)} each${a.max === null && a.min === null ? ", without end" : ""}`
        : "once",
    ),
    grouped && texts("Group", (a) => groupText(a.group, weights)),
  ]);
}

function most(a: Attribute): number {
  if (a.kind === "rule") return a.points;
  if (a.kind === "bins") return 0;
  return a.coef < 0 ? (a.min ?? a.coef) : (a.max ?? a.coef);
}

function groupText(of: string | null, weights: Weights): string {
  if (of === null) return "";
  const group = weights.groups.find((g) => g.name === of);
  if (group === undefined) return of;
  const ends = [
    group.min === null ? "" : `from ${count(group.min)}`,
    group.max === null ? "" : `to ${count(group.max)}`,
  ];
  return `${of} (${ends.filter((e) => e !== "").join(" ")})`;
}
