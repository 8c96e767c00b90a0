import pc from "picocolors";
import { type Exit, exits, type Fault, fault, formatFault, LeadlineError } from "../../base/errors.ts";
import { interrupted, unexpected } from "../../base/messages/workbench.ts";
import { harmless } from "../../base/text.ts";
import { columns, wrap } from "./wrap.ts";

/**
 * Writes a message to stderr; stdout is for the answer alone. Both print the content of people's files as plain text,
 * so that a terminal obeys nothing in it. (In JSON, JSON's own escapes do this.)
 */
export function say(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}

export function answer(text: string): void {
  process.stdout.write(`${harmless(text.trimEnd())}\n`);
}

/** Writes faults, worst first, each with its place and how to fix it. */
export function sayFaults(faults: readonly Fault[]): void {
  const err = pc.createColors(process.stderr.isTTY === true && !process.env.NO_COLOR);
  const ordered = [...faults].sort(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"),
  );
  for (const f of ordered) {
    const [first = "", ...rest] = harmless(formatFault(f)).split("\n");
    const colour = f.severity === "error" ? err.red : err.yellow;
    // text that does not fit continues below the words, where the line that says how to fix it begins
    const indent = /^ */.exec(rest[0] ?? "  ")?.[0] ?? "";
    const lines = [
      ...wrap(first, columns, indent).map(colour),
      ...rest.flatMap((line) =>
        wrap(line, columns - indent.length, "").map((part) => err.dim(`${indent}${part}`)),
      ),
    ];
    process.stderr.write(`${lines.join("\n")}\n`);
  }
}

/** Writes an error for the analyst, and returns the exit code. Under --json the faults are the answer. */
export function fail(error: unknown, version: string, json: boolean): number {
  const { exit, faults } = asFaults(error, version);
  sayFaults(faults);
  if (json) answer(JSON.stringify({ exit, faults }));
  debug(error);
  return exit;
}

function asFaults(error: unknown, version: string): { exit: Exit; faults: readonly Fault[] } {
  if (error instanceof LeadlineError) return error;
  if (error instanceof Error && error.name === "AbortError")
    return { exit: exits.interrupted, faults: [fault(interrupted())] };
  const detail = error instanceof Error ? error.message : String(error);
  return { exit: exits.internal, faults: [fault(unexpected(version, detail))] };
}

function debug(error: unknown): void {
  if (process.env.LEADLINE_DEBUG === "1" && error instanceof Error) say(error.stack ?? "");
}
