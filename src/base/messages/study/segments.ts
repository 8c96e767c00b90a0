import type { Message } from "../../errors.ts";
import { grouped } from "../../text.ts";
import { show } from "./study.ts";

export const segmentWithoutRidge = (written: string): Message => ({
  code: "segment-without-ridge",
  what: `\`segment\` cannot be used together with ${written}: it is the ridge whose segments are drawn towards a common model`,
  mend: "take `penalty: ridge` and `solver: newton`, or leave `segment` out",
});

export const movingSegment = (name: string): Message => ({
  code: "moving-segment",
  what: `${show(name)} moves with what a lead does: a lead would change its model on the way`,
  mend: "name what is known at creation: a text of features.known_at_creation, a flag or a persona",
});

export const numberSegment = (name: string): Message => ({
  code: "number-segment",
  what: `segments are levels of a text or a truth, and ${show(name)} is a number`,
  mend: `make a flag of it and name that: \`flags: { large: "${name} >= 200" }\` and \`segment: large\``,
});

export const oneSegment = (name: string, level: string | null): Message => ({
  code: "one-segment",
  what: `${level === null ? `no lead has a value in ${show(name)}` : `every lead that has a value in ${show(name)} has ${show(level)}`}: there are no segments to compare`,
  mend: "name a column with several levels, or leave `segment` out",
});

export const manySegments = (name: string, levels: number, most: number): Message => ({
  code: "many-segments",
  what: `${show(name)} has ${grouped(levels)} levels, too many for a model each (${most} at most)`,
  mend: `gather them in a column with fewer, or make a persona of those that matter: \`personas: { ours: "${name} IN ('a value')" }\` and \`segment: ours\``,
});
