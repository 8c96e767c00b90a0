import { wordsOf } from "../base/text.ts";

/** The meaning of names of columns and stages that no vendor's preset explains. */

/**
 * Whole words of other languages: German, French, Spanish, Portuguese, Italian, Dutch. Japanese has no blanks, so its
 * words are looked for anywhere.
 */
const foreign = (words: string, japanese: string): RegExp =>
  new RegExp(`(?<!\\p{L})(${words})(?!\\p{L})|${japanese}`, "u");
const wonAbroad = foreign(
  "gewonnen|kunde|gagnée?s?|client|ganad[oa]s?|cliente|ganh[oa]|vint[oa]|klant",
  "受注|成約",
);
const lostAbroad = foreign(
  "verloren|disqualifiziert|perdue?s?|disqualifiée?s?|perdid[oa]s?|descartad[oa]s?|pers[oa]",
  "失注|対象外",
);
const opportunityAbroad = foreign(
  "verkaufschance|opportunité|oportunidade?|opportunità|verkoopkans",
  "商談|案件化",
);
const newAbroad = foreign("^(neu|nouveau|nouvelle|nuev[oa]|nov[oa]|nieuw)$", "^新規$");

/** Stages of a funnel by the words that people use for them, in the order of a funnel. */
const stageWords: readonly (readonly [stage: string, words: RegExp])[] = [
  ["mql", /\bmqls?\b|marketing ?qualified/],
  ["sal", /\bsals?\b|sales ?accepted|\baccepted\b/],
  ["sql", /\bsqls?\b|sales ?qualified/],
  ["won", /\bwon\b|\bcustomer\b|\bclosed ?won\b|\bsold\b|\bpurchased?\b|\bpaid\b|\bgewonnen\b/],
  ["opportunity", /\bopp\b|opportunit|\bconverted\b|\bdeal ?created\b/],
  ["sql", /^qualified\b/],
];
const lostWords =
  /\blost\b|disqualif|unqualif|\bjunk\b|\bdead\b|not ?interested|\brejected\b|not ?converted|\bclosed ?lost\b|\bbad ?(fit|lead|data)\b/;
/** Names of the first state of every lead, which is its creation. */
const newWords = /^(lead|new|open|subscriber|new lead|open not contacted|not contacted|untouched|created)$/;

export const funnelOrder: readonly string[] = ["lead", "mql", "sal", "sql", "opportunity", "won"];

/** The usual stage that a name means; null: none that is known. */
export function stageOf(name: string): string | null {
  const words = wordsOf(name);
  if (lostWords.test(words) || lostAbroad.test(words)) return "lost";
  if (newWords.test(words) || newAbroad.test(words)) return "lead";
  const found = stageWords.find(([, pattern]) => pattern.test(words))?.[0];
  return found ?? (wonAbroad.test(words) ? "won" : opportunityAbroad.test(words) ? "opportunity" : null);
}

const roles = {
  id: /^(id|(lead|prospect|contact|record|deal|mql|opportunity|customer|client|person) ?(id|number|no|uuid|guid|key)|.* id)$/,
  created:
    /\bcreat(ed|ion)?\b|\bcreate date\b|\bfirst (contact|touch|seen)\b|\binquiry\b|\bsign ?up\b|\bregistered\b|\bengage date\b|\bdate (added|entered)\b|\bentered on\b|\barrived\b|^date$/,
  account: /\bdomain\b|\bwebsite\b|\bcompany\b|\baccount\b|\borgani[sz]ation\b|\bemployer\b/,
  channel: /\bsource\b|\bchannel\b|\borigin\b|\butm medium\b/,
  at: /\bat\b|\bdate\b|\btime\b|\btimestamp\b|\bon\b|\boccurred\b|\bwhen\b|\bentered\b/,
  known: /\bsynced\b|\bingested\b|\bloaded\b|\bknown\b|\brecorded\b|\binserted\b|\bimported\b/,
  type: /\btype\b|\bactivity\b|\bevent\b|\baction\b|\bname\b|\bkind\b|\bsubtype\b/,
  stage: /\bstage\b|\bstatus\b|\blifecycle\b|\bstate\b|\bstep\b|\bnew ?value\b/,
  actor: /\bactor\b|\bby\b|\brole\b|\bteam\b|\bperformed\b/,
  field: /^(field|property|field name|property name|attribute)$/,
  outcome:
    /^(y|target|label|outcome|converted|conversion|is converted|won|is won|success|successful|purchased|subscribed|deposit|response|responded|bought|customer|over50k|churn)$/,
  close: /\bclose[ds]?\b|\bwon\b|\bended?\b|\bresolved\b/,
} as const;
export type RoleWord = keyof typeof roles;

const rolesAbroad: Partial<Readonly<Record<RoleWord, RegExp>>> = {
  id: foreign("^id( (du|de|del|da|do|della?) .*)?$", "^[^ ]*id$|番号$"),
  created: foreign(
    "(erstellt|angelegt|erfasst)( am)?|erstell(ungs)?datum|anlagedatum|(date de )?création|créée?( le)?|(fecha de )?creación|cread[oa]( el)?|(data (de|di) )?(criação|creazione)|criad[oa]( em)?|aangemaakt( op)?",
    "作成日|登録日",
  ),
  account: foreign(
    "firma|unternehmen|société|entreprise|compte|empresa|cuenta|azienda|bedrijf",
    "会社|企業|取引先",
  ),
  channel: foreign(
    "quelle|leadquelle|herkunft|provenance|origine|origen|fuente|origem|fonte|herkomst",
    "流入元|ソース|経路",
  ),
  at: foreign("datum|zeitpunkt|zeit|am|fecha|hora|data|heure", "日時|日付|時刻|日$"),
  type: foreign(
    "aktivität|ereignis|activité|événement|actividad|evento|atividade|attività|activiteit",
    "活動|種別|行動",
  ),
  stage: foreign("phase|stufe|étape|statut|etapa|estado|fase|stato", "ステージ|段階|フェーズ|ステータス"),
};

/** Whether a column's name says that it plays a role. */
export const means = (name: string, role: RoleWord): boolean => {
  const words = wordsOf(name);
  return roles[role].test(words) || rolesAbroad[role]?.test(words) === true;
};

/** Personal data and ids of things: never features. */
const personal =
  /\b(first|last|full|middle|sur|contact) ?name\b|^name$|\bphone\b|\bmobile\b|\bfax\b|\bstreet\b|\baddress\b|\b(zip|postal)\b|\bnotes?\b|\bdescription\b|\bcomments?\b|\blinked ?in\b|\burl\b|\bchecksum\b|^(lead|record|customer|account|contact) (number|no)$/;
export const isPersonal = (name: string): boolean => personal.test(wordsOf(name));

/** Who sells to a lead: assigned to it, often later, and a person; what the lead is, it does not say. */
const seller =
  /\b(owner|salesperson|assignee|sdr|bdr)\b|\bassigned (to|rep)\b|\bsales (agent|rep|representative|person|manager)\b|\baccount (executive|manager)\b|^(agent|rep|seller|manager)$/;
export const isSeller = (name: string): boolean => seller.test(wordsOf(name));

const positives = /^(1|true|yes|y|won|converted|success|successful|t)$/i;
const negatives = /^(0|false|no|n|lost|not converted|failure|f|open)$/i;

/** Which of two values means yes; null: neither clearly does. */
export function yesOf(values: readonly string[]): string | null {
  const [a, b] = values;
  if (values.length !== 2 || a === undefined || b === undefined) return null;
  if (positives.test(a) && negatives.test(b)) return a;
  return positives.test(b) && negatives.test(a) ? b : null;
}

const actors: readonly (readonly [actor: "lead" | "marketing" | "sales", words: RegExp])[] = [
  ["lead", /^(lead|contact|prospect|visitor|person|customer|user|self)$/],
  ["marketing", /^(marketing|system|automation|automated|campaign|workflow|bot)$/],
  ["sales", /^(sales|sdr|bdr|ae|rep|sales rep|account executive|owner|inside sales)$/],
];
/** Who acted, by the words of an export; null: not known. */
export const actorOf = (value: string): "lead" | "marketing" | "sales" | null =>
  actors.find(([, words]) => words.test(wordsOf(value)))?.[0] ?? null;
