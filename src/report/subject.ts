import { type OutcomeWords, outcomeWords } from "../base/outcome-words.ts";
import type { CandidateFacts, DefinitionFacts, QuarterFacts, Result } from "../result/type.ts";
import { colours, type Role } from "./charts/theme.ts";

/**
 * A definition in the report: its place and colour are the same in every table and chart. The incumbent is grey, the
 * one that the verdict is about blue, the others pale.
 */
export interface Definition {
  readonly name: string;
  readonly facts: DefinitionFacts;
  /** its place in the study, counted from 0 */
  readonly place: number;
  readonly role: Role;
  readonly colour: string;
  /** what the verdict says about it; null for the incumbent, or where there is no verdict */
  readonly candidate: CandidateFacts | null;
}

/** A result with the parts that every section needs. */
export interface Subject {
  readonly result: Result;
  readonly definitions: readonly Definition[];
  readonly incumbent: Definition | null;
  /** the definition that the verdict is about; without one, the best by outcomes per slot */
  readonly foremost: Definition | null;
  /** `reaches opportunity within 90 days` */
  readonly winning: string;
  /** the outcome's own words: `opportunities`, `became opportunities` */
  readonly outcome: OutcomeWords;
  /** whether the page is among the files of its run, so that it can link to them */
  readonly beside: boolean;
}

export function subjectOf(result: Result, beside = true): Subject {
  const entries = Object.entries(result.definitions);
  const challengers = entries.filter(([, facts]) => !facts.incumbent);
  const chosen =
    challengers.find(([name]) => name === result.decision.candidate)?.[0] ?? best(challengers)?.[0] ?? null;
  const definitions = entries.map(([name, facts], place): Definition => {
    const role: Role = facts.incumbent ? "incumbent" : name === chosen ? "c1" : "rest";
    const candidate = result.decision.candidates.find((c) => c.name === name) ?? null;
    return { name, facts, place, role, colour: colours[role], candidate };
  });
  const { stage, withinDays } = result.study.outcome;
  return {
    result,
    definitions,
    incumbent: definitions.find((d) => d.facts.incumbent) ?? null,
    foremost: definitions.find((d) => d.name === chosen) ?? null,
    winning: withinDays === null ? `has ${stage}` : `reaches ${stage} within ${withinDays} days`,
    outcome: outcomeOf(stage, withinDays),
    beside,
  };
}

/** A column is named with its value: `Converted = 1` becomes converted leads; other values are kept as a whole. */
function outcomeOf(stage: string, withinDays: number | null): OutcomeWords {
  const column = withinDays === null ? /^(.{3,}) = (?:1|true|yes|y)$/i.exec(stage)?.[1] : undefined;
  return outcomeWords(column ?? stage);
}

type Entry = readonly [string, DefinitionFacts];

function best(entries: readonly Entry[]): Entry | null {
  const gain = ([, d]: Entry): number => d.pooled.winsPerSlot.value ?? Number.NEGATIVE_INFINITY;
  return entries.reduce<Entry | null>(
    (found, d) => (found === null || gain(d) > gain(found) ? d : found),
    null,
  );
}

/** What intervals take account of; empty where the study names no account, and each lead is one of its own. */
export const related = ({ result: { data } }: Subject): string =>
  data.rows.accounts === data.rows.leads ? "" : ", leads of one account taken as related";

/** Whether a lead is seen at several moments; where nothing has a date, each is seen once. */
export const hasSnapshots = ({ result, definitions }: Subject): boolean =>
  definitions.length > 0 || result.study.outcome.withinDays !== null;

/** Quarters in which the definition has all its figures. */
export const judged = (d: Definition): readonly QuarterFacts[] =>
  d.facts.quarters.filter((q) => !q.provisional && q.reason === null);

/** The names of the quarters that were looked at, in order. */
export const quarterNames = ({ definitions }: Subject): readonly string[] =>
  definitions[0]?.facts.quarters.map((q) => q.quarter) ?? [];

/** `FY2025-Q4 to FY2027-Q1`, for judged quarters. */
export function period(subject: Subject): string {
  const names = (subject.definitions[0] === undefined ? [] : judged(subject.definitions[0])).map(
    (q) => q.quarter,
  );
  if (names.length === 0) return "no judged quarter";
  return names.length === 1 ? `${names[0]}` : `${names[0]} to ${names.at(-1)}`;
}
