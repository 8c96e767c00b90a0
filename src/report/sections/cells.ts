import type { Estimated } from "../../base/estimate.ts";
import { counted } from "../../base/text.ts";
import type { Result } from "../../result/type.ts";
import type { Cell, Text } from "../document.ts";
import { type Format, interval, whole } from "../format.ts";

export const cell = (of: string | Text, sub?: string): Cell => ({
  text: typeof of === "string" ? [of] : of,
  ...(sub === undefined || sub === "" ? {} : { sub }),
});

export const numberCell = (n: number | null, format: Format = whole, sub?: string): Cell => ({
  ...cell(n === null ? "\u2013" : format(n), sub),
  sort: n,
});

/** A value with its interval below it; a value that cannot be computed is a dash with the reason. */
export const estimateCell = (e: Estimated | null, format: Format, missing = ""): Cell => {
  if (e === null) return { ...cell("\u2013", missing), sort: null };
  return e.value === null
    ? { ...cell("\u2013", e.reason), sort: null }
    : { ...cell(format(e.value), interval(e, format)), sort: e.value };
};

/** How many events are named below a chart: more are too many to read there. */
const namedEvents = 6;

/** What the dotted lines mean. */
export function eventsText(events: Result["funnel"]["events"]): string {
  if (events.length === 0) return "";
  const named = events.slice(-namedEvents).map(({ date, label }) => `${date} ${label}`);
  const more = events.length - named.length;
  return ` Dotted: ${named.join("; ")}${more === 0 ? "" : ` and ${counted(more, "earlier event")}`}. What comes after an event need not come from it.`;
}
