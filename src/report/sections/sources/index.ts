import type { Block, Section } from "../../document.ts";
import type { Subject } from "../../subject.ts";

import { activitiesFigure } from "./activities.ts";
import { channelBlocks, offerBlocks } from "./channels.ts";
import { costBlocks, dealBlocks, visitBlocks } from "./money.ts";
import { traitBlocks } from "./traits.ts";

/** What brings outcomes: activities, channels, offers, their costs, and who the winners are. */
export function sources(subject: Subject): Section | null {
  const { activities, channels, offers, costs, visits, deals, traits } = subject.result.funnel;
  const told = activities.rows.filter(({ shrunk }) => shrunk.value !== null);
  const blocks: Block[] = [
    ...(told.length > 0 ? [activitiesFigure(subject)] : []),
    ...(channels === null || channels.length === 0 ? [] : channelBlocks(subject, channels)),
    ...(offers === null || offers.length === 0 ? [] : offerBlocks(subject, offers)),
    ...(costs === null ? [] : costBlocks(subject)),
    ...(visits === null || visits.length === 0 ? [] : visitBlocks(subject)),
    ...(deals === null ? [] : dealBlocks(subject)),
    ...(traits.winners.length + traits.others.length === 0 ? [] : traitBlocks(subject)),
  ];
  if (blocks.length === 0) return null;
  return {
    id: "sources",
    title: `What brings ${subject.outcome.many}`,
    short: "What brings them",
    appendix: true,
    blocks,
  };
}
