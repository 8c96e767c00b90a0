import type { ModelFacts } from "../../../result/type.ts";
import type { Table } from "../../document.ts";
import { fixed } from "../../format.ts";
import { pointsText, scoreText, type Unit } from "../../units.ts";
import { cell } from "../cells.ts";

/** Three made-up leads: what sales would see beside a score, and how to read it. */
export const reasonsTable = (of: string, { reasons }: ModelFacts, unit: Unit): Table => ({
  kind: "table",
  caption: `${of}: three example leads, and what raised or lowered each score most`,
  cards: true,
  columns: [
    { title: ["Example lead"] },
    { title: ["Score"], number: true },
    { title: ["Per 100 such leads"], number: true },
    { title: ["Grade"] },
    { title: ["Because of"] },
  ],
  rows: reasons.map((lead) => ({
    cells: [
      cell(lead.lead),
      cell(scoreText(lead.score, unit), lead.shown === null ? undefined : shownText(lead.shown)),
      cell(chance(lead.p)),
      cell(lead.grade ?? "\u2013"),
      cell(
        lead.reasons.length === 0
          ? "nothing: an average lead in every way"
          : lead.reasons.map((r) => `${r.text} (${pointsText(r.points, unit)})`).join("; "),
      ),
    ],
  })),
});

const shownText = ({ hundred, five }: { hundred: number; five: number }): string =>
  `${fixed(hundred, 0)} of 100, ${five} of 5`;

const chance = (p: number | null): string => {
  if (p === null) return "\u2013";
  if (p < 0.001) return "under 0.1";
  return p > 0.999 ? "over 99.9" : fixed(100 * p, 1);
};
