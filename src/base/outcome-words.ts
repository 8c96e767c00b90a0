/** The words for a study's outcome in a sentence: one of it, several of it, and what leads did that reached it. */
export interface OutcomeWords {
  /** `opportunity` */
  readonly one: string;
  /** `opportunities` */
  readonly many: string;
  /** for one lead: `became an opportunity` */
  readonly oneDid: string;
  /** for several leads: `became opportunities` */
  readonly manyDid: string;
}

/**
 * The words for an outcome, from the name of its stage or column: `opportunity` is counted as opportunities, `sql` as
 * SQLs, `won` as wins, `Converted` as converted leads; any other name as leads that reach it.
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

/** The article before a word; abbreviations are read letter by letter: an SQL, an MQL, a PQL. */
const article = (word: string): string =>
  (word === word.toUpperCase() ? /^[AEFHILMNORSX]/ : /^[aeiou]/).test(word) ? "an" : "a";

/** Leads convert by themselves; most other participles are done to them (`was qualified`). */
const verbOf = (participle: string): Pick<OutcomeWords, "oneDid" | "manyDid"> =>
  /^(converted|subscribed|enrolled|purchased|responded|renewed|upgraded)$/.test(participle)
    ? { oneDid: participle, manyDid: participle }
    : { oneDid: `was ${participle}`, manyDid: `were ${participle}` };

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

/** The letters and digits of a name in lower case: `Closed - Won` and `closed_won` become the same. */
export const lettersOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** Names of a win, by their letters and digits: two of them in one file probably mean the same. */
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

/** Ways in which programs and people write yes, by their letters and digits. */
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

/**
 * Whether two values of an outcome probably mean the same: equal letters and digits, two words for the win, or two for
 * yes.
 */
export function sameOutcome(a: string, b: string): boolean {
  const [x, y] = [lettersOf(a), lettersOf(b)];
  return x !== "" && (x === y || [winNames, truths].some((words) => words.has(x) && words.has(y)));
}
