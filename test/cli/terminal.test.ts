import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fault, LeadlineError, warning } from "../../src/base/errors.ts";
import { leakageSuspect } from "../../src/base/messages/data/suspects.ts";
import { foremost } from "../../src/cli/summary.ts";
import { fail, sayFaults } from "../../src/cli/terminal/print.ts";
import { leaveOnSignals } from "../../src/cli/terminal/signals.ts";
import { watchTerminal } from "../../src/cli/terminal/watch.ts";
import { wrap } from "../../src/cli/terminal/wrap.ts";

/** What a person sees on a terminal and what a pipe gets. */

let written: string;
const isTTY = process.stderr.isTTY;
const noColor = process.env.NO_COLOR;
beforeEach(() => {
  written = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  process.stderr.isTTY = isTTY;
  if (noColor === undefined) delete process.env.NO_COLOR;
  else process.env.NO_COLOR = noColor;
});

const message = { code: "x", what: 'bad \u001b[31m"v"', mend: "mend it" };
const faults = [
  warning(message, { file: "b.csv" }),
  fault(message, { file: "a.yaml", line: 3, column: 7, path: "k" }),
];
const plain = `a.yaml:3:7  k: bad \\u001b[31m"v"\n            mend it\nb.csv  bad \\u001b[31m"v"\n       mend it\n`;

it("colour is for terminals, and never under NO_COLOR; faults stand before warnings", () => {
  process.stderr.isTTY = true;
  delete process.env.NO_COLOR;
  sayFaults(faults);
  expect(written).toBe(
    `\u001b[31ma.yaml:3:7  k: bad \\u001b[31m"v"\u001b[39m\n\u001b[2m            mend it\u001b[22m\n` +
      `\u001b[33mb.csv  bad \\u001b[31m"v"\u001b[39m\n\u001b[2m       mend it\u001b[22m\n`,
  );
  written = "";
  process.env.NO_COLOR = "1";
  sayFaults(faults);
  expect(written).toBe(plain);
  written = "";
  delete process.env.NO_COLOR;
  process.stderr.isTTY = false;
  sayFaults(faults);
  expect(written).toBe(plain);
});

it("each kind of error has its exit code and no stack", () => {
  expect(fail(new LeadlineError(3, faults), "1.2.3", false)).toBe(3);
  const stop = new AbortController();
  stop.abort();
  expect(fail(stop.signal.reason, "1.2.3", false)).toBe(130);
  written = "";
  expect(fail(new TypeError("x is not iterable"), "1.2.3", false)).toBe(70);
  expect(written).toBe(
    "Leadline hit an internal error: x is not iterable\n  please report it with this line (version 1.2.3); LEADLINE_DEBUG=1 shows the\n  stack\n",
  );
});

it("progress on a terminal comes after a second, and is gone when done", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  process.stderr.isTTY = false;
  const seen = (quiet: boolean): boolean => {
    const { watch, done } = watchTerminal(quiet);
    done();
    return watch.progress !== undefined;
  };
  expect([seen(false), seen(true)]).toEqual([true, false]);
  process.stderr.isTTY = true;
  expect(seen(true)).toBe(false);
  const { watch, done } = watchTerminal(false);
  watch.progress?.("fit", 0, 5);
  expect(written).toBe("");
  vi.advanceTimersByTime(2000);
  watch.progress?.("fit", 1, 5);
  expect(written).toBe("\r\u001b[Kfit 20%, 8 s left");
  done();
  expect(written).toBe("\r\u001b[Kfit 20%, 8 s left\r\u001b[K");
});

it("Ctrl-C stops the work, and ends the tool when the work is done", () => {
  const before = process.listeners("SIGINT");
  const exit = vi.spyOn(process, "exit").mockImplementation(() => {
    throw new Error("left");
  });
  leaveOnSignals();
  const [ours, ...others] = process.listeners("SIGINT").filter((listener) => !before.includes(listener));
  expect(others).toEqual([]);
  const { watch, done } = watchTerminal(true);
  ours?.("SIGINT");
  expect(watch.signal?.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  done();
  expect(() => ours?.("SIGINT")).toThrow("left");
  expect(exit).toHaveBeenCalledWith(130);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    for (const listener of process.listeners(signal))
      if (!before.includes(listener)) process.off(signal, listener);
});

it("wraps at the width, keeps breaks and wide gaps, and leaves long words whole", () => {
  expect(wrap("one two three four", 9, "  ")).toEqual(["one two", "  three", "  four"]);
  expect(wrap("a   b\nc", 80, "  ")).toEqual(["a   b", "  c"]);
  expect(wrap(`a ${"x".repeat(30)} b`, 10, "  ")).toEqual(["a", `  ${"x".repeat(30)}`, "  b"]);
});

it("review 41: no line of a fault passes 80 columns, and what goes on stands below the words", () => {
  process.env.NO_COLOR = "1";
  const long = {
    code: "x",
    what: "what is wrong here takes more words than a line of a terminal has room for, so that it goes on",
    mend: `${"how to mend it takes more still, ".repeat(8)}and a${"very".repeat(30)}LongWord stands alone`,
  };
  sayFaults([
    fault(long, { file: "study.yaml", line: 31, column: 18, path: "models.hand.points[1].when" }),
    warning(long),
  ]);
  const lines = written.trimEnd().split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([
    expect.stringContaining("LongWord"),
    expect.stringContaining("LongWord"),
  ]);
  expect(lines[0]).toMatch(/^study\.yaml:31:18 {2}models\.hand\.points\[1\]\.when: what is wrong/);
  const second = lines.findIndex((line) => line.startsWith("what is wrong"));
  for (const line of lines.slice(1, second)) expect(line).toMatch(/^ {18}\S/);
  for (const line of lines.slice(second + 1)) expect(line).toMatch(/^ {2}\S/);
});

it("review 45: the two warnings that bear most on the verdict, and how many more there are", () => {
  const of = (...codes: string[]) => codes.map((code) => warning({ code, what: code, mend: "" }));
  const { shown, more } = foremost(
    of("leakage-suspect", "leads-end", "mostly-numbers", "intake-above-history", "late-crossings-decide"),
  );
  expect([shown.map((f) => f.code), more]).toEqual([["late-crossings-decide", "intake-above-history"], 3]);
  // of a column that nothing uses `check` and the report tell
  const unused = warning(leakageSuspect("Tags", false, "predicts the outcome"));
  expect(foremost([unused, ...of("a")])).toMatchObject({ shown: [{ code: "a" }], more: 1 });
  expect(foremost(of("a", "b"))).toMatchObject({ shown: [{ code: "a" }, { code: "b" }], more: 0 });
});

it("13: a log gets a line of progress every ten seconds, and nothing of work that ends before", () => {
  vi.useFakeTimers();
  process.stderr.isTTY = false;
  const { watch, done } = watchTerminal(false);
  watch.progress?.("fit", 0, 8);
  vi.advanceTimersByTime(9_000);
  expect(written).toBe("");
  watch.progress?.("fit", 2, 8);
  vi.advanceTimersByTime(11_000);
  expect(written).toMatch(/^(fit 25%[^\n]*\n){2}$/);
  done();
  vi.advanceTimersByTime(60_000);
  expect(written.split("\n")).toHaveLength(3);
  written = "";
  const quiet = watchTerminal(true);
  vi.advanceTimersByTime(60_000);
  quiet.done();
  expect(written).toBe("");
});
