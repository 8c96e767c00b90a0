import type { CandidateFacts, DefinitionFacts, QuarterFacts, Result } from "../result/type.ts";
import { candidateRole, colours, type Role } from "./charts/theme.ts";

/** A definition as the report knows it: its place and colour are the same in every table and chart. */
export interface Definition {
  readonly name: string;
  readonly facts: DefinitionFacts;
  /** counted from 0 in the order of the study */
  readonly place: number;
  readonly role: Role;
  readonly colour: string;
  /** what the verdict says of it; null for the incumbent, or where there is none */
  readonly candidate: CandidateFacts | null;
}

/** The result with what every section asks of it. */
export interface Subject {
  readonly result: Result;
  readonly definitions: readonly Definition[];
  readonly incumbent: Definition | null;
  /** the definition that the verdict speaks of; without one, the best by wins per slot */
  readonly foremost: Definition | null;
  /** `reaches opportunity within 90 days` */
  readonly winning: string;
}

export function subjectOf(result: Result): Subject {
  let candidates = 0;
  const definitions = Object.entries(result.definitions).map(([name, facts], place): Definition => {
    const role = facts.incumbent ? "incumbent" : candidateRole(candidates++);
    const candidate = result.decision.candidates.find((c) => c.name === name) ?? null;
    return { name, facts, place, role, colour: colours[role], candidate };
  });
  const challengers = definitions.filter((d) => !d.facts.incumbent);
  const { stage, withinDays } = result.study.outcome;
  return {
    result,
    definitions,
    incumbent: definitions.find((d) => d.facts.incumbent) ?? null,
    foremost: challengers.find((d) => d.name === result.decision.candidate) ?? best(challengers),
    winning: withinDays === null ? `has ${stage}` : `reaches ${stage} within ${withinDays} days`,
  };
}

function best(definitions: readonly Definition[]): Definition | null {
  const gain = (d: Definition): number => d.facts.pooled.winsPerSlot.value ?? Number.NEGATIVE_INFINITY;
  return definitions.reduce<Definition | null>(
    (found, d) => (found === null || gain(d) > gain(found) ? d : found),
    null,
  );
}

/** Quarters in which the definition has all its figures. */
export const judged = (d: Definition): readonly QuarterFacts[] =>
  d.facts.quarters.filter((q) => !q.provisional && q.reason === null);

/** The names of the quarters that were looked at, in order. */
export const quarterNames = ({ definitions }: Subject): readonly string[] =>
  definitions[0]?.facts.quarters.map((q) => q.quarter) ?? [];

/** `FY2025-Q4 to FY2027-Q1`, of judged quarters. */
export function period(subject: Subject): string {
  const names = (subject.definitions[0] === undefined ? [] : judged(subject.definitions[0])).map(
    (q) => q.quarter,
  );
  if (names.length === 0) return "no judged quarter";
  return names.length === 1 ? `${names[0]}` : `${names[0]} to ${names.at(-1)}`;
}
