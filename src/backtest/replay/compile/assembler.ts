import { codeValue, notObserved } from "../../../features/codes.ts";
import type { Feature } from "../../../features/type.ts";
import { atomTruth } from "../../../rules/evaluate.ts";
import type { NormalRule } from "../../../rules/normal.ts";
import type { Atom } from "../../../rules/tree.ts";
import { accept, instruction, reject, test } from "../walk/code.ts";

/** A rule whose leaves the kernel can test. */
export type Program =
  | { readonly kind: "and" | "or"; readonly of: readonly Program[] }
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "feature"; readonly atom: Atom }
  | { readonly kind: "score"; readonly column: number; readonly low: number; readonly high: number }
  | { readonly kind: "stage"; readonly stage: string; readonly negated: boolean };

/** Where the kernel keeps the current code of a feature. */
export interface Slots {
  slotOf(name: string): { readonly slot: number; readonly feature: Feature };
  stageOf(name: string): number;
}

/** Builds the jump code of all programs of a plan, and their truth tables. */
export class Assembler {
  private readonly instructions: number[] = [];
  private readonly truths: number[] = [];
  private readonly tables = new Map<string, number>();
  private readonly entries = new Map<string, number>();
  /** for each feature, where its truth tables begin, and their length */
  private readonly tablesOf = new Map<string, { readonly size: number; readonly offsets: number[] }>();
  private readonly slots: Slots;

  constructor(slots: Slots) {
    this.slots = slots;
  }

  /**
   * Adds a program and returns its entry: an instruction, or `accept` or `reject` where it is constant. Equal programs
   * share one.
   */
  add(program: Program): number {
    const key = JSON.stringify(program);
    const entry = this.entries.get(key) ?? this.emit(program, accept, reject);
    this.entries.set(key, entry);
    return entry;
  }

  /** Emits code that jumps to `yes` or `no`, and returns where it begins. Later parts are emitted first. */
  private emit(program: Program, yes: number, no: number): number {
    switch (program.kind) {
      case "constant":
        return program.value ? yes : no;
      case "and":
        return program.of.reduceRight((then, part) => this.emit(part, then, no), yes);
      case "or":
        return program.of.reduceRight((other, part) => this.emit(part, yes, other), no);
      case "score":
        return this.put(test.score, program.column, program.low, program.high, yes, no);
      case "stage":
        return this.put(test.stage, this.slots.stageOf(program.stage), program.negated ? 1 : 0, 0, yes, no);
      case "feature": {
        const { slot, feature } = this.slots.slotOf(program.atom.name);
        return this.put(test.feature, slot, this.table(program.atom, feature), 0, yes, no);
      }
    }
  }

  private put(...row: [number, number, number, number, number, number]): number {
    this.instructions.push(...row);
    return this.instructions.length / instruction - 1;
  }

  /**
   * Offset of an atom's truth table, which is indexed by its feature's codes. Its entries come from `atomTruth`, the
   * one meaning of an atom.
   */
  private table(atom: Atom, feature: Feature): number {
    const key = JSON.stringify({ ...atom, span: null });
    const known = this.tables.get(key);
    if (known !== undefined) return known;
    const offset = this.truths.length;
    for (let code = 0; code < feature.size; code++) {
      const value = codeValue(feature, code);
      this.truths.push(atomTruth(atom, value === notObserved ? null : value) === true ? 1 : 0);
    }
    this.tables.set(key, offset);
    const own = this.tablesOf.get(feature.name) ?? { size: feature.size, offsets: [] };
    own.offsets.push(offset);
    this.tablesOf.set(feature.name, own);
    return offset;
  }

  /** The jump code, all truth tables, and the tables of each test by feature. */
  finish(): {
    readonly code: Int32Array;
    readonly truths: Uint8Array;
    readonly truthsOf: (feature: string) => readonly Uint8Array[];
  } {
    const truths = Uint8Array.from(this.truths);
    return {
      code: Int32Array.from(this.instructions),
      truths,
      truthsOf: (feature) => {
        const { size, offsets } = this.tablesOf.get(feature) ?? { size: 0, offsets: [] };
        return offsets.map((offset) => truths.subarray(offset, offset + size));
      },
    };
  }
}

/** Turns a normal rule into a program; `score` gives the program of a condition on a score or a cut-off in a fold. */
export function programOf(
  rule: NormalRule,
  score: { atom(atom: Atom): Program | null; cutoff(model: string): Program },
): Program {
  switch (rule.kind) {
    case "and":
    case "or":
      return { kind: rule.kind, of: rule.of.map((part) => programOf(part, score)) };
    case "constant":
    case "stage":
      return rule;
    case "cutoff":
      return score.cutoff(rule.model);
    case "best":
      // whoever meets the rest is a candidate each morning
      return { kind: "constant", value: true };
    default:
      return score.atom(rule) ?? { kind: "feature", atom: rule };
  }
}

/** Names of the features that a program tests. */
export const featuresOf = (program: Program): readonly string[] =>
  program.kind === "and" || program.kind === "or"
    ? program.of.flatMap(featuresOf)
    : program.kind === "feature"
      ? [program.atom.name]
      : [];

export const stagesOfProgram = (program: Program): readonly string[] =>
  program.kind === "and" || program.kind === "or"
    ? program.of.flatMap(stagesOfProgram)
    : program.kind === "stage"
      ? [program.stage]
      : [];
