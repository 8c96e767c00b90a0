import { defined } from "../../base/defined.ts";
import { exits, refuse } from "../../base/errors.ts";
import { notWhole } from "../../base/messages/cli.ts";
import { counted, grouped } from "../../base/text.ts";
import { type PilotPlanned, planPilot } from "../../workbench/pilot/plan.ts";
import { type Arm, type PilotReading, readPilotOf } from "../../workbench/pilot/read.ts";
import type { Common, RawArguments } from "../common.ts";
import { answer } from "../terminal/print.ts";
import { rateOf, table } from "../terminal/table.ts";
import { watched } from "../terminal/watch.ts";
import { columns, wrap } from "../terminal/wrap.ts";

interface Command<T> {
  readonly args: RawArguments & { readonly study: string; readonly candidate: string | undefined } & T;
  readonly common: Common;
}

export async function planCommand({
  args,
  common,
}: Command<{ readonly share: number | undefined; readonly leads: number | undefined }>): Promise<void> {
  const { leads, share, candidate } = args;
  if (leads !== undefined && !(Number.isSafeInteger(leads) && leads > 0))
    refuse(exits.usage, notWhole("leads", 1));
  const planned = await watched(common, (watch) =>
    planPilot({
      study: args.study,
      threads: common.threads,
      watch,
      ...defined({ candidate, share, leads, out: common.out, seed: common.seed }),
    }),
  );
  if (common.json) answer(JSON.stringify(planned));
  else answer(plannedLines(planned).join("\n"));
}

function plannedLines({ pilot, file, list, drawn, work }: PilotPlanned): string[] {
  const still = Math.max(0, pilot.leads - work);
  const said = [
    drawn.work + drawn.leave === 0
      ? `Pilot ${pilot.candidate}: nobody new was drawn.`
      : `Pilot ${pilot.candidate}: ${counted(drawn.work, "lead")} to work and ${drawn.leave} to leave as they are, drawn as of ${pilot.waves.at(-1)?.asOf ?? ""}.`,
    still > 0
      ? `${grouped(still)} of ${grouped(pilot.leads)} are still to be drawn: run this again on newer exports.`
      : `All ${grouped(pilot.leads)} are drawn${drawn.waiting > 0 ? `; ${counted(drawn.waiting, "lead")} more would have qualified` : ""}.`,
    "Sales works every lead of the arm `work`, whatever its score, as it works others; it is not told of the arm `leave`.",
  ];
  return [
    ...said.flatMap((line) => wrap(line, columns, "  ")),
    `  list     ${list}`,
    `  register ${file}`,
    "  next     leadline pilot read",
  ];
}

export async function readCommand({ args, common }: Command<object>): Promise<void> {
  const reading = await watched(common, (watch) =>
    readPilotOf({
      study: args.study,
      watch,
      ...defined({ out: common.out, candidate: args.candidate }),
    }),
  );
  if (common.json) answer(JSON.stringify(reading));
  else answer(readingLines(reading).join("\n"));
}

const signed = (x: number): string => (Number(x.toFixed(1)) > 0 ? `+${x.toFixed(1)}` : x.toFixed(1));

function readingLines(reading: PilotReading): string[] {
  const { difference: d, perQuarter: q, changeFrom, dropBelow } = reading;
  const row = (name: string, of: Arm): string[] => [
    name,
    `${grouped(of.mature)} of ${grouped(of.drawn)}`,
    of.worked === null ? "-" : grouped(of.worked),
    grouped(of.outcomes),
    rateOf(of.rate),
  ];
  const said = [
    reading.sentence,
    ...(q === null || q.value === null
      ? []
      : [
          `Against ${reading.incumbent} that is ${signed(q.value)} outcomes a quarter (${signed(q.low)} to ${signed(q.high)}).`,
        ]),
    ...(d.value === null
      ? []
      : [
          `Outcomes per 100 leads to be worked, against leads that were left: ${signed(100 * d.value)} (${signed(100 * d.low)} to ${signed(100 * d.high)}).`,
        ]),
    ...(changeFrom === null || dropBelow === null
      ? []
      : [
          `Fixed beforehand: from ${changeFrom} outcomes on it is a change, below ${dropBelow} it is dropped.`,
        ]),
    ...reading.notes,
  ];
  return [
    ...said.flatMap((line) => wrap(line, columns, "  ")),
    ...table(
      `As of ${reading.asOf}`,
      ["old enough", "worked", "outcomes", "per 100 (95%)"],
      [row("work", reading.work), row("leave", reading.leave)],
    ),
  ];
}
