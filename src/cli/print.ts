import pc from "picocolors";
import { exits, type Fault, formatFault, LeadlineError } from "../base/errors.ts";
import { unexpected } from "../base/messages/workbench.ts";

/** Messages go to stderr; stdout is for the answer alone. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function answer(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** Faults, worst first, each with its place and how to mend it. */
export function sayFaults(faults: readonly Fault[]): void {
  const err = pc.createColors(process.stderr.isTTY === true && !process.env.NO_COLOR);
  const ordered = [...faults].sort(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"),
  );
  for (const f of ordered) {
    const [head = "", ...rest] = formatFault(f).split("\n");
    say(f.severity === "error" ? err.red(head) : err.yellow(head));
    for (const line of rest) say(err.dim(line));
  }
}

/** Says an error as the analyst should meet it, and gives the exit code. */
export function fail(error: unknown, version: string): number {
  if (error instanceof LeadlineError) {
    sayFaults(error.faults);
    debug(error);
    return error.exit;
  }
  if (error instanceof Error && error.name === "AbortError") {
    say("interrupted: nothing half-made was left");
    return exits.interrupted;
  }
  const message = unexpected(version);
  say(`${message.what}: ${error instanceof Error ? error.message : String(error)}`);
  say(message.mend);
  debug(error);
  return exits.internal;
}

function debug(error: unknown): void {
  if (process.env.LEADLINE_DEBUG === "1" && error instanceof Error) say(error.stack ?? "");
}
