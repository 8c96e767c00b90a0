/**
 * The funnel counted once more, by hand-written SQL over the files themselves: what `leadline funnel` says must equal it.
 * `sampleTables` gives the views that the other queries read, of data/sample: leads(lead, created, channel, title),
 * stamps(lead, stage, at), acts(lead, activity, visible).
 */
export const sampleTables = (folder: string): string => `
CREATE OR REPLACE TABLE exported AS FROM read_csv('${folder}/leads.csv', all_varchar = true);
CREATE OR REPLACE TABLE stamps AS
  SELECT lead_id AS lead, stage, min(entered_at::TIMESTAMP) AS at
  FROM read_csv('${folder}/stages.csv', all_varchar = true)
  WHERE entered_at::TIMESTAMP < '2026-10-02' GROUP BY ALL;
-- an outcome before the lead was created is refused, and its lead is in no rate
CREATE OR REPLACE TABLE leads AS
  SELECT l.lead_id AS lead, created_at::TIMESTAMP AS created, source AS channel, title,
    -- what happened before the lead was created counts from its creation on
    CASE WHEN m.at IS NOT NULL THEN greatest(m.at, created) END AS mql, CASE WHEN s.at IS NOT NULL THEN greatest(s.at, created) END AS sal, CASE WHEN q.at IS NOT NULL THEN greatest(q.at, created) END AS sql,
    o.at AS opportunity, w.at AS won, CASE WHEN d.at IS NOT NULL THEN greatest(d.at, created) END AS lost
  FROM exported l
  LEFT JOIN stamps m ON m.lead = l.lead_id AND m.stage = 'mql'
  LEFT JOIN stamps s ON s.lead = l.lead_id AND s.stage = 'sal'
  LEFT JOIN stamps q ON q.lead = l.lead_id AND q.stage = 'sql'
  LEFT JOIN stamps o ON o.lead = l.lead_id AND o.stage = 'opportunity'
  LEFT JOIN stamps w ON w.lead = l.lead_id AND w.stage = 'won'
  LEFT JOIN stamps d ON d.lead = l.lead_id AND d.stage = 'disqualified'
  WHERE NOT coalesce(o.at < created, false) AND NOT coalesce(w.at < created, false);
CREATE OR REPLACE TABLE acts AS
  SELECT a.lead_id AS lead, lower(replace(activity, ' ', '_')) AS activity,
    greatest(occurred_at::TIMESTAMP, synced_at::TIMESTAMP, created) AS visible
  FROM read_csv('${folder}/activities.csv', all_varchar = true) a JOIN leads l ON l.lead = a.lead_id
  WHERE actor <> 'sales' AND occurred_at::TIMESTAMP < '2026-10-02' AND synced_at::TIMESTAMP < '2026-10-02'`;

const asOf = "TIMESTAMP '2026-10-01 23:59:59'";
const mature = (at: string): string => `${at} + INTERVAL 90 DAY <= ${asOf}`;

/** A later stage implies the earlier ones: the first of these is when a lead reached the stage. */
const reached = {
  mql: "least(mql, sal, sql, opportunity, won)",
  sal: "least(sal, sql, opportunity, won)",
  sql: "least(sql, opportunity, won)",
  opportunity: "least(opportunity, won)",
  won: "won",
};
type Stage = keyof typeof reached;

const went = (from: string, to: Stage): string =>
  `coalesce(${reached[to]} >= ${from} AND ${reached[to]} <= ${from} + INTERVAL 90 DAY, false)`;

const order: readonly Stage[] = ["mql", "sal", "sql", "opportunity", "won"];

/** Before a stage, or a later one, was first recorded nobody can say who reached it. */
const told = (from: string, to: Stage): string =>
  `${from} >= (SELECT date_trunc('day', min(stamps.at)) FROM stamps WHERE stage IN (${order
    .slice(order.indexOf(to))
    .map((stage) => `'${stage}'`)
    .join(", ")}))`;

/** from, to, mature leads, went on, entered at any time, reached `to` by now */
export const steps = (pairs: readonly (readonly ["created" | Stage, Stage])[]): string =>
  pairs
    .map(
      ([from, to]) => `SELECT '${from === "created" ? "lead" : from}', '${to}',
        count(*) FILTER (${mature(from)} AND ${told(from, to)}), count(*) FILTER (${mature(from)} AND ${told(from, to)} AND ${went(from, to)}),
        count(*), count(*) FILTER (${reached[to]} >= ${from}) FROM leads WHERE ${from} IS NOT NULL`,
    )
    .join("\nUNION ALL ");

/** channel, leads, MQLs, customers, mature leads open at creation, those of them that became opportunities */
export const channels = `
SELECT leads.channel, any_value(everybody), count(mql), count(won),
  count(*) FILTER (${mature("created")} AND created >= seen),
  count(*) FILTER (${mature("created")} AND created >= seen AND ${went("created", "opportunity")})
FROM leads, (SELECT date_trunc('day', min(stamps.at)) AS seen FROM stamps WHERE stage IN ('opportunity', 'won')),
  (SELECT source AS channel, count(*) AS everybody FROM exported GROUP BY source) e
WHERE e.channel = leads.channel GROUP BY leads.channel ORDER BY leads.channel`;

/** activity, ever did, of those ever won, mature first times while open, of those won within 90 days */
export const activities = `
WITH seen AS (SELECT date_trunc('day', min(stamps.at)) AS seen FROM stamps WHERE stage IN ('opportunity', 'won')),
first AS (
  SELECT l.lead, activity, min(visible) AS t, any_value(${reached.opportunity}) AS outcome,
    any_value(least(${reached.sal}, lost, ${reached.opportunity}, ${asOf})) AS open_until
  FROM acts a JOIN leads l ON l.lead = a.lead GROUP BY ALL)
SELECT activity, count(*), count(outcome),
  count(*) FILTER (${mature("t")} AND t <= open_until AND t >= seen),
  count(*) FILTER (${mature("t")} AND t <= open_until AND t >= seen AND outcome >= t AND outcome <= t + INTERVAL 90 DAY)
FROM first, seen GROUP BY activity ORDER BY activity`;

/** months, MQLs, SQLs, SQLs that never were MQL before, carried in, MQLs that reached SQL within 90 days */
export const bridge = `
WITH months AS (
  SELECT DISTINCT date_trunc('month', mql) AS month FROM leads
  WHERE mql IS NOT NULL AND date_trunc('month', mql) + INTERVAL 1 MONTH + INTERVAL 90 DAY <= ${asOf} + INTERVAL 1 SECOND
  ORDER BY month DESC LIMIT 12)
SELECT (SELECT count(*) FROM months),
  count(*) FILTER (date_trunc('month', mql) IN (FROM months)),
  count(*) FILTER (date_trunc('month', sql) IN (FROM months)),
  count(*) FILTER (date_trunc('month', sql) IN (FROM months) AND (mql IS NULL OR mql > sql)),
  count(*) FILTER (date_trunc('month', sql) IN (FROM months) AND mql <= sql AND date_trunc('month', mql) < date_trunc('month', sql)),
  count(*) FILTER (date_trunc('month', mql) IN (FROM months) AND ${went("mql", "sql")})
FROM leads`;

/** open opportunities at as_of and before each of some quarters as far ahead, and those of them won in the quarter */
export const pipeline = (quarters: readonly string[]): string => `
WITH q AS (SELECT unnest([${quarters.map((q) => `TIMESTAMP '${q}'`).join(", ")}]) AS start),
-- the quarter to come begins on 1 November, a month after as_of
ahead AS (SELECT start, start - (TIMESTAMP '2026-11-01' - ${asOf}) AS known FROM q)
SELECT (SELECT count(*) FROM leads WHERE opportunity <= ${asOf} AND coalesce(won > ${asOf}, true) AND coalesce(lost > ${asOf}, true)),
  count(*), count(*) FILTER (won >= start AND won < start + INTERVAL 3 MONTH)
FROM ahead JOIN leads ON opportunity <= known AND coalesce(won > known, true) AND coalesce(lost > known, true)
GROUP BY start ORDER BY start`;

/** of mature MQLs: all, accepted, lost before */
export const accepted = `
SELECT count(*), count(*) FILTER (${went("mql", "sal")}),
  count(*) FILTER (NOT ${went("mql", "sal")} AND coalesce(lost >= mql AND lost <= mql + INTERVAL 90 DAY, false))
FROM leads WHERE mql IS NOT NULL AND ${mature("mql")} AND ${told("mql", "sal")}`;

/** channel, leads, MQL on the day of creation, leads a week old, MQL within 7 days */
export const ready = `
SELECT channel, count(*) FILTER (mql IS NOT NULL AND mql::DATE = created::DATE), count(*) FILTER (created + INTERVAL 7 DAY <= ${asOf}),
  count(*) FILTER (created + INTERVAL 7 DAY <= ${asOf} AND mql <= created + INTERVAL 7 DAY)
FROM leads GROUP BY channel ORDER BY channel`;

/** from, to: leads with a row that were neither on nor lost before, that went on, and the median days of those */
export const speeds = `
SELECT 'opportunity', 'won', count(*), count(*) FILTER (won <= coalesce(lost, won)),
  median(epoch(won - opportunity) / 86400) FILTER (won <= coalesce(lost, won))
FROM leads WHERE opportunity <= ${asOf} AND NOT coalesce(won < opportunity, false) AND NOT coalesce(lost < opportunity, false)`;

/** fiscal quarter of creation, leads since outcomes were recorded, those of them that became opportunities within 90 days so far */
export const quarters = `
SELECT 'FY' || year(fiscal) || '-Q' || quarter(fiscal), count(*), count(*) FILTER (${went("created", "opportunity")})
FROM (SELECT *, date_trunc('month', created) + INTERVAL 11 MONTH AS fiscal FROM leads),
  (SELECT date_trunc('day', min(stamps.at)) AS seen FROM stamps WHERE stage IN ('opportunity', 'won'))
WHERE created >= seen GROUP BY ALL ORDER BY 1`;

/** the same quarters: leads, and those that became opportunities by so many days, where all of them have lived these */
export const matured = (days: number): string => `
SELECT 'FY' || year(fiscal) || '-Q' || quarter(fiscal), count(*),
  CASE WHEN max(created) + INTERVAL ${days} DAY <= ${asOf}
    THEN count(*) FILTER (${reached.opportunity} <= created + INTERVAL ${days} DAY) END
FROM (SELECT *, date_trunc('month', created) + INTERVAL 11 MONTH AS fiscal FROM leads),
  (SELECT date_trunc('day', min(stamps.at)) AS seen FROM stamps WHERE stage IN ('opportunity', 'won'))
WHERE created >= seen GROUP BY ALL ORDER BY 1`;

/** title, mature leads, those of them that became opportunities */
export const titles = `
SELECT title, count(*), count(*) FILTER (${went("created", "opportunity")})
FROM leads, (SELECT date_trunc('day', min(stamps.at)) AS seen FROM stamps WHERE stage IN ('opportunity', 'won'))
WHERE ${mature("created")} AND created >= seen GROUP BY title ORDER BY title`;

/** Olist: origin, contacts, deals, mature contacts since deals were recorded, those of them that closed within 90 days of the day */
export const olistChannels = (folder: string): string => `
WITH all_leads AS (
  SELECT coalesce(nullif(origin, ''), '(none)') AS channel, first_contact_date::DATE AS created, won_date::TIMESTAMP AS won
  FROM read_csv('${folder}/olist_marketing_qualified_leads_dataset.csv', all_varchar = true) l
  LEFT JOIN read_csv('${folder}/olist_closed_deals_dataset.csv', all_varchar = true) d ON d.mql_id = l.mql_id),
leads AS (FROM all_leads WHERE won IS NULL OR won >= created),
seen AS (SELECT date_trunc('day', min(won)) AS seen FROM leads)
SELECT channel, (SELECT count(*) FROM all_leads a WHERE a.channel = leads.channel), count(won),
  count(*) FILTER (created >= seen AND created + INTERVAL 90 DAY <= TIMESTAMP '2018-11-14 23:59:59'),
  count(*) FILTER (created >= seen AND created + INTERVAL 90 DAY <= TIMESTAMP '2018-11-14 23:59:59'
    AND won <= created + INTERVAL 90 DAY)
FROM leads, seen GROUP BY channel ORDER BY channel`;

/** Maven: of the deals that were engaged at least 90 days before 2018-01-01, those won within 90 days, by product */
export const mavenProducts = (folder: string): string => `
WITH deals AS (
  SELECT product, engage_date::DATE AS created, CASE WHEN deal_stage = 'Won' THEN close_date::DATE END AS won
  FROM read_csv('${folder}/sales_pipeline.csv', all_varchar = true) WHERE coalesce(engage_date, '') <> ''),
seen AS (SELECT min(won) AS seen FROM deals)
SELECT product, count(*), count(won),
  count(*) FILTER (created >= seen AND created + 90 <= DATE '2017-12-31'),
  count(*) FILTER (created >= seen AND created + 90 <= DATE '2017-12-31' AND won <= created + 90)
FROM deals, seen GROUP BY product ORDER BY product`;
