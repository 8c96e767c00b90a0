/** How a study's outcome is called in a sentence: one and many of it, and what leads did that reached it. */
export interface OutcomeWords {
  /** `opportunity` */
  readonly one: string;
  /** `opportunities` */
  readonly many: string;
  /** of one lead: `became an opportunity` */
  readonly oneDid: string;
  /** of several leads: `became opportunities` */
  readonly manyDid: string;
}

/**
 * The outcome by its own name, from the stage or column that the study names: `opportunity` is counted as
 * opportunities, `sql` as SQLs, `won` as wins, `Converted` as converted leads; any other text as leads that reach it.
 */
export function outcomeWords(name: string): OutcomeWords {
  const word = name.trim();
  const lower = word.toLowerCase();
  const did = (verb: string) => ({ oneDid: verb, manyDid: verb });
  if (/^(closed_?)?won$/.test(lower)) return { one: "win", many: "wins", ...did("won") };
  if (/^[a-z]{2,3}$/.test(lower)) return became(word.toUpperCase(), `${word.toUpperCase()}s`);
  if (/^[a-z]+ed$/.test(lower)) return { one: `${lower} lead`, many: `${lower} leads`, ...verbOf(lower) };
  if (/^[a-z]+$/.test(lower)) return became(lower, plural(lower));
  return { one: `lead that reaches ${word}`, many: `leads that reach ${word}`, ...did(`reached ${word}`) };
}

const became = (one: string, many: string): OutcomeWords => ({
  one,
  many,
  oneDid: `became ${article(one)} ${one}`,
  manyDid: `became ${many}`,
});

/** Letters of an abbreviation are spelt: an SQL, an MQL, a PQL. */
const article = (word: string): string =>
  (word === word.toUpperCase() ? /^[AEFHILMNORSX]/ : /^[aeiou]/).test(word) ? "an" : "a";

/** Leads convert by themselves; most other things are done to them (`was qualified`). */
const verbOf = (participle: string): Pick<OutcomeWords, "oneDid" | "manyDid"> =>
  /^(converted|subscribed|enrolled|purchased|responded|renewed|upgraded)$/.test(participle)
    ? { oneDid: participle, manyDid: participle }
    : { oneDid: `was ${participle}`, manyDid: `were ${participle}` };

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

/** A name by its letters and digits alone, small: `Closed - Won` and `closed_won` are one. */
export const lettersOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** Names of a win, as their letters and digits: one of them is likely another, in one file. */
export const winNames: ReadonlySet<string> = new Set([
  "won",
  "closedwon",
  "dealwon",
  "dealclosedwon",
  "won100",
  "closedwon100",
  "wonclosed",
  "gewonnen",
  "gagne",
  "gagné",
  "ganado",
  "ganada",
  "vinto",
  "gewonnendeal",
]);

/** Ways in which programs and people write that something is so, by their letters and digits. */
const truths: ReadonlySet<string> = new Set([
  "1",
  "10",
  "true",
  "t",
  "yes",
  "y",
  "x",
  "wahr",
  "ja",
  "vrai",
  "oui",
  "si",
  "sí",
]);

/** Whether two values of an outcome are likely one: the same letters and digits, two words for the win, or two for yes. */
export function sameOutcome(a: string, b: string): boolean {
  const [x, y] = [lettersOf(a), lettersOf(b)];
  return x !== "" && (x === y || [winNames, truths].some((words) => words.has(x) && words.has(y)));
}
