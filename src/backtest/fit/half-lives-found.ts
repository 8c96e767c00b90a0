import type { FoundProfiles, FoundTaken, HalfLifeFacts, ProfileFacts } from "../../result/type.ts";
import type { Profile, Taken } from "../../stats/half-life/profile.ts";
import type { FittedStudy } from "./fitted.ts";
import { type FoundHalfLives, ownHalfLivesFrom } from "./half-lives.ts";

/** The half-lives that each fold and the final fit found; null: the study does not ask for half-lives to be fitted. */
export function halfLifeFacts({ walk }: Pick<FittedStudy, "walk">): HalfLifeFacts | null {
  if (walk.final.halfLives === null) return null;
  return {
    grid: walk.final.halfLives.grid,
    ownFrom: ownHalfLivesFrom,
    quarters: walk.folds.flatMap(({ fold, halfLives }) =>
      halfLives === null ? [] : [{ quarter: fold.quarter.name, ...takenFacts(halfLives) }],
    ),
    final: profiledFacts(walk.final.halfLives),
  };
}

function takenFacts({ wins, activities, found }: FoundHalfLives): FoundTaken {
  if ("reason" in found) return { wins, reason: found.reason, common: null, own: null };
  const { shared, taken, each } = found;
  const own = taken.flatMap((half, a) =>
    half === shared ? [] : [{ activity: activities[a] ?? "", taken: half }],
  );
  const common = own.length < taken.length ? { taken: shared } : null;
  return { wins, reason: null, common, own: each ? own : null };
}

function profiledFacts(halfLives: FoundHalfLives): FoundProfiles {
  const { wins, reason, common, own } = takenFacts(halfLives);
  const { profiled, activities } = halfLives;
  if (profiled === null) return { wins, reason, common: null, own: null };
  const profiles = new Map(activities.map((activity, a) => [activity, profiled.own[a] ?? null]));
  return {
    wins,
    reason,
    common: common && profileFacts(profiled.common, common.taken),
    own:
      own?.flatMap(({ activity, taken }) => {
        const profile = profiles.get(activity) ?? null;
        return profile === null ? [] : [{ activity, ...profileFacts(profile, taken) }];
      }) ?? null,
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
