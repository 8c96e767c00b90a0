/**
 * The words for a study's outcome in a sentence: one of it, several of it, and what leads did, do or have done that
 * reach it.
 */
export interface OutcomeWords {
  /** `opportunity` */
  readonly one: string;
  /** `opportunities` */
  readonly many: string;
  /** for one lead: `became an opportunity` */
  readonly oneDid: string;
  /** for several leads: `became opportunities` */
  readonly manyDid: string;
  /** for several leads: `become opportunities`, `win`, `are qualified` */
  readonly manyDo: string;
  /** after `have`: `become opportunities`, `won`, `been qualified` */
  readonly manyDone: string;
}

/**
 * The words for an outcome, from the name of its stage or column: `opportunity` is counted as opportunities, `sql` as
 * SQLs, `won` as wins, `Converted` as converted leads; any other name as leads that reach it.
 */
export function outcomeWords(name: string): OutcomeWords {
  const word = name.trim();
  const lower = word.toLowerCase();
  if (/^(closed_?)?won$/.test(lower)) return { one: "win", many: "wins", ...verb("won", "win") };
  if (/^[a-z]{2,3}$/.test(lower)) return became(word.toUpperCase(), `${word.toUpperCase()}s`);
  if (/^[a-z]+ed$/.test(lower)) return { one: `${lower} lead`, many: `${lower} leads`, ...verbOf(lower) };
  if (/^[a-z]+$/.test(lower)) return became(lower, plural(lower));
  return {
    one: `lead that reaches ${word}`,
    many: `leads that reach ${word}`,
    ...verb(`reached ${word}`, `reach ${word}`),
  };
}

type Verbs = Pick<OutcomeWords, "oneDid" | "manyDid" | "manyDo" | "manyDone">;

/** A verb that is the same for one lead and for several. */
const verb = (did: string, manyDo: string): Verbs => ({
  oneDid: did,
  manyDid: did,
  manyDo,
  manyDone: did,
});

const became = (one: string, many: string): OutcomeWords => ({
  one,
  many,
  oneDid: `became ${article(one)} ${one}`,
  manyDid: `became ${many}`,
  manyDo: `become ${many}`,
  manyDone: `become ${many}`,
});

/** The article before a word; abbreviations are read letter by letter: an SQL, an MQL, a PQL. */
const article = (word: string): string =>
  (word === word.toUpperCase() ? /^[AEFHILMNORSX]/ : /^[aeiou]/).test(word) ? "an" : "a";

/** What leads do by themselves; most other participles are done to them (`was qualified`). */
const byThemselves: Readonly<Record<string, string>> = {
  converted: "convert",
  subscribed: "subscribe",
  enrolled: "enroll",
  purchased: "purchase",
  responded: "respond",
  renewed: "renew",
  upgraded: "upgrade",
};

const verbOf = (participle: string): Verbs => {
  const own = Object.hasOwn(byThemselves, participle) ? byThemselves[participle] : undefined;
  return own === undefined
    ? {
        oneDid: `was ${participle}`,
        manyDid: `were ${participle}`,
        manyDo: `are ${participle}`,
        manyDone: `been ${participle}`,
      }
    : verb(participle, own);
};

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
