import fc from "fast-check";
import { afterAll, beforeAll, expect, it, type TestContext } from "vitest";
import { LeadlineError } from "../../../src/base/errors.ts";
import { type Dialect, mysql, scoreSql } from "../../../src/export/index.ts";
import { featuresSql } from "../../../src/export/sql/features.ts";
import { goldenRows } from "../../../src/weights/golden.ts";
import { scratch } from "../../helpers/cli.ts";
import { sealed } from "../duckdb.ts";
import { goldenChecks } from "../golden-check.ts";
import { hostile, hostileCase } from "../hostile.ts";
import { comparedBy, type Engine, type Judge, startEngine } from "../judges/engines.ts";
import {
  featuresAt,
  makingFor,
  sameFeatures,
  sampleFeatures,
  sourceTables,
} from "../judges/feature-tables.ts";
import { type Case, tableFor } from "../judges/judges.ts";
import { kindCases, kindsInTurn } from "../kind-cases.ts";
import { cellsSaid, expectSameReasons, reasonCases, reasonsSql, sayableReasons } from "../reason-cases.ts";
import { drafts, rows } from "../weights.ts";

/** SQL that the dialect can say; null: it refuses, with the reason in the file's place. */
export function said(dialect: Dialect, { weights }: Pick<Case, "weights">): string | null {
  try {
    return scoreSql(weights, { dialect, reasons: true });
  } catch (error) {
    if (error instanceof LeadlineError) return null;
    throw error;
  }
}

/** Random weights and rows that the dialect can say; a map that overflows a double is an error in MySQL. */
function casesFor(dialect: Dialect, weights: number, size: number): readonly Case[] {
  const random = fc.sample(rows, { numRuns: size, seed: 41 });
  return fc.sample(drafts, { numRuns: weights, seed: 42 }).flatMap((draft) => {
    const of = { weights: sealed(draft), rows: [...random, ...goldenRows(draft).map(({ inputs: i }) => i)] };
    const { calibration: map } = draft;
    const overflows = dialect === mysql && "slope" in map && Math.abs(map.slope) > 1e100;
    return overflows || said(dialect, of) === null ? [] : [of];
  });
}

/** An engine that is started when the tests of a file begin and stopped at their end; where it cannot be had, they skip and say why. */
export function engineOf(engine: Engine): (context: TestContext) => Judge {
  const { folder, remove } = scratch();
  let judge: Judge | { readonly why: string } = { why: "not started" };
  beforeAll(async () => {
    judge = await startEngine(engine, folder);
  }, 600_000);
  afterAll(() => {
    if ("stop" in judge) judge.stop();
    remove();
  });
  return (context) => ("why" in judge ? context.skip(judge.why) : judge);
}

/** How much an engine is asked: planning one query takes some of them a second and more. */
interface Amounts {
  /** sets of weights that are scored, on 700 rows each and their golden ones */
  readonly weights: number;
  /** every kind of model under every map, or each under one in turn */
  readonly kinds: "every map" | "one map";
  /** sets of weights whose shipped check is run */
  readonly checks: number;
  /** sets of weights whose reasons are asked */
  readonly reasons: number;
  /** names that nothing may obey */
  readonly names?: number;
}

/** What every engine of SQL that runs here is held to. */
export function judgedBy(engine: Engine, dialect: Dialect, amounts: Amounts): void {
  const judge = engineOf(engine);

  it(`10.1: ${engine} scores 20,000 adversarial rows as the scorer does`, async (context) => {
    const cases = casesFor(dialect, amounts.weights, 700);
    expect(await comparedBy(judge(context), dialect, cases)).toBeGreaterThan(20_000);
  });

  it(`10.1: every kind of model and every map score as the scorer does in ${engine}`, async (context) => {
    const asked = judge(context);
    const cases = amounts.kinds === "every map" ? (await kindCases()).flat() : await kindsInTurn();
    expect(cases.length).toBeGreaterThanOrEqual(12);
    expect(await comparedBy(asked, dialect, cases)).toBeGreaterThan(3_000);
  });

  it(`10.5: the check that ships with ${engine} finds no golden row otherwise, and those that are`, async (context) => {
    const checks = goldenChecks(dialect, amounts.checks);
    const found = await judge(context).answersOf(checks.map(({ query }) => ({ tables: [], query })));
    expect(found.map(([row]) => row?.map(Number))).toEqual(
      checks.map(({ rows: golden, different }) => [golden, different]),
    );
  });

  it(`10.1: the three strongest reasons are the evaluator's in ${engine}`, async (context) => {
    const cases = sayableReasons(dialect, reasonCases(amounts.reasons, 100));
    const found = await judge(context).answersOf(
      cases.map((of) => ({
        tables: [{ name: "lead_features", ...tableFor(dialect, of) }],
        query: reasonsSql(dialect, of),
      })),
    );
    const compared = cases.reduce(
      (sum, of, i) => sum + expectSameReasons(of, (found[i] ?? []).map(cellsSaid), engine),
      0,
    );
    expect(compared).toBeGreaterThan(400);
  });

  it(`10: names and levels that nothing may obey score as the scorer does in ${engine}`, async (context) => {
    const of = hostileCase(dialect, hostile.slice(0, amounts.names));
    expect(await comparedBy(judge(context), dialect, [of])).toBe(400);
  });

  it(`10.2: ${engine} makes the workbench's features of the sample at three moments`, async (context) => {
    const { answersOf } = judge(context);
    const { history, study, features, moments } = await sampleFeatures();
    const names = features.map(({ name }) => name);
    const named = features.map(({ name, kind }) => ({ name, type: kind }));
    const answers = await answersOf(
      moments.map((moment, i) => {
        const making = makingFor(study, features, moment);
        const query = `SELECT * FROM (${featuresSql(dialect, named, [], names, making)}) AS made ORDER BY lead_id`;
        return { tables: i === 0 ? sourceTables(dialect, history, making.columns) : [], query };
      }),
    );
    const cells = moments.map((moment, i) =>
      sameFeatures(featuresAt(history, features, moment), answers[i] ?? [], names),
    );
    expect(cells.every((n) => n > 10_000)).toBe(true);
  });
}
