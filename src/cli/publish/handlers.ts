import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { exits, refuse } from "../../base/errors.ts";
import { noOverrule, noReason } from "../../base/messages/ship/publish.ts";
import { counted } from "../../base/text.ts";
import { type Published, publish, revert, type Status, status } from "../../workbench/publish/publish.ts";
import type { Common, RawArguments } from "../common.ts";
import { answer, sayFaults } from "../terminal/print.ts";
import { columns, wrap } from "../terminal/wrap.ts";

interface Command<T> {
  readonly args: RawArguments & T;
  readonly common: Common;
}

interface Change {
  readonly to: string;
  readonly because: string | undefined;
  readonly by: string | undefined;
  readonly challenger: boolean;
  readonly database: string | undefined;
}

export async function publishCommand({
  args,
  common,
}: Command<
  Change & { readonly weights: string; readonly overrule: readonly string[] | undefined }
>): Promise<void> {
  const done = await publish({
    ...asked("publish", args, common),
    weights: args.weights,
    overrule: new Map((args.overrule ?? []).map(overruled)),
  });
  say(done, common);
}

export async function revertCommand({ args, common }: Command<Change>): Promise<void> {
  say(await revert(asked("revert", args, common)), common);
}

export async function statusCommand({
  args,
  common,
}: Command<{ readonly history: boolean; readonly database: string | undefined }>): Promise<void> {
  const database = databaseOf(args.database);
  const { live, entries, added, table, warnings, amiss } = await status(ledgerOf(common.out), database);
  const told = [...warnings, ...amiss, ...(table?.faults ?? [])];
  if (common.json) answer(JSON.stringify({ live, ...(args.history ? { entries } : {}), warnings: told }));
  else if (live.length === 0) {
    sayFaults([...warnings, ...amiss]);
    answer("nothing was published yet: leadline publish weights/<model>.json");
  } else {
    sayFaults([...warnings, ...amiss]);
    answer(live.flatMap(stateLines).join("\n"));
    if (added > 0)
      answer(`${counted(added, "entry", "entries")} added to the table leadline_ledger of ${database}`);
    if (args.history) answer(["", ...entries.flatMap(historyLines)].join("\n"));
  }
  if (amiss.length > 0) process.exitCode = exits.io;
  if (table !== null) {
    if (!common.json) sayFaults(table.faults);
    process.exitCode = table.exit;
  }
}

/** The folder of the ledger, beside the folder of reports. */
const ledgerOf = (out: string | undefined): string => join(dirname(out ?? "reports"), "published");

/** The environment variable that names the database of the ledger's table. */
const databaseOf = (given: string | undefined): string | null =>
  // as a study writes it: `url: env:NAME`
  given?.replace(/^env:/, "") ?? ((process.env.LEADLINE_LEDGER ?? "") === "" ? null : "LEADLINE_LEDGER");

const asked = (command: string, { to, because, by, challenger, database }: Change, common: Common) => ({
  folder: ledgerOf(common.out),
  to,
  because: because ?? refuse(exits.usage, noReason(command)),
  by: by ?? userHere(),
  now: new Date(),
  role: challenger ? ("challenger" as const) : ("champion" as const),
  database: databaseOf(database),
});

/** The user of this machine; in a container whose user has no name, its number. */
function userHere(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

function overruled(written: string): readonly [string, string] {
  const at = written.indexOf("=");
  return at < 1 ? refuse(exits.usage, noOverrule(written)) : [written.slice(0, at), written.slice(at + 1)];
}

function say({ entry, file, changes, warnings }: Published, { json, quiet }: Common): void {
  if (json) answer(JSON.stringify({ entry, file, changes, warnings }));
  else if (!quiet) {
    sayFaults(warnings);
    const { weights, to, role, gates, action } = entry;
    const lines = [
      action === "revert" && role === "challenger"
        ? `${nameOf(weights)} is no longer the challenger in ${to}`
        : `${nameOf(weights)} is now ${role === "champion" ? "live" : "the challenger"} in ${to}`,
      ...gates.map(
        ({ gate, passed, said, overruled: why }) =>
          `  ${gate.padEnd(12)}${passed ? "passed" : "overruled"}: ${said}${why === null ? "" : `. Overruled because: ${why}`}`,
      ),
      ...changes.slice(0, 12).map((change) => `  changed     ${change}`),
      ...(changes.length > 12 ? [`  and ${counted(changes.length - 12, "smaller change")}`] : []),
      `  file        ${file}`,
    ];
    answer(lines.flatMap((line) => wrapped(line)).join("\n"));
  }
}

const wrapped = (line: string): string[] => {
  const [, margin = ""] = /^( *)/.exec(line) ?? [];
  return wrap(line.trim(), columns - margin.length, margin === "" ? "  " : " ".repeat(12)).map(
    (part) => `${margin}${part}`,
  );
};

const nameOf = ({ name, version, sha256 }: Published["entry"]["weights"]): string =>
  `${name} ${version} (${sha256.slice(0, 8)})`;

const dayOf = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

function stateLines({ to, champion, challenger, file }: Status): string[] {
  const line = (role: string, entry: Published["entry"] | null): string[] =>
    entry === null
      ? []
      : [
          ...wrapped(
            `  ${role.padEnd(12)}${nameOf(entry.weights)} since ${dayOf(entry.at)}, by ${entry.by}${entry.action === "revert" ? " (reverted to)" : ""}`,
          ),
          ...wrapped(`  ${"because".padEnd(12)}${entry.because}`),
        ];
  return [
    to,
    ...line("live", champion),
    ...line("challenger", challenger),
    ...(file === null ? [] : [`  file        ${file}`]),
  ];
}

const historyLines = (entry: Published["entry"]): string[] =>
  wrapped(
    `${dayOf(entry.at)}  ${entry.to}: ${entry.action} ${entry.role} ${nameOf(entry.weights)} by ${entry.by}: ${entry.because}${entry.gates
      .filter(({ overruled: why }) => why !== null)
      .map(({ gate, overruled: why }) => `; ${gate} overruled: ${why}`)
      .join("")}`,
  );
