import { highestScore } from "../../../weights/cuts.ts";
import type { Family } from "../walk/type.ts";
import type { Assembler, Program } from "./assembler.ts";

/**
 * A definition in one fold, or in several folds where it means the same, with the times in which its crossings are
 * recorded.
 */
export interface Member {
  /**
   * Seconds; together they cover what all its folds ask for. Crossings in [start, until) always leave a record; in
   * [since, start) only those of leads that reach the outcome do.
   */
  readonly since: number;
  readonly start: number;
  readonly until: number;
}

interface Draft {
  readonly gate: Program;
  readonly column: number;
  readonly noted: number;
  /** the member of each cut-off; a member without a cut-off has the key 0 */
  readonly members: Map<number, number>;
}

/**
 * Gathers programs into families. A family is a set of programs that differ only in the cut-off of one score; the
 * replay walks it once.
 */
export class Families {
  readonly members: Member[] = [];
  private readonly drafts = new Map<string, Draft>();

  /**
   * The index of a program's member. The same program in several folds has one member, and is walked once.
   * @param noted column whose score is noted at the crossing, or -1
   */
  add(program: Program, noted: number, own: Member): number {
    const { gate, column, low } = atCutoff(program) ?? { gate: program, column: -1, low: 0 };
    const key = JSON.stringify([gate, column, noted]);
    const draft = this.drafts.get(key) ?? { gate, column, noted, members: new Map<number, number>() };
    this.drafts.set(key, draft);
    const same = draft.members.get(low);
    const known = same === undefined ? undefined : this.members[same];
    if (same === undefined || known === undefined) {
      const member = this.members.push(own) - 1;
      draft.members.set(low, member);
      return member;
    }
    this.members[same] = {
      since: Math.min(own.since, known.since),
      start: Math.min(own.start, known.start),
      until: Math.max(own.until, known.until),
    };
    return same;
  }

  /** The families, and for each family and cut-off the index of its member. */
  finish(assembler: Assembler): {
    readonly families: readonly Family[];
    readonly memberOf: readonly Int32Array[];
  } {
    const drafts = [...this.drafts.values()].map((draft) => ({
      ...draft,
      members: [...draft.members].sort(([a], [b]) => a - b),
    }));
    return {
      families: drafts.map(({ gate, column, noted, members }) => ({
        gate: assembler.add(gate),
        column,
        lows: Int32Array.from(members, ([low]) => low),
        noted,
        until: Math.max(...members.map(([, member]) => this.members[member]?.until ?? 0)),
      })),
      memberOf: drafts.map(({ members }) => Int32Array.from(members, ([, member]) => member)),
    };
  }
}

/** A program as a cut-off of a score and a gate of everything else that must hold; null: it has no such part. */
function atCutoff(
  program: Program,
): { readonly gate: Program; readonly column: number; readonly low: number } | null {
  const parts = program.kind === "and" ? program.of.map(alone) : [alone(program)];
  for (const [k, part] of parts.entries())
    if (part.kind === "score" && part.high >= highestScore)
      return {
        gate: alone({ kind: "and", of: parts.filter((_, other) => other !== k) }),
        column: part.column,
        low: part.low,
      };
  return null;
}

/** Simplifies: a conjunction or disjunction with one part is that part, a conjunction without parts is true. */
function alone(program: Program): Program {
  if (program.kind !== "and" && program.kind !== "or") return program;
  const [only] = program.of;
  if (only === undefined) return { kind: "constant", value: program.kind === "and" };
  return program.of.length === 1 ? alone(only) : program;
}
