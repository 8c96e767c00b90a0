/**
 * Names of columns that hold today's value, or what happened later, in exports of HubSpot, Salesforce, Marketo and
 * Pipedrive and in plain English. A name alone proves nothing, so it is reported only where the study lists the column
 * under `known_at_creation`.
 */

/** The words of a column's name in lower case; camel case, snake case, blanks, dashes and `__c` separate them. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/__c$/i, "")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** Words that say by themselves that a value is today's, and what each says. */
const words: ReadonlyMap<string, string> = new Map(
  [
    ["latest value", ["last", "latest", "recent", "newest"]],
    [
      "latest change",
      [
        "modified",
        "modification",
        "modifiedon",
        "updated",
        "updatedat",
        "update",
        "modstamp",
        "viewed",
        "referenced",
      ],
    ],
    ["conversion", ["converted", "conversion", "became", "customer"]],
    ["closing of a deal", ["closed", "close", "closing", "won", "lost"]],
    ["stage of today", ["lifecycle", "statecode", "statuscode", "disposition", "forecast", "probability"]],
    ["state of today", ["deleted", "bounced", "unsubscribed", "optout", "optedout", "quarantined"]],
    ["replies and contacts so far", ["replied", "contacted", "engagements", "responded", "touches"]],
    ["stage of today", ["mql", "sal", "sql", "qualified", "disqualified", "unqualified", "rejected"]],
    ["state of today", ["churned", "enrolled"]],
  ].flatMap(([what, list]) => (list as string[]).map((word) => [word, what as string] as const)),
);

/** Pairs of words that say so together, in this order and near each other. */
const pairs: readonly (readonly [first: string, second: string, what: string])[] = [
  // alone the word says little: a form asks for a current occupation
  ["current", "status", "stage of today"],
  ["current", "stage", "stage of today"],
  ["current", "state", "state of today"],
  ["current", "step", "stage of today"],
  ["current", "phase", "stage of today"],
  ["current", "score", "score of today"],
  ["current", "owner", "owner of today"],
  ["current", "value", "latest value"],
  ["lead", "status", "stage of today"],
  ["contact", "status", "stage of today"],
  ["deal", "status", "stage of today"],
  ["opportunity", "status", "stage of today"],
  ["account", "status", "stage of today"],
  ["sales", "status", "stage of today"],
  ["lead", "stage", "stage of today"],
  ["deal", "stage", "stage of today"],
  ["opportunity", "stage", "stage of today"],
  ["pipeline", "stage", "stage of today"],
  ["stage", "name", "stage of today"],
  ["lead", "score", "score of today"],
  ["contact", "score", "score of today"],
  ["hubspot", "score", "score of today"],
  ["behavior", "score", "score of today"],
  ["behaviour", "score", "score of today"],
  ["engagement", "score", "score of today"],
  ["activity", "score", "score of today"],
  ["predictive", "score", "score of today"],
  ["pardot", "score", "score of today"],
  ["relative", "score", "score of today"],
  ["lead", "quality", "judgement of today"],
  ["opted", "out", "state of today"],
  ["opt", "out", "state of today"],
  ["mkto", "score", "score of today"],
  ["sales", "accepted", "stage of today"],
  ["prospect", "score", "score of today"],
  ["contact", "grade", "score of today"],
  ["prospect", "grade", "score of today"],
  ["lead", "grade", "score of today"],
  ["lead", "rating", "judgement of today"],
  ["rejection", "reason", "closing of a deal"],
  ["loss", "reason", "closing of a deal"],
  ["disqualification", "reason", "closing of a deal"],
  ["meeting", "booked", "replies and contacts so far"],
  ["meeting", "date", "replies and contacts so far"],
  ["demo", "completed", "replies and contacts so far"],
  ["demo", "date", "replies and contacts so far"],
  ["emails", "opened", "count up to today"],
  ["emails", "clicked", "count up to today"],
  ["emails", "delivered", "count up to today"],
  ["emails", "sent", "count up to today"],
  ["email", "opens", "count up to today"],
  ["email", "clicks", "count up to today"],
  ["activity", "count", "count up to today"],
  ["open", "tasks", "count up to today"],
  ["open", "deals", "count up to today"],
  ["number", "opportunities", "count up to today"],
  ["number", "emails", "count up to today"],
  ["number", "meetings", "count up to today"],
  ["number", "calls", "count up to today"],
  ["number", "contacts", "count up to today"],
  ["record", "age", "time up to today"],
  ["lead", "age", "time up to today"],
  ["age", "days", "time up to today"],
  ["days", "since", "time up to today"],
  ["sales", "notes", "judgement of today"],
  ["member", "status", "stage of today"],
  ["opportunity", "amount", "deal that came later"],
  ["deal", "created", "deal that came later"],
  ["next", "activity", "plan of today"],
  ["next", "step", "plan of today"],
  ["next", "meeting", "plan of today"],
  ["total", "activities", "count up to today"],
  ["done", "activities", "count up to today"],
  ["activities", "do", "plan of today"],
  ["number", "pageviews", "count up to today"],
  ["number", "sessions", "count up to today"],
  ["number", "visits", "count up to today"],
  ["number", "views", "count up to today"],
  ["number", "times", "count up to today"],
  ["number", "activities", "count up to today"],
  ["number", "submissions", "count up to today"],
  ["number", "deals", "count up to today"],
  ["number", "notes", "count up to today"],
  ["num", "visits", "count up to today"],
  ["num", "views", "count up to today"],
  ["num", "notes", "count up to today"],
  ["num", "events", "count up to today"],
  ["num", "deals", "count up to today"],
  ["associated", "deals", "count up to today"],
  ["messages", "count", "count up to today"],
  ["total", "revenue", "deal that came later"],
  ["deal", "revenue", "deal that came later"],
  ["opportunity", "revenue", "deal that came later"],
  ["opportunity", "id", "conversion"],
  ["days", "stage", "time up to today"],
  ["time", "stage", "time up to today"],
  ["stage", "duration", "time up to today"],
  ["time", "engagement", "latest value"],
  ["time", "spent", "count up to today"],
  ["person", "score", "score of today"],
  ["visitor", "score", "score of today"],
  ["hubspot", "team", "owner of today"],
  ["owner", "id", "owner of today"],
  ["owner", "name", "owner of today"],
  ["deal", "amount", "deal that came later"],
  ["deal", "value", "deal that came later"],
  ["lead", "owner", "owner of today"],
  ["contact", "owner", "owner of today"],
  ["owner", "assigned", "owner of today"],
];

/** Names that vendors write as one word, so that `wordsOf` cannot split them. */
const joined =
  /lastmodif|lastactivit|lastcontact|lastvisit|lastseen|lastlogin|lastupdate|lastview|lasttransfer|lastreferenc|lasttouch|isconverted|converteddate|convertedaccount|convertedcontact|convertedopportunity|isclosed|iswon|closedate|closeddate|systemmodstamp|hubspotscore|leadscore|leadstatus|lifecyclestage|lifecycle_stage|optedout|emailbounced|isdeleted|hubspotteam|hubspotowner/;

/**
 * Words after which the name is harmless: `last name` is a name, and a first conversion or an original source does not
 * change.
 */
const harmless: ReadonlySet<string> = new Set(["name", "surname", "initial", "initials"]);
const early: ReadonlySet<string> = new Set(["first", "original", "initial"]);

/** Whole names that say it by themselves. */
const alone: ReadonlyMap<string, string> = new Map([
  ["status", "stage of today"],
  ["rating", "judgement of today"],
  ["grade", "score of today"],
  ["tags", "state of today"],
  ["stage", "stage of today"],
  ["score", "score of today"],
  ["owner", "owner of today"],
  ["urgency", "judgement of today"],
]);

/** What a column's name says about a value that was not known when the lead was created; null: nothing. */
export function todaysName(name: string): string | null {
  const all = wordsOf(name);
  const [only] = all;
  if (all.length === 1 && only !== undefined && alone.has(only)) return alone.get(only) ?? null;
  // the time to the first engagement was not known before it, and even the first deal comes after its lead
  if (all.some((word) => early.has(word)) && !all.includes("engagement") && !all.includes("deal"))
    return null;
  for (const [i, word] of all.entries()) {
    const what = words.get(word);
    const next = all[i + 1];
    if (what !== undefined && !(next !== undefined && harmless.has(next))) return what;
  }
  for (const [first, second, what] of pairs) {
    const at = all.indexOf(first);
    if (at >= 0 && all.indexOf(second, at + 1) > at) return what;
  }
  const found = joined.exec(all.join(""))?.[0];
  if (found === undefined) return null;
  if (found.startsWith("last")) return "latest value";
  return found.endsWith("score") ? "score of today" : "state of today";
}
