import { namesOf } from "../../rules/names.ts";
import type { Weights } from "../../weights/type.ts";
import { shown } from "../shown.ts";
import type { FeatureMaking, FlagMeaning } from "../target.ts";
import { type InputColumn, inputColumns, type NamedInput } from "./columns.ts";
import { conditionSql } from "./condition.ts";
import { balanced, type Dialect, logicOf } from "./dialect.ts";

const day = 86_400;
/** How many half-lives before the moment a decayed count must be recorded for it to be known. */
const decayReach = 5;
/** A sum this little below a step counts as that step, so that powers which differ in the last digit do not matter. */
const almostAStep = 1e-9;

/**
 * SQL that makes the rows for the other files to score: the features at a moment of every lead that exists then, from a
 * table of leads and one of activities. An activity is in a window of W days for at <= t < at + W, from when it is
 * known and the lead exists.
 * @param features the features to make; those without a source are left out
 * @param models every model that will score the rows: they decide which counts need a column for "not observed" beside
 * NULL
 * @param names of all features of the study (`inputColumns` says why)
 * @param tables the leads and the activities, as they are named in a FROM
 */
export function featuresSql(
  sql: Dialect,
  features: readonly NamedInput[],
  models: readonly Weights[],
  names: readonly string[],
  making: FeatureMaking,
  tables: { readonly leads: string; readonly activities: string } = {
    leads: sql.identifier("leads"),
    activities: sql.identifier("activities"),
  },
): string {
  const made = inputColumns(features, models, "lead_id", names).filter(({ name }) =>
    making.sources.has(name),
  );
  const read = columnsRead(made, making);
  const counted = new Map<string, string>();
  const outer = made.flatMap((column) => outerLines(sql, column, making, read, counted));
  const l = (name: string): string => `l.${sql.identifier(name)}`;
  const a = (name: string): string => `a.${sql.identifier(name)}`;
  const { seconds } = sql.clock;
  const lines = (all: readonly string[]): string => all.map((line) => `    ${line}`).join(",\n");
  const query = `WITH moment AS (
  SELECT ${seconds(sql.clock.literal(making.moment))} AS t
),
seen_leads AS (
  SELECT
${lines([
  `${l("lead_id")} AS lead_id`,
  `${seconds(l("created_at"))} AS created`,
  "m.t AS t",
  ...[...read].flatMap(([name, { alias, type, own, inFlag }]) =>
    type === "number"
      ? [`${sql.finite(l(name))} AS ${alias}`]
      : [
          ...(own ? [`${l(name)} AS ${alias}_as_it_is`] : []),
          ...(inFlag ? [`${sql.binaryText(l(name))} AS ${alias}`] : []),
        ],
  ),
])}
  FROM ${tables.leads} AS l CROSS JOIN moment AS m
  WHERE ${seconds(l("created_at"))} <= m.t
),
seen_activities AS (
  SELECT
${lines([`s.lead_id AS lead_id`, `${sql.binaryText(a("activity"))} AS activity`, `s.t - ${seconds(a("occurred_at"))} AS age`])}
  FROM seen_leads AS s JOIN ${tables.activities} AS a ON ${a("lead_id")} = s.lead_id
  WHERE ${seconds(a("occurred_at"))} <= s.t
    AND (${a("known_at")} IS NULL OR ${seconds(a("known_at"))} <= s.t)
),
counts AS (
  SELECT
${lines(["lead_id", ...[...counted].map(([sum, alias]) => `SUM(${sum}) AS ${alias}`)])}
  FROM seen_activities
  GROUP BY lead_id
)
SELECT
${["s.lead_id AS lead_id", ...outer].map((line) => `  ${line}`).join(",\n")}
FROM seen_leads AS s LEFT JOIN counts AS c ON c.lead_id = s.lead_id${sql.fence?.end ?? ""}`;
  return `${header(sql, read, making)}\n${query}\n`;
}

interface Read {
  readonly alias: string;
  readonly type: "number" | "category";
  /** whether the column is a feature itself */
  readonly own: boolean;
  /** whether a flag reads it */
  readonly inFlag: boolean;
}

/** Columns of the leads that features and flags read. */
function columnsRead(
  made: readonly InputColumn[],
  { sources, flags, columns }: FeatureMaking,
): Map<string, Read> {
  const own = new Set<string>();
  const inFlag = new Set<string>();
  for (const { name } of made) {
    const from = sources.get(name)?.from;
    if (from === undefined) continue;
    if ("column" in from) own.add(from.column);
    if ("flag" in from) for (const column of columnsOf(flags.get(from.flag))) inFlag.add(column);
  }
  return new Map(
    [...new Set([...own, ...inFlag])].map((name, i) => [
      name,
      {
        alias: `v${i + 1}`,
        type: columns.get(name) ?? "category",
        own: own.has(name),
        inFlag: inFlag.has(name),
      },
    ]),
  );
}

function columnsOf(flag: FlagMeaning | undefined): readonly string[] {
  if (flag === undefined) return [];
  return "domainOf" in flag ? [flag.domainOf] : namesOf(flag.when);
}

/** The columns of one feature; `counted` gets the sums that it needs. */
function outerLines(
  sql: Dialect,
  column: InputColumn,
  { sources, flags }: FeatureMaking,
  read: ReadonlyMap<string, Read>,
  counted: Map<string, string>,
): string[] {
  const source = sources.get(column.name);
  if (source === undefined) return [];
  const { from, observedFrom } = source;
  const as = sql.identifier(column.column);
  if ("column" in from) {
    const { alias, type } = read.get(from.column) ?? { alias: "v", type: "number" };
    return [`s.${alias}${type === "category" ? "_as_it_is" : ""} AS ${as}`];
  }
  if ("flag" in from) return [`${flagSql(sql, flags.get(from.flag), read)} AS ${as}`];
  const logic = logicOf(sql);
  const summed = (sum: string): string => {
    const alias = counted.get(sum) ?? `c${counted.size + 1}`;
    counted.set(sum, alias);
    return `c.${alias}`;
  };
  const isType = (activity: string): string => `activity = ${(sql.compared ?? sql.text)(activity)}`;
  let unseen: string;
  let value: string;
  if ("decay" in from) {
    const halfLife = from.half_life * day;
    const { double, least } = sql;
    const power = `power(${double(2)}, -${least(double(1000), `(age / ${double(halfLife)})`)})`;
    const sum = summed(`CASE WHEN ${isType(from.decay)} THEN ${power} ELSE ${double(0)} END`);
    const steps = Math.round(1 / from.round);
    const whole = `floor(COALESCE(${sum}, ${double(0)}) * ${double(steps)} + ${double(almostAStep)})`;
    value = `${least(double(from.cap * steps), whole)} / ${double(steps)}`;
    unseen = before(
      "s.t",
      observedFrom === null ? null : Math.ceil(observedFrom + decayReach * halfLife),
      logic.yes,
    );
  } else {
    const window = from.window === null ? null : from.window * day;
    const inWindow = window === null ? isType(from.count) : `${isType(from.count)} AND age < ${window}`;
    const sum = sql.whole(`COALESCE(${summed(`CASE WHEN ${inWindow} THEN 1 ELSE 0 END`)}, 0)`);
    value = from.cap === null ? sum : sql.least(String(from.cap), sum);
    unseen =
      window === null
        ? before("s.created", observedFrom, logic.yes)
        : before("s.t", observedFrom === null ? null : observedFrom + window, logic.yes);
  }
  const known = `CASE WHEN ${unseen} THEN NULL ELSE ${value} END AS ${as}`;
  return column.notObserved === null
    ? [known]
    : [known, `${logic.value(`(${unseen})`)} AS ${sql.identifier(column.notObserved)}`];
}

const before = (at: string, second: number | null, always: string): string =>
  second === null ? always : `${at} < ${second}`;

/** A flag in SQL's three values. */
function flagSql(sql: Dialect, flag: FlagMeaning | undefined, read: ReadonlyMap<string, Read>): string {
  const logic = logicOf(sql);
  if (flag === undefined) return sql.nothing("boolean");
  const truth = (condition: string): string =>
    sql.truth(
      `CASE WHEN ${condition} THEN ${logic.literal(true)} WHEN NOT ${condition} THEN ${logic.literal(false)} ELSE NULL END`,
    );
  if ("when" in flag)
    return truth(
      `(${conditionSql(sql, flag.when, {
        column: (name) => {
          const column = read.get(name);
          return column === undefined ? null : { alias: `s.${column.alias}`, type: column.type };
        },
      })})`,
    );
  const address = sql.address(`s.${read.get(flag.domainOf)?.alias}`);
  const among = flag.among.map(sql.domain === undefined ? sql.text : (sql.compared ?? sql.text)).join(", ");
  if (sql.domain !== undefined) return truth(`${sql.domain(address)} IN (${among})`);
  const bare = `${address} IN (${among})`;
  const behind = flag.among.map((domain) => `${address} LIKE ${sql.text(`%@${domain}`)}`);
  return truth(balanced([bare, ...behind], "OR"));
}

function header(sql: Dialect, read: ReadonlyMap<string, Read>, making: FeatureMaking): string {
  const columns = [...read].map(
    ([name, { type }]) => `    ${shown(name)} ${sql.types[type]}: as it was at creation; NULL is missing`,
  );
  return [
    `The features of each lead at ${making.moment}, the local time of ${shown(making.timezone)}: set another moment in the first lines.`,
    "Reads two tables:",
    '  "leads"',
    '    "lead_id": the lead',
    `    "created_at" ${sql.clock.type}`,
    ...columns,
    '  "activities", none of them by sales, none of them twice: rows alike in every column of your export are copies',
    '    "lead_id": the lead',
    `    "activity" ${sql.types.category}: its name as Leadline writes it: Demo Request is demo_request`,
    `    "occurred_at" ${sql.clock.type}: a date without a time counts at 23:59:59 of that day`,
    `    "known_at" ${sql.clock.type}: when it reached you, where that was later; else NULL`,
    `All stamps are the local time of ${shown(making.timezone)}, without a zone. Gives the columns that the other files read.`,
  ]
    .map((line) => `-- ${line}`)
    .join("\n");
}
