import { type FoldRows, ownHalfLivesFrom } from "../../backtest/half-lives.ts";
import { halfLifeGrid } from "../../features/decay.ts";
import type { FoundFacts, HalfLifeFacts, ProfileFacts } from "../../result/type.ts";
import type { Profile, Taken } from "../../stats/half-life/profile.ts";
import type { FittedStudy } from "../fit.ts";

/** What each fold found, and the final fit; null: the study asks for no half-life to be found. */
export function halfLifeFacts({ walk }: FittedStudy): HalfLifeFacts | null {
  const final = foundFacts(walk.final);
  if (final === null) return null;
  return {
    grid: halfLifeGrid,
    ownFrom: ownHalfLivesFrom,
    quarters: walk.folds.flatMap((of) => {
      const found = foundFacts(of);
      return found === null ? [] : [{ quarter: of.fold.quarter.name, ...found }];
    }),
    final,
  };
}

function foundFacts({ halfLives }: Pick<FoldRows, "halfLives">): FoundFacts | null {
  if (halfLives === null) return null;
  const { wins, activities, found } = halfLives;
  if ("reason" in found) return { wins, reason: found.reason, common: null, own: null };
  const { common, own, taken } = found;
  return {
    wins,
    reason: null,
    // where activities differ nothing takes the common one, but it is what their search began at
    common: profileFacts(common, own === null ? (taken[0] ?? null) : null),
    own:
      own?.flatMap((profile, a) =>
        // an activity that tells nothing of its own has the common one
        profile === common
          ? []
          : [{ activity: activities[a] ?? "", ...profileFacts(profile, taken[a] ?? null) }],
      ) ?? null,
  };
}

function profileFacts(profile: Profile, taken: Taken): ProfileFacts {
  const { halfLife, low, high, logLikelihood: top, plainLogLikelihood: plain, grid, spread } = profile;
  const best = Math.max(top, plain, ...grid.map((g) => g.logLikelihood));
  const fall = (logLikelihood: number): number => Math.max(0, (2 * (best - logLikelihood)) / spread);
  return {
    taken,
    value: halfLife,
    low,
    high,
    falls: grid.map((g) => ({
      halfLife: g.halfLife,
      fall: Number.isFinite(g.logLikelihood) ? fall(g.logLikelihood) : null,
    })),
    plain: fall(plain),
  };
}
