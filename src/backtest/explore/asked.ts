import { compared } from "../../rules/build.ts";
import { leavesOf } from "../../rules/names.ts";
import { print } from "../../rules/print.ts";
import { scoreName } from "../../rules/reference.ts";
import type { Rule } from "../../rules/tree.ts";
import type { Crossings } from "../crossings.ts";
import type { Data } from "../data.ts";
import { replayQuestion } from "../decide/replayed.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import type { ReplayOptions } from "../replay/type.ts";
import { atChance, type Cut, chanceOf, constant, cutOf, everyone, whateverScore } from "./cut.ts";
import { chances } from "./grid.ts";
import { type AtCut, crossingsAtCuts, type Ladder } from "./steps.ts";

/** A definition whose cut-off can be moved. */
export interface Moved {
  readonly cut: Cut;
  /** the chances of the grid, without the one that equals the study's own cut-off */
  readonly chances: readonly number[];
  /** the chance at the study's own cut-off under the shipped weights; null: not known */
  readonly own: number | null;
  /** [fold](index in `chances`) */
  readonly at: readonly ((cut: number) => AtCut)[];
}

/** Crossings at every cut-off of every definition that has one, and of everyone at creation: from one walk. */
export interface Walked {
  readonly moved: ReadonlyMap<string, Moved>;
  /** one entry for each fold */
  readonly everyone: readonly (Crossings | null)[];
}

export async function walkCuts(
  data: Data,
  fitted: FittedStudy,
  shipped: ReadonlyMap<string, number | null>,
  options: ReplayOptions,
): Promise<Walked> {
  const { models } = data.study;
  const rules: Rule[] = [everyone];
  const ladders: Ladder[] = [{ cuts: [0], always: null }];
  const places = new Map<string, number>();
  const asked = [...data.study.definitions].flatMap(([name, { rule }]) => {
    const cut = cutOf(rule, models);
    if (cut === null) return [];
    const fit = fitted.walk.final.models.get(cut.model);
    const weights = fit !== undefined && "weights" in fit ? fit.weights : null;
    if (weights?.calibration.kind === "none") return [];
    const own = cut.atom === null ? (shipped.get(name) ?? null) : weights && chanceOf(cut, weights);
    // definitions that differ only in the cut-off share one ladder
    const key = print({ kind: "and", of: [cut.always ?? constant(false), cut.gate, atChance(cut, 0)] });
    let place = places.get(key);
    if (place === undefined) {
      const cuts = chances.map((p) => rules.push(atChance(cut, p)) - 1);
      const always = whateverScore(cut);
      place = ladders.push({ cuts, always: always === null ? null : rules.push(always) - 1 }) - 1;
      places.set(key, place);
    }
    return [{ name, cut, own, place }];
  });
  const question = replayQuestion(
    data,
    fitted,
    rules.map((rule, i) => ({ name: `${i}`, rule })),
  );
  const walked = await crossingsAtCuts(question, ladders, options);
  return {
    moved: new Map(
      asked.map(({ name, cut, own, place }) => {
        const kept = chances.filter((p) => own === null || Math.abs(p - own) > 1e-9);
        const at = (walked[place] ?? []).map((of) => (c: number) => of(chances.indexOf(kept[c] ?? 0)));
        return [name, { cut, own, chances: kept, at }];
      }),
    ),
    everyone: (walked[0] ?? []).map((of) => {
      const all = of(0);
      return "reason" in all ? null : all;
    }),
  };
}

/**
 * A definition at another cut-off, as it is written in study.yaml; null: it asks for stages, which a predicate cannot
 * express.
 */
export function writtenAt(rule: Rule, { model, atom }: Cut, p: number): string | null {
  const leaf = leavesOf(rule).find((other) => other === atom || (atom === null && other.kind === "cutoff"));
  if (leaf === undefined || leavesOf(rule).some(({ kind }) => kind === "stage")) return null;
  if (rule === leaf) return `{ score: ${model}, p_at_least: ${p} }`;
  return `{ when: ${JSON.stringify(print(replaced(rule, leaf, compared(scoreName(model, "p"), ">=", p))))} }`;
}

function replaced(rule: Rule, leaf: Rule, by: Rule): Rule {
  if (rule === leaf) return by;
  if (rule.kind === "not") return { kind: "not", of: replaced(rule.of, leaf, by) };
  if (rule.kind === "and" || rule.kind === "or")
    return { kind: rule.kind, of: rule.of.map((part) => replaced(part, leaf, by)) };
  return rule;
}
