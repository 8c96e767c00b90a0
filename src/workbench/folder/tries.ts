import { DAY, dayOf, isoDate, parseDay } from "../../base/time.ts";
import type { Study } from "../../study/type.ts";
import {
  candidatesOf,
  copiesIn,
  logDigest,
  othersTried,
  readCandidates,
  withFirstSeen,
} from "./candidates.ts";

/** What a study tries, and what the log of its lineage says was tried before: `judge` takes `log`, a run's hash `digest`. */
export async function triesOf(study: Study, out: string) {
  const asOf = isoDate(dayOf(study.asOf));
  const own = candidatesOf(study, asOf);
  const log = await readCandidates(out, study.lineage);
  return {
    own,
    digest: logDigest(log, own, asOf),
    log: {
      firstSeen: new Map(withFirstSeen(own, log).map((c) => [c.name, startOf(c.firstSeen)])),
      copies: copiesIn(own),
      others: othersTried(log, own).map(({ firstSeen, lastSeen }) => ({
        firstSeen: startOf(firstSeen),
        // to its end, as an as_of holds the whole day
        lastSeen: startOf(lastSeen) + DAY - 1,
      })),
    },
    candidatesTried: new Set([...log, ...own].map((c) => c.digest)).size,
  };
}

/** The first second of a day `2026-10-01`. */
export const startOf = (date: string): number => (parseDay(date) ?? 0) * DAY;
