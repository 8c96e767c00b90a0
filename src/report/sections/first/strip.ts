import type { CandidateFacts } from "../../../result/type.ts";
import type { Tile } from "../../document.ts";
import { count, fixed, interval, ofHundred, percent, signed, signedMoney } from "../../format.ts";
import type { Definition, Subject } from "../../subject.ts";
import { digitsBeside, known, range, worstCase } from "./speech.ts";

/**
 * The numbers of page one: the gain, the slots in use, how good the leads are, the smallest gain worth it, and the worst
 * case.
 */
export function strip(c: CandidateFacts, d: Definition, subject: Subject): readonly Tile[] {
  const { result, incumbent, outcome } = subject;
  const tiles: Tile[] = [];
  const gain = known(c.perQuarter.difference);
  const [ours, theirs] = [known(c.perQuarter.candidate), known(c.perQuarter.incumbent)];
  const digits = digitsBeside(c);
  if (gain !== null)
    tiles.push({
      value: `${signed(gain.value, digits)} a quarter`,
      note:
        ours === null || theirs === null
          ? `${outcome.many} (${range(gain, digits)})`
          : `${outcome.many}: ${fixed(ours.value, digits)} instead of ${fixed(theirs.value, digits)}`,
    });
  const [own, today] = [d.facts.pooled, incumbent?.facts.pooled ?? null];
  const same = today !== null && today.covers.join() === own.covers.join();
  if (own.slots > 0)
    tiles.push({
      value: `${fixed((100 * own.served) / own.slots, 0)}% of slots used`,
      note:
        same && today.slots > 0
          ? `${fixed((100 * today.served) / today.slots, 0)}% today; a slot is one lead that sales has time for`
          : "by it; a slot is one lead that sales has time for",
    });
  const precision = known(own.precision);
  const before = same ? known(today.precision) : null;
  if (precision !== null)
    tiles.push({
      value: `${ofHundred(precision.value)} in 100`,
      note: `leads with a slot ${outcome.manyDid}${before === null ? "" : `; ${ofHundred(before.value)} today`}`,
    });
  const { smallestGain } = result.decision;
  if (smallestGain !== null && gain !== null) {
    const piloted = known(c.pilotRead?.perQuarter);
    const decides = piloted ?? c.perQuarter.decides;
    const low = decides?.low ?? gain.low;
    // the level is given where it differs from that of the interval above; no rounding to the other side of the bar
    const level =
      piloted !== null
        ? " by its pilot"
        : decides === null || result.decision.level < 0.9501
          ? ""
          : ` at ${percent(result.decision.level)} (${count(result.decision.m)} tried)`;
    const short = (x: number): string => {
      const apart = (places: number): boolean =>
        Number(x.toFixed(places)) >= smallestGain === x >= smallestGain;
      return fixed(x, Math.abs(x) >= 3 && apart(0) ? 0 : apart(1) ? 1 : 2);
    };
    const high = piloted?.high ?? gain.high;
    // what is sure only of the leads as they were worked is not sure: unworked ones decide too
    const proven = piloted !== null || c.verdict === "change";
    const said =
      low <= 0
        ? `not sure: it could be as low as ${short(low)}${level}`
        : !proven
          ? `${low < smallestGain ? "it could be as low as" : "at least"} ${short(low)}${level}, as the leads were worked`
          : low < smallestGain
            ? `sure to be a gain, but it could be as low as ${short(low)}${level}`
            : `sure to be reached: at least ${short(low)}${level}`;
    tiles.push({
      value: `Your bar: ${fixed(smallestGain, Number.isInteger(smallestGain) ? 0 : 1)} a quarter`,
      // a change needs a gain above 0, not above the bar: `not passed` would contradict it
      note:
        high < smallestGain
          ? `not reached: at most ${short(high)}${piloted === null ? " as the leads were worked" : " by its pilot"}`
          : said,
    });
  }
  const worst = worstCase(c, subject);
  if (worst !== null)
    tiles.push({
      value: `${signed(worst, Math.abs(worst) >= 3 ? 0 : 1)} in the worst case`,
      note: "a quarter, if no unworked lead that it adds had counted and each that it drops had",
    });
  const { money: facts } = result;
  const net = known(facts?.definitions[d.name]?.difference);
  if (net !== null)
    tiles.push({
      value: `${signedMoney(Math.round(net.value))} in money`,
      note: `a quarter, after the cost of working leads (${interval(net, signedMoney)})`,
    });
  return tiles;
}
