import { cut } from "../base/text.ts";
import type {
  ActivitiesDraft,
  ByDraft,
  DealsDraft,
  Draft,
  LeftOut,
  OpenOrder,
  Plan,
  StagesDraft,
} from "./type.ts";

export interface TextOptions {
  readonly name: string;
  /** the as-of day `2026-10-01`, and what shows it */
  readonly asOf: { readonly day: string; readonly why: string };
  readonly timezone: string;
  readonly plan: Plan;
  /** columns that features read */
  readonly known: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** activities that reveal the outcome: their rows are left out */
  readonly withoutTypes: readonly LeftOut[];
  /** words and numbers that probably mean no value, by column of the leads, with what shows it */
  readonly missing: readonly {
    readonly column: string;
    readonly markers: readonly string[];
    readonly why: string;
  }[];
  /** files of activities that begin after many leads: the first day (null: it differs by type), with what shows it */
  readonly observed: readonly {
    readonly files: readonly string[];
    readonly day: string | null;
    readonly why: readonly string[];
  }[];
  /** columns whose order of day and month a person must still choose: the study can be read once one line is chosen */
  readonly unanswered: readonly OpenOrder[];
}

const reserved = /^(true|false|null|yes|no|on|off|y|n|~)$/i;
/** A text as YAML writes it inside braces. */
const word = (text: string): string =>
  /^[A-Za-z_][\w ./-]*$/.test(text) && !/ $/.test(text) && !reserved.test(text) ? text : JSON.stringify(text);
const list = (words: readonly string[]): string => `[${words.map(word).join(", ")}]`;
const one = (words: readonly string[]): string => (words.length === 1 ? word(words[0] ?? "") : list(words));
const comment = (text: string): string => `# ${cut(text, 200)}`;

/** Writes a study with a comment on every choice. Pure: the same proposals give the same text. */
export function studyText(draft: Draft, options: TextOptions): string {
  const { plan } = options;
  const lines: string[] = [
    "# yaml-language-server: $schema=node_modules/leadline/schemas/study.schema.json",
    comment(
      `Proposed by leadline init${draft.vendors.length > 0 ? ` from exports of ${draft.vendors.join(" and ")}` : " from the content of the files"}. Every line is yours to change; then: leadline check, leadline run`,
    ),
    "leadline: 1",
    `study: ${options.name}`,
    `as_of: ${options.asOf.day}`.padEnd(34) + comment(options.asOf.why),
    `timezone: ${options.timezone}`.padEnd(34) +
      comment("ASSUMED: the zone of times that state none; name your own, such as Europe/Berlin"),
    "",
    "sources:",
    ...sources(draft, options),
    "",
    ...funnel(draft, plan),
    "",
    ...features(draft, options),
    "",
    ...models(plan),
    ...definitions(plan),
  ];
  return `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()}\n`;
}

function sources(draft: Draft, options: TextOptions): readonly string[] {
  const { leads, activities, stages, lookups, unused } = draft;
  const lines: string[] = [];
  const why = (texts: readonly string[], indent: string): void => {
    for (const text of texts) lines.push(`${indent}${comment(text)}`);
  };
  why(leads.why, "  ");
  lines.push("  leads:");
  entry(lines, "    ", {
    file: one(leads.files),
    ...(leads.id === null ? {} : { id: word(leads.id) }),
    ...(leads.created === null ? {} : { created: word(leads.created) }),
    ...(leads.account === null ? {} : { account: word(leads.account) }),
    ...(leads.channel === null ? {} : { channel: word(leads.channel) }),
    ...rest(leads, []),
  });
  choose(lines, "    ", leads.open, options.unanswered);
  why(
    options.missing.map((found) => found.why),
    "    ",
  );
  if (options.missing.length > 0) {
    lines.push(`    ${comment("words for no value? To count them as empty, take the # away:")}`);
    const columns = options.missing.map(
      ({ column, markers }) =>
        `${word(column)}: [${markers.map((marker) => (/^-?\d+$/.test(marker) ? marker : word(marker))).join(", ")}]`,
    );
    lines.push(`    # missing: { ${columns.join(", ")} }`);
  }
  if (activities.length > 0) lines.push("  activities:");
  for (const source of activities) {
    why(source.why, "    ");
    if (source.by === null)
      why(
        ["ASSUMED: the lead did all of these. If sales' calls and mails are among them, state `by`"],
        "    ",
      );
    const without = options.withoutTypes.filter(({ column }) => source.types.some(([t]) => t === column));
    why(
      without.map((out) => `left out, as the activity ${out.column} ${out.why}`),
      "    ",
    );
    const from = options.observed.find(({ files }) => files === source.files);
    why(from?.why ?? [], "    ");
    const begins = from === undefined || from.day === null ? {} : { observed_from: from.day };
    entry(lines, "      ", { ...activity(source, without), ...begins }, "    - ");
    choose(lines, "      ", source.open, options.unanswered);
  }
  if (stages.length > 0) lines.push("  stages:");
  for (const source of stages) {
    why(source.why, "    ");
    entry(lines, "      ", stage(source), "    - ");
    if (source.kind !== "wide") choose(lines, "      ", source.open, options.unanswered);
  }
  if (draft.deals.length > 0) lines.push("  opportunities:");
  for (const source of draft.deals) {
    why(source.why, "    ");
    why(["a deal enters opportunity when it is made, and won or lost when it closes"], "    ");
    entry(lines, "      ", deal(source), "    - ");
    choose(lines, "      ", source.open, options.unanswered);
  }
  if (lookups.length > 0) lines.push("  lookups:");
  for (const { name, file, key, on, columns, why: reason } of lookups) {
    why([reason], "    ");
    lines.push(`    ${word(name)}:`);
    entry(lines, "      ", {
      file: word(file),
      key: word(key),
      ...(on === key ? {} : { on: word(on) }),
      columns: list(columns.map((column) => column.name)),
    });
  }
  for (const source of ["ids", "history", "spend", "visits", "events"] as const) {
    const all = draft.extras.filter((found) => found.source === source);
    if (all.length > 0) lines.push(`  ${source}:`);
    for (const { files, keys, columns, why: reason } of all) {
      why([reason], "    ");
      entry(
        lines,
        "      ",
        {
          file: one(files),
          ...Object.fromEntries(Object.entries(keys).map(([key, column]) => [key, word(column)])),
          ...(columns.size === 0
            ? {}
            : {
                columns: `{ ${[...columns].map(([ours, name]) => `${word(ours)}: ${word(name)}`).join(", ")} }`,
              }),
        },
        "    - ",
      );
    }
  }
  for (const { files, why: reason } of unused)
    lines.push(`  ${comment(`not used: ${files.join(", ")}: ${reason}`)}`);
  return lines;
}

type Entry = Readonly<Record<string, string>>;

function entry(lines: string[], indent: string, values: Entry, first = indent): void {
  Object.entries(values).forEach(([key, value], i) => {
    lines.push(`${i === 0 ? first : indent}${key}: ${value}`);
  });
}

function rest(
  source: { where: Draft["leads"]["where"]; formats: Draft["leads"]["formats"] },
  without: readonly string[],
): Entry {
  const where = [...source.where].map(([column, values]) => {
    const kept = values.filter((value) => !without.includes(value));
    const written = kept.map((value) => (/^(true|false|\d+)$/.test(value) ? value : word(value)));
    return `${word(column)}: ${written.length === 1 ? written[0] : `[${written.join(", ")}]`}`;
  });
  const formats = [...source.formats].map(([column, order]) => `${word(column)}: ${order}`);
  return {
    ...(where.length === 0 ? {} : { where: `{ ${where.join(", ")} }` }),
    ...(formats.length === 0 ? {} : { format: `{ ${formats.join(", ")} }` }),
  };
}

function by(source: ByDraft): string {
  if (source.kind === "column") return word(source.column);
  if (source.kind === "is") return `{ is: ${source.actor} }`;
  const actors = [...source.map].map(([actor, values]) => `${actor}: ${list(values)}`);
  return `{ column: ${word(source.column)}, ${actors.join(", ")} }`;
}

function deal(source: DealsDraft): Entry {
  const columns: Entry = Object.fromEntries(
    (["id", "lead", "account", "created", "amount", "stage", "closed"] as const).flatMap((key) => {
      const column = source[key];
      return column === null ? [] : [[key, word(column)]];
    }),
  );
  return { file: one(source.files), ...columns, ...rest(source, []) };
}

function activity(source: ActivitiesDraft, without: readonly LeftOut[]): Entry {
  const out = without.map(({ column }) => column);
  const where = new Map(source.where);
  if (out.length > 0 && !where.has(source.type))
    where.set(
      source.type,
      source.types.map(([type]) => type),
    );
  return {
    file: one(source.files),
    lead: word(source.lead),
    type: word(source.type),
    at: word(source.at),
    ...(source.known === null ? {} : { known: word(source.known) }),
    ...(source.by === null ? {} : { by: by(source.by) }),
    ...rest({ where, formats: source.formats }, out),
  };
}

function stage(source: StagesDraft): Entry {
  if (source.kind === "wide") {
    const columns = [...source.columns].map(([name, column]) => `${word(name)}: ${word(column)}`);
    return { from: "leads", columns: `{ ${columns.join(", ")} }` };
  }
  return {
    file: one(source.files),
    lead: word(source.lead),
    stage: source.kind === "one" ? `{ is: ${word(source.is)} }` : word(source.stage),
    at: word(source.at),
    ...rest(source, []),
  };
}

/** The lines to choose from, where no value shows the order of day and month. */
function choose(
  lines: string[],
  indent: string,
  open: readonly OpenOrder[],
  unanswered: readonly OpenOrder[],
): void {
  for (const { column, either, sample } of open.filter((order) => unanswered.includes(order))) {
    lines.push(
      `${indent}${comment(`CHOOSE ONE: ${column} holds ${sample}, and no value shows which part is the day`)}`,
    );
    for (const order of either) lines.push(`${indent}# format: { ${word(column)}: ${order} }`);
  }
}

function funnel(draft: Draft, plan: Plan): readonly string[] {
  const lines: string[] = [];
  const named = (stages: readonly string[]): string => {
    const theirs = stages.map(
      (name) => [name, (draft.names.get(name) ?? []).filter((n) => n !== name)] as const,
    );
    if (theirs.every(([, names]) => names.length === 0)) return list(stages);
    return `{ ${theirs.map(([name, names]) => `${word(name)}: ${one(names.length === 0 ? [name] : names)}`).join(", ")} }`;
  };
  if (plan.funnel.length > 1)
    lines.push(comment("in the order in which most leads pass them, by their stamps"));
  lines.push(`funnel: ${named(plan.funnel)}`);
  if (plan.lost.length > 0) lines.push(`lost: ${named(plan.lost)}`);
  if (plan.handoff !== null) {
    lines.push(
      `handoff: ${word(plan.handoff)}`.padEnd(34) +
        comment("ASSUMED: from here on the lead is in sales' hands"),
    );
    lines.push(
      `worked: { stage: ${word(plan.handoff)} }`.padEnd(34) + comment("ASSUMED: who reached it was worked"),
    );
  }
  if (plan.outcome !== null) {
    lines.push(comment(plan.outcome.why));
    lines.push(`outcome: { reaches: ${word(plan.outcome.stage)}, within: ${plan.outcome.days} days }`);
  } else if (draft.outcome !== null) {
    lines.push(comment(draft.outcome.why));
    lines.push(
      comment("nothing dates it: models are compared, and nothing can be replayed over past quarters"),
    );
    const is = /^\d+$/.test(draft.outcome.is) ? draft.outcome.is : word(draft.outcome.is);
    lines.push(`outcome: { column: ${word(draft.outcome.column)}, is: ${is} }`);
  } else lines.push(comment("no outcome was found: name the stage that counts as a success"));
  return lines;
}

function features(draft: Draft, { known, leftOut, plan }: TextOptions): readonly string[] {
  const lines: string[] = [];
  const mail = draft.email !== null && known.includes(draft.email);
  if (mail) lines.push(`flags: { free_email: { domain_of: ${word(draft.email ?? "")}, in: free_mail } }`, "");
  lines.push("features:");
  lines.push(
    `  ${comment("ASSUMED: these were known when the lead was created and not changed since; take out what was not")}`,
  );
  lines.push("  known_at_creation:");
  if (known.length === 0) lines[lines.length - 1] = "  known_at_creation: []";
  for (const column of known) lines.push(`    - ${word(column)}`);
  for (const { column, why } of leftOut) lines.push(`    ${comment(`${column}: ${why}`)}`);
  if (draft.activities.length > 0) {
    const names = draft.activities.flatMap((source) => [...source.names]);
    const windows = plan.windows.map((days) => `${days} days`).join(", ");
    if (names.length === 0) lines.push(`  activities: { windows: [${windows}] }`);
    else {
      lines.push("  activities:", `    windows: [${windows}]`, "    rename:");
      for (const [theirs, ours] of names) lines.push(`      ${JSON.stringify(theirs)}: ${ours}`);
    }
  }
  return lines;
}

function models({ models }: Plan): readonly string[] {
  if (models.length === 0)
    return [
      comment(
        "no model yet: fewer than 50 outcomes teach chance. With more: models: { logit: { kind: logistic } }",
      ),
    ];
  return [
    "models:",
    ...models.map(({ name, spec, why }) => `${`  ${name}: ${spec}`.padEnd(44)} ${comment(why)}`),
  ];
}

function definitions({ definitions, perDay, outcome }: Plan): readonly string[] {
  if (outcome === null) return [];
  const lines: string[] = [""];
  if (definitions.length > 0) {
    lines.push("definitions:");
    for (const { name, spec, why } of definitions)
      lines.push(`${`  ${name}: ${spec}`.padEnd(58)} ${comment(why)}`);
  }
  if (perDay !== null) {
    lines.push("", comment(`ASSUMED from history: ${perDay.why}. Put the true numbers here`));
    lines.push(`capacity: { reps: 1, leads_per_rep_per_day: ${perDay.leads} }`);
  } else
    lines.push(
      "",
      comment(
        "what sales can take is not known: capacity: { reps: 6, leads_per_rep_per_day: 8, holidays: US }",
      ),
    );
  lines.push("backtest: { quarters: 6, embargo: 7 days }");
  return lines;
}
