import { createHash } from "node:crypto";
import * as z from "zod";
import { lineBeforeChanged, noEntry } from "../base/messages/ship/publish.ts";
import { checkShape, type Frozen } from "../base/shape.ts";

/**
 * The record of which weights are live: one JSON object on each line, to which lines are only ever added. Each line
 * names the SHA-256 of the line before it, so that the next reading notices an entry that was edited or removed.
 */

const gateShape = z.strictObject({
  gate: z.enum(["calibration", "drift", "parity"]).describe("what was asked before publishing"),
  passed: z.boolean(),
  said: z.string().describe("the figures it was decided by, as a sentence"),
  overruled: z.string().nullable().describe("why it was overruled; null: it was not"),
});

const weightsName = z.strictObject({
  name: z.string().min(1).describe("the model"),
  version: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const entryShape = z.strictObject({
  at: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
    .describe("UTC"),
  action: z.enum(["publish", "revert"]),
  to: z.string().min(1).describe("where they are live, such as production"),
  role: z
    .enum(["champion", "challenger"])
    .describe("the champion decides, the challenger is scored beside it"),
  weights: weightsName.describe("what is live after this entry"),
  run: z.string().nullable().describe("the run that made them; null: unknown"),
  by: z.string(),
  because: z.string().min(1),
  gates: z.array(gateShape),
  previous: z.string().nullable().describe("SHA-256 of the line before; null: the first"),
});

export type Entry = Frozen<z.infer<typeof entryShape>>;
export type Gate = Entry["gates"][number];
export type Role = Entry["role"];

/**
 * One line of the ledger, with its line break.
 *
 * @throws RangeError for an entry that could not be read back: once in the ledger it would make all of it unreadable
 */
export function lineOf(entry: Entry): string {
  const line = JSON.stringify(entry);
  const checked = checkShape<Entry>(entryShape, JSON.parse(line));
  if ("misfits" in checked) throw new RangeError(`no entry of the ledger: ${checked.misfits[0]?.path}`);
  return `${line}\n`;
}

export const digestOfLine = (line: string): string =>
  createHash("sha256").update(line.replace(/\n$/, "")).digest("hex");

export interface Ledger {
  readonly entries: readonly Entry[];
  /** SHA-256 of the last line, which the next entry names; null: there is no line */
  readonly head: string | null;
  /** number of characters up to the end of the last complete line */
  readonly whole: number;
  /** whether more follows: a line that was cut off, while it was written or later */
  readonly torn: boolean;
}

/** A line that is not an entry, or does not follow from the one before. Lines count from 1. */
export interface Broken {
  readonly line: number;
  readonly what: string;
}

/**
 * Reads a ledger's text. A last line that was cut off counts for nothing; one that lacks only its line break counts,
 * since all that it needs was written before it, and editors and version control drop that break.
 */
export function readLedger(text: string): Ledger | Broken {
  const ended = text.lastIndexOf("\n") + 1;
  const rest = text.slice(ended);
  const whole = "value" in checkShape<Entry>(entryShape, parsed(rest)) ? text.length : ended;
  const entries: Entry[] = [];
  let head: string | null = null;
  const lines = text
    .slice(0, whole)
    .split("\n")
    .slice(0, whole > ended ? undefined : -1);
  for (const [i, written] of lines.entries()) {
    // version control may have given the file the line breaks of Windows
    const line = written.replace(/\r$/, "");
    const checked = checkShape<Entry>(entryShape, parsed(line));
    if ("misfits" in checked) {
      const [first] = checked.misfits;
      return {
        line: i + 1,
        what: first === undefined || first.path === "" ? noEntry : `${first.path} ${first.what}`,
      };
    }
    if (checked.value.previous !== head) return { line: i + 1, what: lineBeforeChanged };
    entries.push(checked.value);
    head = digestOfLine(line);
  }
  return { entries, head, whole, torn: whole === ended && rest.trim() !== "" };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** What is live at one place. */
export interface Live {
  readonly champion: Entry | null;
  readonly challenger: Entry | null;
  /** champions that a revert goes back to, the most recent last */
  readonly before: readonly Entry[];
}

const nothing: Live = { champion: null, challenger: null, before: [] };

/**
 * Which weights are live where. Publishing a champion puts the one before it aside; reverting takes the champion away and
 * the one put aside comes back. Reverting the challenger leaves none. A challenger that is published as champion is one no more.
 */
export function liveOf(entries: readonly Entry[]): ReadonlyMap<string, Live> {
  const places = new Map<string, Live>();
  for (const entry of entries) {
    const now = places.get(entry.to) ?? nothing;
    places.set(entry.to, after(now, entry));
  }
  return places;
}

function after(now: Live, entry: Entry): Live {
  if (entry.role === "challenger") return { ...now, challenger: entry.action === "publish" ? entry : null };
  if (entry.action === "revert") return { ...now, champion: entry, before: now.before.slice(0, -1) };
  const promoted = now.challenger?.weights.sha256 === entry.weights.sha256;
  return {
    champion: entry,
    challenger: promoted ? null : now.challenger,
    before: now.champion === null ? now.before : [...now.before, now.champion],
  };
}
