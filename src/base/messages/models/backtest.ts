import type { Message } from "../../errors.ts";

/** @param meant the code of the country that is most likely meant */
export const unknownHolidays = (written: string, meant: string | null): Message => ({
  code: "unknown-holidays",
  what: `there is no holiday calendar "${written}"`,
  mend:
    meant === null
      ? "use a country code such as US, DE or GB, with a state where it matters (US-CA), or leave capacity.holidays out"
      : `did you mean ${meant}? Calendars go by the country's two-letter code, with a state where it matters (US-CA)`,
});

export const unknownState = (written: string, country: string, states: readonly string[]): Message => ({
  code: "unknown-holidays",
  what: `there is no holiday calendar "${written}"`,
  mend:
    states.length === 0
      ? `${country} has no calendars of states: use ${country}`
      : `states of ${country} are ${states.slice(0, 60).join(", ")}; or use ${country} alone`,
});

export const noSlots = (reps: number, perDay: number): Message => ({
  code: "no-slots",
  what: `capacity comes to no slot at all (${reps} reps x ${perDay} leads a rep and day)`,
  mend: "state what sales can take: capacity.reps and capacity.leads_per_rep_per_day, both above 0",
});

export const lateDisagrees = (definition: string, withLate: boolean): Message => ({
  code: "late-crossings-decide",
  what: withLate
    ? `${definition} beats the incumbent only if we count leads that sales already had`
    : `${definition} beats the incumbent only if we leave out leads that sales already had`,
  mend: withLate
    ? "the definition did not find those leads, so they cannot justify a change"
    : "a change must hold with them and without them",
});

export const guardDisagrees = (
  definition: string,
  guard: string,
  candidate: number,
  incumbent: number,
): Message => ({
  code: "guard-disagrees",
  what: `${definition} brings more outcomes per slot, but fewer of its leads with a slot reach ${guard}: ${(100 * candidate).toFixed(1)} in 100, ${(100 * incumbent).toFixed(1)} of the incumbent's`,
  mend: "look at the leads that it adds before you trust the outcome alone",
});
