import { isScalar } from "yaml";
import { expected, noDate, noZone, shortZone } from "../../base/messages/study/study.ts";
import { bare } from "../../base/text.ts";
import { dayNumber, endOfDay, parseDay, startOfDay } from "../../base/time.ts";
import { parsePredicate } from "../../rules/parse.ts";
import type { Literal, Predicate, Span } from "../../rules/tree.ts";
import { found, offsetsOf, writtenText } from "../reading.ts";
import { isShort, placesOf } from "../zones.ts";
import { parsed, type Shape, shape } from "./shape.ts";

const amount = (written: string, unit: RegExp): number | null => {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)\s+(.*)$/.exec(written);
  return match && unit.test(match[2] ?? "") ? Number(match[1]) : null;
};
const whole = (value: number | null): number | null => (Number.isInteger(value) ? value : null);

/** `90 days`, as a whole number of days from `least` to ten years; `or` is said before it where a word may stand too. */
export const days = (example: string, least = 1, or = ""): Shape<number> =>
  parsed(`${or}a whole number of days from ${least} to 3650`, example, "^\\d+ days?$", (written) => {
    const value = whole(amount(written, /^days?$/));
    return value !== null && value >= least && value <= 3650 ? value : null;
  });

/** `2 business days` */
export const businessDays: Shape<number> = parsed(
  "a number of business days",
  "sla: 2 business days",
  "^\\d+ business days?$",
  (written) => whole(amount(written, /^business days?$/)),
);

/** `5%`, or `0.05`: a share from 0 to 1. */
export const share = (example: string): Shape<number> => {
  const read = parsed("a share such as 5%", example, "", (written) => {
    const match = /^(\d{1,3}(?:\.\d{1,4})?)\s*(%?)$/.exec(written);
    if (match === null) return null;
    const value = match[2] === "%" ? Number(match[1]) / 100 : Number(match[1]);
    // 1 may be meant as 1% and as all
    return value <= 1 && (match[2] === "%" || value < 1) ? value : null;
  });
  return {
    schema: {
      anyOf: [
        { type: "string", pattern: "^\\d+(\\.\\d+)?\\s*%$" },
        { type: "number", minimum: 0, exclusiveMaximum: 1 },
      ],
    },
    read: read.read,
  };
};

/** `5 wins` */
export const wins: Shape<number> = parsed(
  "a number of wins",
  "smallest_gain: 5 wins",
  "^\\d+(\\.\\d+)? wins?$",
  (written) => amount(written, /^wins?$/),
);

const date = (stand: (day: number) => number): Shape<number> =>
  shape(
    { type: "string", format: "date", pattern: "^\\d{4}-\\d{2}-\\d{2}$", examples: ["2026-10-01"] },
    (slot, reading) => {
      const written = writtenText(slot) ?? "";
      const day = parseDay(written.trim());
      // what Int32 seconds hold (src/base/time.ts)
      if (day !== null && day > dayNumber(1902, 1, 1) && day < dayNumber(2038, 1, 1)) return stand(day);
      return reading.sayAt(noDate(written), slot);
    },
  );

/** A date, as the last second of its day. */
export const lastOfDay = date(endOfDay);
/** A date, as the first second of its day. */
export const firstOfDay = date(startOfDay);

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** A month by name or number, 1 to 12. */
export const month: Shape<number> = {
  schema: { anyOf: [{ enum: months }, { type: "integer", minimum: 1, maximum: 12 }] },
  read: parsed("a month", "fiscal_year_starts: february", "", (written) => {
    const lower = written.toLowerCase();
    const named = lower.length < 3 ? -1 : months.findIndex((m) => m === lower || m.slice(0, 3) === lower);
    const number = named >= 0 ? named + 1 : /^\d{1,2}$/.test(lower) ? Number(lower) : 0;
    return number >= 1 && number <= 12 ? number : null;
  }).read,
};

/** A zone of the IANA list, as this machine's Intl knows it. */
export const zone: Shape<string> = shape(
  { type: "string", examples: ["America/New_York", "UTC"] },
  (slot, reading) => {
    const written = writtenText(slot);
    if (written === null)
      return reading.sayAt(expected("a time zone", found(slot), "timezone: Europe/Berlin"), slot);
    try {
      new Intl.DateTimeFormat("en", { timeZone: written });
      // Intl takes bare offsets too, which know no summer time, and short names, which several places share
      if (!/^[+-]/.test(written) && !isShort(written)) return written;
    } catch {
      // said below
    }
    const zones = Intl.supportedValuesOf("timeZone");
    const places = placesOf(written, zones);
    return reading.sayAt(
      isShort(written) || places.length > 0 ? shortZone(written, places) : noZone(written, zones),
      slot,
    );
  },
);

/** A predicate as it was written, and its tree, whose places are offsets in the study file. */
export interface WrittenPredicate {
  readonly text: string;
  readonly predicate: Predicate;
}

export const written: Shape<WrittenPredicate> = shape(
  {
    type: ["string", "boolean"],
    description: "a condition over features: comparisons, AND OR NOT, IN, BETWEEN, IS NULL",
    examples: ["demo_request_30d >= 1", "title IN ('CTO','IT Director') AND employees >= 200"],
  },
  (slot, reading) => {
    const text = writtenText(slot);
    if (text === null || !isScalar(slot.node))
      return reading.sayAt(expected("a condition", found(slot), 'when: "demo_request_30d >= 1"'), slot);
    const offsets = offsetsOf(slot.node, text, reading.text);
    const at = (offset: number): number => offsets[offset] ?? slot.at;
    const result = parsePredicate(text);
    if (!result.ok) return reading.say(result.message, at(result.start), slot.path);
    // a text may be folded after its last character: the end is one past that
    const place = (span: Span): Span => ({ start: at(span.start), end: at(span.end - 1) + 1 });
    return { text, predicate: moved(result.predicate, place) };
  },
);

/** A predicate alone, where its text is of no use. */
export const predicate: Shape<Predicate> = {
  schema: written.schema,
  read: (slot, reading) => written.read(slot, reading)?.predicate,
};

function moved(of: Predicate, place: (span: Span) => Span): Predicate {
  if (of.kind === "and" || of.kind === "or") return { kind: of.kind, of: of.of.map((p) => moved(p, place)) };
  if (of.kind === "not") return { kind: "not", of: moved(of.of, place) };
  const span = place(of.span);
  // names and texts are compared as those of a file are
  if (of.kind === "constant") return { ...of, span };
  if (of.kind === "compare") return { ...of, name: bare(of.name), value: bareLiteral(of.value), span };
  if (of.kind === "in") return { ...of, name: bare(of.name), values: of.values.map(bareLiteral), span };
  return { ...of, name: bare(of.name), span };
}

const bareLiteral = (value: Literal): Literal => (typeof value === "string" ? bare(value) : value);
