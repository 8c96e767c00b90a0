import { type Block, details, type Section } from "../../document.ts";
import type { Subject } from "../../subject.ts";
import { definitionBlocks } from "./definitions.ts";
import { cohortsFigure, stagesFigure } from "./stages.ts";
import { acceptanceBlocks, bridgeBlocks, groupsTable, stepsBlocks } from "./steps.ts";
import { curvesBlocks, movementBlocks, nurtureBlocks, pipelineBlocks, speedBlocks } from "./time.ts";

/** How far leads came and how fast, what sales did with them, and how each quarter's leads did. */
export function funnel(subject: Subject): Section | null {
  const { stages, cohorts, conversions } = subject.result.funnel;
  if (stages.length === 0 && cohorts.length === 0) return null;
  const groups = groupsTable(subject);
  const blocks: Block[] = [
    ...(stages.length > 0 ? [stagesFigure(subject)] : []),
    ...(conversions.length > 0 ? stepsBlocks(subject) : []),
    ...(groups === null ? [] : [details(["The steps by channel, persona and segment"], [groups])]),
    ...bridgeBlocks(subject),
    ...acceptanceBlocks(subject),
    ...speedBlocks(subject),
    ...nurtureBlocks(subject),
    ...pipelineBlocks(subject),
    ...definitionBlocks(subject),
    ...(cohorts.length > 0 ? [cohortsFigure(subject)] : []),
    ...curvesBlocks(subject),
    ...movementBlocks(subject),
  ];
  return { id: "funnel", title: "The funnel", short: "Funnel", appendix: true, blocks };
}
