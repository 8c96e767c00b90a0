/** Exit codes of the tool; the library throws a LeadlineError that carries one. */
export const exits = {
  done: 0,
  finding: 1,
  usage: 2,
  data: 3,
  io: 4,
  internal: 70,
  interrupted: 130,
} as const;
export type Exit = (typeof exits)[keyof typeof exits];

/** The place of a fault. Lines and columns count from 1; `path` is the key path in study.yaml. */
export interface Where {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
}

/** A message of the catalogue (src/base/messages): what is wrong, and how to fix it (the field `mend`). */
export interface Message {
  /** stable kebab-case name, to which tests and scripts refer */
  readonly code: string;
  readonly what: string;
  readonly mend: string;
}

/** A message at a place. An error stops the work; a warning is shown and kept in result.json. */
export interface Fault extends Message {
  readonly severity: "error" | "warning";
  readonly where: Where;
}

export const fault = (message: Message, where: Where = {}): Fault => ({
  severity: "error",
  where,
  ...message,
});
export const warning = (message: Message, where: Where = {}): Fault => ({
  severity: "warning",
  where,
  ...message,
});

/** Writes `study.yaml:31:18  models.hand.points[1].when: what` and, on the next line, how to fix it. */
export function formatFault(f: Fault): string {
  const { file, line, column, path } = f.where;
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const head = [place, path === undefined ? f.what : `${path}: ${f.what}`]
    .filter((part) => part !== "")
    .join("  ");
  return f.mend === "" ? head : `${head}\n${" ".repeat(Math.min(18, place.length + 2))}${f.mend}`;
}

/** The one error of the library: its faults say what is wrong, where, and how to fix it; `exit` is the tool's exit code. */
export class LeadlineError extends Error {
  readonly exit: Exit;
  readonly faults: readonly Fault[];

  constructor(exit: Exit, faults: readonly Fault[], options?: ErrorOptions) {
    super(faults.map(formatFault).join("\n"), options);
    this.name = "LeadlineError";
    this.exit = exit;
    this.faults = faults;
  }
}

/** Throws one message as an error. */
export function refuse(exit: Exit, message: Message, where: Where = {}): never {
  throw new LeadlineError(exit, [fault(message, where)]);
}
