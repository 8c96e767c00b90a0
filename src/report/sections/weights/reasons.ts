import type { ModelFacts } from "../../../result/type.ts";
import type { Table } from "../../document.ts";
import { fixed } from "../../format.ts";
import { pointsText, scoreText, type Unit } from "../../units.ts";
import { cell } from "../cells.ts";
import { onRight, tableOf, texts } from "../table.ts";

/** Three made-up leads: what sales would see beside a score, and how to read it. */
export const reasonsTable = (of: string, { reasons }: ModelFacts, unit: Unit): Table =>
  tableOf(
    `${of}: three example leads, and what raised or lowered each score most`,
    reasons,
    [
      texts("Example lead", ({ lead }) => lead),
      onRight("Score", ({ score, shown }) =>
        cell(scoreText(score, unit), shown === null ? undefined : shownText(shown)),
      ),
      onRight("Per 100 such leads", ({ p }) => cell(chance(p))),
      texts("Grade", ({ grade }) => grade ?? "\u2013"),
      texts("Because of", ({ reasons: because }) =>
        because.length === 0
          ? "nothing: an average lead in every way"
          : because.map((r) => `${r.text} (${pointsText(r.points, unit)})`).join("; "),
      ),
    ],
    { cards: true },
  );

const shownText = ({ hundred, five }: { hundred: number; five: number }): string =>
  `${fixed(hundred, 0)} of 100, ${five} of 5`;

const chance = (p: number | null): string => {
  if (p === null) return "\u2013";
  if (p < 0.001) return "under 0.1";
  return p > 0.999 ? "over 99.9" : fixed(100 * p, 1);
};
