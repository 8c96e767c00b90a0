import {
  cameOfPredicted,
  gateNoModel,
  gateNotUsed,
  gateUnknown,
  overAllLeads,
  passedOnBy,
  precisionMoved,
} from "../base/messages/ship/publish.ts";
import { outcomeWords } from "../base/outcome-words.ts";
import type { Result } from "../result/type.ts";
import type { Weights } from "../weights/type.ts";
import type { Gate } from "./ledger.ts";

type Asked = Omit<Gate, "overruled">;
type Definition = Result["definitions"][string];

/**
 * The conditions for weights to go live, judged by the run that made them: predicted chances come true where the score
 * is used, and the last judged quarter is like those before it.
 * @param result of the run; null: the run's result.json is not beside the weights
 */
export function gatesOf(weights: Pick<Weights, "name">, result: Result | null): readonly Asked[] {
  return [calibration(weights.name, result), drift(weights.name, result)];
}

const unknown = (gate: Asked["gate"]): Asked => ({
  gate,
  passed: false,
  said: gateUnknown,
});

/** Definitions whose cut-off, or whose checked probability, comes from this model. */
const usersOf = (model: string, result: Result): [string, Definition][] =>
  Object.entries(result.definitions).filter(
    ([, { cutoff, calibrationAtCrossing }]) =>
      cutoff?.model === model || calibrationAtCrossing?.model === model,
  );

/** Whether the 95% interval of outcomes per predicted outcome contains 1, for every definition that uses the model. */
function calibration(model: string, result: Result | null): Asked {
  if (result === null) return unknown("calibration");
  const used = usersOf(model, result).flatMap(([name, { calibrationAtCrossing: at }]) =>
    at === null ? [] : [[passedOnBy(name), at.observedExpected] as const],
  );
  const whole = result.models[model]?.evaluation.observedExpected;
  const asked = used.length > 0 ? used : whole === undefined ? [] : [[overAllLeads, whole] as const];
  const said: string[] = [];
  let passed = asked.length > 0;
  for (const [where, estimate] of asked) {
    if (estimate.value === null) {
      passed = false;
      said.push(`${where}: ${estimate.reason}`);
      continue;
    }
    passed &&= estimate.low <= 1 && estimate.high >= 1;
    said.push(cameOfPredicted(where, estimate));
  }
  return {
    gate: "calibration",
    passed,
    said: said.length === 0 ? gateNoModel(model) : said.join("; "),
  };
}

/**
 * Whether the precision of the last judged quarter is not below that of the quarters before. Both intervals come from
 * the result; they must overlap.
 */
function drift(model: string, result: Result | null): Asked {
  if (result === null) return unknown("drift");
  const said: string[] = [];
  const did = outcomeWords(result.study.outcome.stage).manyDid;
  let passed = true;
  for (const [name, { quarters }] of usersOf(model, result)) {
    const judged = quarters.flatMap(({ quarter, provisional, precision }) =>
      provisional || precision.value === null ? [] : [{ quarter, ...precision }],
    );
    const last = judged.at(-1);
    const before = judged.slice(0, -1);
    if (last === undefined || before.length === 0) continue;
    const leads = before.reduce((sum, q) => sum + q.n, 0);
    const share = before.reduce((sum, q) => sum + q.value * q.n, 0) / leads;
    passed &&= last.high >= share;
    said.push(precisionMoved(name, last.quarter, last, share, did));
  }
  return said.length === 0
    ? {
        gate: "drift",
        passed: true,
        said: gateNotUsed,
      }
    : { gate: "drift", passed, said: said.join("; ") };
}
