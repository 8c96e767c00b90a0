import { expect } from "vitest";
import { random } from "../../../src/base/random.ts";
import { studyWith } from "../../helpers/study.ts";
import { load, valuesOf } from "./files.ts";
import { oracle } from "./oracle.ts";

/** A file of random text, quoting, line ends, blank, short and long rows; its quotes are all well formed. `breaks`: line breaks within quotes; `messy`: line ends of all kinds, CR CR LF too, rows wrapped whole in quotes and lines of blanks. */
export function randomFile(
  seed: number,
  rows: number,
  breaks = true,
  messy = false,
): { text: string; delimiter: string } {
  const rng = random(seed);
  const pick = <T>(items: readonly T[]): T => items[rng.below(items.length)] as T;
  const delimiter = pick([",", ";", "\t", "|"]);
  const end = pick(["\n", "\r\n", "\r"]);
  const parts = [
    "x",
    "é",
    "🐟",
    " ",
    ",",
    ";",
    "|",
    "\t",
    '"',
    "\n",
    "\r\n",
    "'",
    "-",
    "#",
    "\\",
    "00",
    "a b",
    "\u202e",
  ];
  const used = breaks ? parts : parts.filter((part) => !/[\n\r]/.test(part));
  const quote = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const field = (): string => {
    const value = Array.from({ length: rng.below(5) }, () => pick(used)).join("");
    const bare = !/["\n\r]/.test(value) && !value.includes(delimiter) && value.trim() === value;
    return bare && rng.below(3) > 0 ? value : quote(value);
  };
  const lines = [
    ["lead_id", "created_at", "note", "more"]
      .map((name) => (rng.below(2) ? name : quote(name)))
      .join(delimiter),
  ];
  for (let i = 0; i < rows; i++) {
    const row = [`L${i}`, "2026-01-01", field(), field()];
    const kind = rng.below(40);
    if (kind === 0) row.pop();
    if (kind === 1) row.push("extra", field());
    if (kind === 2) lines.push("");
    const line = row.join(delimiter);
    // as a spreadsheet saves a row that it took for one cell: empty cells behind it, or none
    const wrapped = messy && rng.below(12) === 0;
    lines.push(wrapped ? quote(line) + (row.length === 4 && rng.below(2) ? delimiter.repeat(3) : "") : line);
    if (messy && rng.below(30) === 0) lines.push("  ");
  }
  const text = lines.map((line) => line + (messy ? pick(["\n", "\r\n", "\r\r\n", "\r"]) : end)).join("");
  return { text: rng.below(2) ? text : text.replace(/[\r\n]+$/, ""), delimiter };
}

/** Reads a file and holds every count and value against the independent parser. */
export async function agrees({ text, delimiter }: { text: string; delimiter: string }): Promise<void> {
  const [, ...records] = oracle(text, delimiter);
  const good = records.filter(
    ({ fields }) => fields.length === 4 || (fields.length === 5 && fields[4] === ""),
  );
  const history = await load({ "leads.csv": text }, studyWith());
  expect(history.audit.files[0]).toMatchObject({
    rows: records.length,
    rejected: records.length - good.length,
  });
  const byId = new Map(good.map(({ fields }) => [fields[0], fields]));
  expect(history.leads.count).toBe(byId.size);
  // outer blanks, quoted ones too, are no part of a text, and a line break is one however it is written
  const blank = (value: string | undefined): string => value?.trim().replace(/\r+\n|\r/g, "\n") ?? "?";
  const read = (name: string): string[] => valuesOf(history, name).map((value) => String(value ?? ""));
  expect(read("note")).toEqual(history.leads.ids.map((id) => blank(byId.get(id)?.[2])));
  expect(read("more")).toEqual(history.leads.ids.map((id) => blank(byId.get(id)?.[3])));
}
