import { defined } from "../../base/defined.ts";
import { parseDay } from "../../base/time.ts";
import type { Capacity, StaffSource } from "../type.ts";
import { columnsOf, fileObject, filesIn } from "./file-source.ts";
import { choice, list, mappingOr, number, object, parsed, type ReadAs, said, text } from "./shape.ts";
import { businessDays, firstOfDay, share } from "./words.ts";

/** What sales can take: how many people, how much of each of them, on which days. */

const staff = fileObject(
  {
    rep: said("column of the rep", text("rep: name")),
    from: said("column of the first day on which the rep takes leads", text("from: start")),
    to: said("column of the last such day; an empty one: still there", text("to: end")),
    touches_per_day: said(
      "column of the touches (calls, mails) that the rep makes a working day; absent: all make the same",
      text("touches_per_day: touches"),
    ),
  },
  {
    example: "reps: { file: reps.csv, rep: name, from: start, to: end }",
    required: ["rep", "from"],
  },
);

const day = parsed(
  "a country (US, US-CA) or a day such as 2026-12-24",
  "holidays: [US, 2026-12-24]",
  "^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,3})?|\\d{4}-\\d{2}-\\d{2})$",
  (written) => (/^\d/.test(written) && parseDay(written) === null ? null : written),
);
const country = text("holidays: US");
const days = list(day, "holidays: [US, 2026-12-24]");

export const capacity = object(
  {
    reps: said(
      "how many take leads, or a file of who does from when to when",
      mappingOr(number("reps: 6", { least: 0, why: "how many people take leads" }), staff),
    ),
    leads_per_rep_per_day: said(
      "how many each takes a working day",
      number("leads_per_rep_per_day: 8", { least: 0, why: "how many leads each takes a day" }),
    ),
    touches_per_day: said(
      "instead: how many touches (calls, mails) each makes a working day",
      number("touches_per_day: 40", { above: 0, why: "how many touches each makes a day" }),
    ),
    touches_per_lead: said(
      "how many touches a lead takes until it is done with; 1 where nothing is stated",
      number("touches_per_lead: 6", { above: 0, why: "how many touches a lead takes" }),
    ),
    share_for_mqls: said(
      "the part of the touches that is for MQLs; all where nothing is stated",
      share("share_for_mqls: 60%"),
    ),
    max_open: said(
      "how many leads a rep works at a time: with T working days from hand-off to outcome, loss or return, none takes more than this / T a day",
      number("max_open: 80", { above: 0, why: "how many leads a rep works at a time" }),
    ),
    holidays: said("a country, or a country and its state: US, US-CA; or a list of one and of days", {
      schema: { anyOf: [country.schema, days.schema] },
      read: (slot, reading) =>
        slot.node !== null && "items" in slot.node ? days.read(slot, reading) : country.read(slot, reading),
    }),
    sla: said("how soon sales works a lead", businessDays),
    order: said("who is worked first", choice(["score", "fifo"])),
    since: said("since when there is more capacity than history shows", firstOfDay),
    because: said("why there is more capacity than history shows", text("because: two reps hired")),
  },
  {
    example: "capacity: { reps: 6, leads_per_rep_per_day: 8, holidays: US }",
    required: ["reps"],
    later: {
      file: "name the file of reps under `reps: { file: reps.csv, rep: name, from: start, to: end }`",
    },
  },
);

type Values = NonNullable<ReadAs<typeof capacity>>;

/** The file of reps, as a source that is read with the others; none: their number is stated. */
export const staffOf = ({ reps }: Values): readonly StaffSource[] =>
  reps === undefined || typeof reps === "number"
    ? []
    : filesIn(reps, "capacity.reps").map((file) => ({
        ...file,
        ...columnsOf(reps, ["rep", "from"], ["to"]),
        touches: reps.touches_per_day ?? null,
      }));

/** How many people take leads and how many each of them, in the one form that the replay knows. */
export function paceOf(
  values: Values,
): Pick<Capacity, "reps" | "leadsPerRepPerDay" | "leadsPerTouch" | "maxOpen" | "holidays" | "daysOff"> {
  const {
    reps,
    leads_per_rep_per_day: stated,
    touches_per_day: touches,
    max_open: maxOpen,
    holidays,
  } = values;
  const perTouch = (values.share_for_mqls ?? 1) / (values.touches_per_lead ?? 1);
  const written = typeof holidays === "string" ? [holidays] : (holidays ?? []);
  const daysOff = written.flatMap((one) => parseDay(one) ?? []);
  return {
    reps: typeof reps === "number" ? reps : reps === undefined ? 1 : 0,
    leadsPerRepPerDay: touches === undefined ? (stated ?? 1) : touches * perTouch,
    ...(perTouch === 1 ? {} : { leadsPerTouch: perTouch }),
    ...defined({ maxOpen }),
    holidays: written.find((one) => parseDay(one) === null) ?? null,
    ...(daysOff.length === 0 ? {} : { daysOff: [...new Set(daysOff)].sort((a, b) => a - b) }),
  };
}
