import { type Fault, warning } from "../../base/errors.ts";
import {
  largestBy,
  type MarkerFound,
  missingMarker,
  onlyBelowZero,
  tellingMissing,
} from "../../base/messages/data/columns.ts";
import { isFilled } from "../../history/column.ts";
import type { CategoryColumn, Column, NumberColumn } from "../../history/type.ts";
import { binomialUpper } from "../../stats/proportions/binomial.ts";

/** Words that mean no value, as forms and programs write them. Source: bug reports and exports of CRMs. */
const words =
  /^(select|please select|- ?select ?-|choose( one)?|unknown|unspecified|undefined|unassigned|n\/?a|#n\/a|none|null|nil|nan|<na>|not (known|specified|provided|available|applicable|set|given|stated|selected|disclosed|answered)|no (answer|data|value|response|info(rmation)?)|missing|blank|empty|tb[acd]|to be (determined|defined)|x{2,}|[-–—._?*]+|0{2}[/.-]0{2}[/.-]0{2,4})$/i;
/** The same in other languages of CRMs. */
const foreignWords =
  /^\(?(unbekannt|keine (angabe|auswahl)|k\. ?a\.|nicht angegeben|bitte (aus)?w[äa]hlen|inconnue?|non renseign[ée]e?|non précisée?|aucune?|desconocid[oa]|sin (datos|especificar|información)|en blanco|vac[íi]o|seleccion[ae]r?|no informado|n[ãa]o (informado|definido|preenchido)|em branco|selecione|sconosciuto|non (specificato|disponibile)|onbekend|niet (opgegeven|bekend)|okänd|ukendt|ukjent|nieznany|brak( danych)?|неизвестно|не указан[оа]?|нет данных|不明|未知|未設定|未選択|未填写|なし|알 ?수 ?없음|미지정)\)?$/iu;

/** A text with more characters than this is not a word for no value. */
const longest = 30;

/** Numbers that programs write for no value, where they are the largest or smallest of a column. */
const numbers = new Set([
  -1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999, 9999999, 99999999, 999999999, 2147483647,
]);
/** The least number and share of leads with such a number: fewer are typing errors. */
const least = { leads: 20, share: 0.005 };
/** A marker is at least this many times the next number. */
const apart = 2;

/** A marker of a column, and how many of the given leads have it. */
interface Marker {
  readonly text: string;
  readonly why: string;
  has(lead: number): boolean;
}

/**
 * The values of a column that probably mean no value. They are proposed with evidence; nothing changes until the study
 * states them.
 */
function markersOf(column: Column, leads: readonly number[]): readonly Marker[] {
  return column.kind === "category" ? wordsOf(column) : numbersOf(column, leads);
}

function wordsOf({ levels, codes }: CategoryColumn): readonly Marker[] {
  return levels.flatMap((level, code) =>
    level.length <= longest && (words.test(level) || foreignWords.test(level))
      ? [{ text: level, why: "", has: (lead: number): boolean => codes[lead] === code }]
      : [],
  );
}

function numbersOf({ values }: NumberColumn, leads: readonly number[]): readonly Marker[] {
  const sorted = Float64Array.from(
    leads.map((lead) => values[lead] ?? Number.NaN).filter((v) => !Number.isNaN(v)),
  ).sort();
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || low === high) return [];
  const count = (value: number): number => sorted.reduce((n, v) => n + (v === value ? 1 : 0), 0);
  const enough = (value: number): boolean =>
    count(value) >= Math.max(least.leads, least.share * sorted.length);
  const marker = (value: number, why: string): Marker => ({
    text: String(value),
    why,
    has: (lead) => values[lead] === value,
  });
  const out: Marker[] = [];
  const above = sorted.find((v) => v > low);
  if (low < 0 && numbers.has(low) && (above ?? 0) >= 0 && enough(low)) out.push(marker(low, onlyBelowZero));
  const below = sorted.findLast((v) => v < high) ?? low;
  if (high > 0 && numbers.has(high) && high >= apart * below && enough(high))
    out.push(marker(high, largestBy(below)));
  return out;
}

/** The least number of leads for a rate. */
const fewest = 20;
/** With fewer leads a word for no value is not reported. */
const few = 5;
const fewShare = 0.002;
/** How unlikely a difference must be by chance, and how large. */
const chance = 1e-6;
const times = 1.5;

/**
 * Words and numbers that probably mean no value, with the outcome rate of each kind of missing value; and columns in
 * which being empty predicts the outcome. O(columns x leads).
 * @param judged the leads that are old enough, and whether each reaches the outcome
 */
export function missingFaults(
  columns: Iterable<readonly [name: string, column: Column]>,
  { mature, won }: { readonly mature: readonly number[]; readonly won: readonly number[] },
): readonly Fault[] {
  return [...columns].flatMap(([name, column]) => {
    const rate = (has: (lead: number) => boolean): { leads: number; wins: number } => {
      let [leads, wins] = [0, 0];
      mature.forEach((lead, i) => {
        if (!has(lead)) return;
        leads++;
        wins += won[i] ?? 0;
      });
      return { leads, wins };
    };
    const shown = ({ leads, wins }: { leads: number; wins: number }): number | null =>
      leads < fewest ? null : wins / leads;
    const markers = markersOf(column, mature);
    const empty = rate((lead) => !isFilled(column, lead));
    const rest = rate((lead) => isFilled(column, lead) && !markers.some(({ has }) => has(lead)));
    const faults: Fault[] = markers.flatMap(({ text, why, has }) => {
      const own = rate(has);
      if (own.leads < Math.max(few, fewShare * mature.length)) return [];
      const found: MarkerFound = {
        column: name,
        marker: text,
        why,
        leads: own.leads,
        rate: shown(own),
        empty: empty.leads === 0 ? null : { leads: empty.leads, rate: shown(empty) },
        others: shown(rest),
      };
      return [warning(missingMarker(found))];
    });
    // the rates beside a marker say this already
    if (faults.length === 0 && tells(empty, rest))
      faults.push(
        warning(tellingMissing(name, empty.leads, empty.wins / empty.leads, rest.wins / rest.leads)),
      );
    return faults;
  });
}

/**
 * Words and numbers that probably mean no value, by column, which at least a few of the leads have. O(columns x leads).
 */
export function likelyMarkers(
  columns: Iterable<readonly [name: string, column: Column]>,
  leads: readonly number[],
): readonly { readonly column: string; readonly markers: readonly string[]; readonly leads: number }[] {
  return [...columns].flatMap(([column, values]) => {
    const found = markersOf(values, leads)
      .map(({ text, has }) => ({ text, n: leads.reduce((n, lead) => n + (has(lead) ? 1 : 0), 0) }))
      .filter(({ n }) => n >= Math.max(few, fewShare * leads.length));
    return found.length === 0
      ? []
      : [{ column, markers: found.map(({ text }) => text), leads: found.reduce((sum, { n }) => sum + n, 0) }];
  });
}

/** Whether one group reaches the outcome more or less often than the other by more than chance. */
function tells(
  { leads, wins }: { leads: number; wins: number },
  others: { leads: number; wins: number },
): boolean {
  if (leads < fewest || others.leads < fewest || others.wins === 0) return false;
  const base = others.wins / others.leads;
  const more = wins > base * leads;
  if (more ? wins < times * base * leads : times * wins > base * leads) return false;
  return (more ? binomialUpper(leads, wins, base) : binomialUpper(leads, leads - wins, 1 - base)) < chance;
}
