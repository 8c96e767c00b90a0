import type { Result } from "../../result/type.ts";
import { words } from "../document.ts";
import { oneLine } from "../escape.ts";
import { decimals, fixed, interval, percent, signed, whole } from "../format.ts";
import { verdict } from "../sections/first/index.ts";
import { subjectOf } from "../subject.ts";

/** What the studio shows of a replay before its whole report is ready: texts to be shown as they are. */
export interface StudioView {
  readonly title: string;
  /** the reason, in a sentence */
  readonly says: string;
  readonly heads: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly says: string;
    readonly cells: readonly string[];
  }[];
  readonly tries: string;
  readonly notes: readonly string[];
}

export function studioView(result: Result): StudioView {
  const subject = subjectOf(result);
  const first = verdict(subject);
  const lead = first.blocks.find((block) => block.kind === "paragraph");
  const { many } = subject.outcome;
  const { decision } = result;
  return {
    title: first.title,
    says: lead?.kind === "paragraph" ? words(lead.text) : decision.sentence,
    heads: [
      "Definition",
      `${many.charAt(0).toUpperCase()}${many.slice(1)}, a quarter`,
      "Versus today's",
      "Qualify, a quarter",
      "Slots used",
      "Verdict",
    ],
    rows: subject.definitions.map(({ name, facts, candidate }) => {
      const { pooled } = facts;
      const quarters = Math.max(1, pooled.quarters);
      const difference = candidate?.perQuarter.difference ?? null;
      return {
        name: oneLine(name),
        says: oneLine(facts.says),
        cells: [
          pooled.perQuarter.value === null
            ? "\u2013"
            : `${fixed(pooled.perQuarter.value, 1)} (${interval(pooled.perQuarter, decimals(1))})`,
          facts.incumbent
            ? "today's"
            : difference === null || difference.value === null
              ? "\u2013"
              : `${signed(difference.value)} (${signed(difference.low)} to ${signed(difference.high)})`,
          pooled.quarters === 0 ? "\u2013" : whole(pooled.volume / quarters),
          pooled.slots > 0 ? percent(pooled.served / pooled.slots) : "\u2013",
          facts.incumbent ? "" : (candidate?.verdict ?? "none"),
        ],
      };
    }),
    tries: `${result.candidatesTried} ${result.candidatesTried === 1 ? "definition was" : "definitions were"} tried on these data so far, this one among them; a change must hold at ${percent(decision.level)}.`,
    notes: result.warnings.map(({ what }) => oneLine(what)).slice(0, 6),
  };
}
