import type { Result } from "../../../src/result/type.ts";

/**
 * A reader that mistrusts every sentence: it holds what a report or the terminal says against the result behind it, and
 * against itself. It knows nothing of how the sentences are made.
 */

export interface Complaint {
  readonly rule: string;
  readonly where: string;
}

/** A number as people write it: `1,234`, `−0.3`, `+6`, `8.3%`. */
const NUMBER = String.raw`[−+-]?\d[\d,]*(?:\.\d+)?`;

const numberOf = (written: string): number => Number(written.replace("−", "-").replace(/[+,%]/g, ""));
const decimalsOf = (written: string): number => written.split(".")[1]?.replace(/\D/g, "").length ?? 0;

/** Whether a number rounds to what is written, to the digits shown; `more`: what its own rounding may add. */
const rounds = (x: number, written: string, more = 0): boolean =>
  Math.abs(x - numberOf(written)) <=
  0.5 * 10 ** -decimalsOf(written) + more + 1e-9 * Math.max(1, Math.abs(x));

/** The sentences, list items and cells of a Markdown report or of terminal lines, without marks, links and code. */
export function sentencesOf(text: string): string[] {
  return text
    .replace(/^ {4}.*$/gm, "")
    .replace(/`[^`\n]*`/g, "CODE")
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, "$1")
    .replace(/[*\\#]/g, "")
    .replace(/&gt;/g, ">")
    .split("\n")
    .flatMap((line) =>
      /^\|/.test(line)
        ? line.split("|").map((cell) => cell.trim())
        : line.split(/(?<=[.!?;])\s+(?=[A-Z])/).map((part) => part.trim()),
    )
    .filter((part) => /[a-z0-9]/i.test(part));
}

const things =
  "lead|definition|quarter|candidate|opportunity|account|model|feature|slot|rep|day|week|month|outcome|warning|row|try|thing|file|activity|category|event|deal|win";
const many: Readonly<Record<string, string>> = {
  opportunity: "opportunities",
  activity: "activities",
  category: "categories",
  try: "tries",
};
const manyThings = things
  .split("|")
  .map((thing) => many[thing] ?? `${thing}s`)
  .join("|");

/** What no sentence may hold, each with what is wrong about it. */
const never: readonly (readonly [string, RegExp])[] = [
  ["a value of the program", /\bNaN\b|\bundefined\b|\bnull\b|\bInfinity\b|\[object |\bfunction\b/],
  ["zero with a sign", /(?<![\d.,])[−+-]0(?:\.0+)?(?![\d.])/],
  ["an interval of nothing", /\(0(?:\.0+%?|%) to 0(?:\.0+%?|%)\)/],
  ["two blanks", /\S {2,}\S/],
  ["empty parentheses", /\(\s*\)|\(\s*[,;]|[,;]\s*\)/],
  ["signs that do not follow each other", /\s[.,;:!?](?=\s|$)|[.,;:]{2,}(?!\.)|,\.|;\./],
  ["one of many", new RegExp(String.raw`(?<![\d.,/-])1 (?:more )?(?:${manyThings})\b`)],
  [
    "many of one",
    new RegExp(
      String.raw`(?<![\d.,:-])(?:0|[2-9]|\d[\d,]*\d) (?:${things})\b(?! (?:snapshot|stage|score|file|column|window|type)s?\b)(?!-)(?!s)`,
    ),
  ],
  ["a word twice", /\b(\w+) \1\b(?! \1)/],
];

/** `value (low to high)` in all the ways in which sentences and cells say it. */
const triples = new RegExp(
  String.raw`(?<![\w.-])(${NUMBER})(%?)((?: in 100| per 100[a-z ]*| (?:more|fewer) [a-z ]{1,40}?| leads| a quarter(?: less than [\w]+| more than [\w]+)?| an? \w+)?) \((?:95% interval )?(${NUMBER})%? to (${NUMBER})%?\)`,
  "g",
);

function intervals(sentence: string): string[] {
  const wrong: string[] = [];
  for (const [, from = "", to = ""] of sentence.matchAll(
    new RegExp(String.raw`\((?:95% interval )?(${NUMBER})%? to (${NUMBER})%?\)`, "g"),
  ))
    if (numberOf(from) > numberOf(to)) wrong.push("an interval that ends before it begins");
  for (const [all, value = "", , between = "", from = "", to = ""] of sentence.matchAll(triples)) {
    const less = /\b(?:fewer|less)\b/.test(between) && numberOf(to) < 0;
    const x = less ? -numberOf(value) : numberOf(value);
    const slack = 10 ** -Math.min(decimalsOf(value), decimalsOf(from)) / 2;
    if (x < numberOf(from) - slack || x > numberOf(to) + slack)
      wrong.push(`a value outside its interval: ${all}`);
    if (/\bmore\b/.test(between) && numberOf(to) < 0) wrong.push(`more, where all of it is less: ${all}`);
    if (/\b(?:fewer|less)\b/.test(between) && !less && numberOf(value) < 0)
      wrong.push(`fewer by less than nothing: ${all}`);
  }
  return wrong;
}

/** `a of b`, `a of the b`, and the rate that follows at once in parentheses or in the next words. */
function shares(sentence: string): string[] {
  const wrong: string[] = [];
  for (const [all, a = "", b = "", rate] of sentence.matchAll(
    /(?<![\d.,/])(\d[\d,]*) of (?:the )?(\d[\d,]*)(?![\d.,]*%)\b(?:[a-z0-9 ]{0,60}\((\d[\d.]*)%\))?/g,
  )) {
    if (numberOf(a) > numberOf(b)) wrong.push(`more than there are: ${all}`);
    if (rate !== undefined && !rounds((100 * numberOf(a)) / numberOf(b), rate))
      wrong.push(`a rate that is not a / b: ${all}`);
  }
  // `6 more …: 33 instead of 27`
  for (const [all, by = "", way, now = "", before = ""] of sentence.matchAll(
    new RegExp(`(${NUMBER}) (more|fewer) [^:]*: (${NUMBER}) instead of (${NUMBER})(?=[,. ])`, "g"),
  )) {
    const d = numberOf(now) - numberOf(before);
    const ulp = 10 ** -decimalsOf(by);
    if (Math.abs((way === "more" ? d : -d) - numberOf(by)) > (ulp < 1 ? 1.01 * ulp : 1e-9))
      wrong.push(`a difference that is not that of the numbers beside it: ${all}`);
  }
  return wrong;
}

interface Triple {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Every estimate in the result, wherever it stands. */
export function estimatesOf(of: unknown): Triple[] {
  if (typeof of !== "object" || of === null) return [];
  const { value, low, high } = of as Record<string, unknown>;
  const own =
    typeof value === "number" && typeof low === "number" && typeof high === "number"
      ? [{ value, low, high }]
      : [];
  return [...own, ...Object.values(of).flatMap(estimatesOf)];
}

/**
 * Whether an estimate of the result reads so: as it is or per 100, for fewer or less with its signs turned.
 */
function reads(estimates: readonly Triple[], value: string, low: string, high: string): boolean {
  const fewer = numberOf(low) < 0 && numberOf(high) < 0 && numberOf(value) > 0;
  return estimates.some((e) =>
    [1, 100, -1, -100].some((factor) => {
      const [a, b] = factor < 0 ? [e.high, e.low] : [e.low, e.high];
      const v = factor * e.value;
      return rounds(fewer ? -v : v, value) && rounds(factor * a, low) && rounds(factor * b, high);
    }),
  );
}

/** Of sentences and cells: each `value (low to high)` is an estimate of the result, to the digits shown. */
function unknownFigures(sentences: readonly string[], result: unknown): Complaint[] {
  const estimates = estimatesOf(result);
  return sentences.flatMap((where) =>
    [...where.matchAll(triples)].flatMap(([all, value = "", , , low = "", high = ""]) =>
      reads(estimates, value, low, high) ? [] : [{ rule: `no figure of the result: ${all}`, where }],
    ),
  );
}

/** What is said of counts that the result has. */
function counts(text: string, result: Result): Complaint[] {
  const complaints: Complaint[] = [];
  const hold = (rule: string, pattern: RegExp, right: number): void => {
    for (const [where, written = ""] of text.matchAll(pattern))
      if (numberOf(written) !== right) complaints.push({ rule: `${rule}: the result has ${right}`, where });
  };
  const quarters = Object.values(result.definitions)[0]?.quarters ?? [];
  const judged = quarters.filter((q) => !q.provisional && q.reason === null).length;
  hold("leads", / · ([\d,]+) leads?(?= · )/g, result.data.rows.leads);
  hold("warnings", /^(\d+) warnings? \(see The data\)/gm, result.warnings.length);
  hold("things to look into", /^### (\d+) things? to look into/gm, result.warnings.length);
  hold("features", /^### (\d+) features? that models/gm, result.features.length);
  hold("candidates compared", /\bWe compared (\d+) candidates/gi, result.decision.m);
  hold("definitions tried", /(\d+) definitions?[^.]* have been tried/g, result.candidatesTried);
  for (const [where, a, b] of text.matchAll(/(\d+) of (\d+) quarters? judged/g))
    if (Number(a) !== judged || Number(b) !== quarters.length)
      complaints.push({ rule: `quarters judged: ${judged} of ${quarters.length}`, where });
  return complaints;
}

/** Claims that nobody may make of such a result. */
function claims(text: string, result: Result): Complaint[] {
  const complaints: Complaint[] = [];
  const { candidates, verdict, candidate } = result.decision;
  const blind = candidates.length > 0 && candidates.every((c) => c.swapIns.worked === null);
  const forbid = (rule: string, pattern: RegExp): void => {
    for (const [where] of text.matchAll(pattern)) complaints.push({ rule, where });
  };
  if (blind)
    forbid(
      "settled, though nobody knows who was worked",
      /[^.|\n]*\b(?:is settled|proves it|holds already)\b[^.|\n]*/gi,
    );
  const own = candidates.find((c) => c.name === candidate);
  if (verdict !== "change" && own?.pilotRead === undefined)
    forbid("sure, though the verdict is not", /[^.|\n]*\bsure to be\b[^.|\n]*/g);
  if (verdict === "change" || verdict === null)
    forbid("a pilot to draw, though none is advised", /[^.|\n]*works [\d,]+ of the leads it adds[^.|\n]*/g);
  return complaints;
}

/** All that is wrong in a text about a result. */
export function scan(text: string, result: Result): Complaint[] {
  const sentences = sentencesOf(text);
  const alone = sentences.flatMap((where) => [
    ...never.flatMap(([rule, pattern]) => (pattern.test(where) ? [{ rule, where }] : [])),
    ...[...intervals(where), ...shares(where)].map((rule) => ({ rule, where })),
  ]);
  return [
    ...alone,
    // the still picture of the explorer is of its own files, which explorer.test.ts holds
    ...unknownFigures(sentencesOf(text.replace(/^## What if[\s\S]*?(?=^## )/m, "")), result),
    ...counts(text, result),
    ...claims(text, result),
  ];
}
