import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fault, LeadlineError, warning } from "../../src/base/errors.ts";
import { fail, sayFaults } from "../../src/cli/print.ts";
import { wrap } from "../../src/cli/summary.ts";
import { watchTerminal } from "../../src/cli/watch.ts";

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
    "leadline failed in a way it should not: x is not iterable\n  please report it with this line (version 1.2.3); LEADLINE_DEBUG=1 shows the stack\n",
  );
});

it("progress is for terminals, after a second, and gone when done", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  process.stderr.isTTY = false;
  const seen = (quiet: boolean): boolean => {
    const { watch, done } = watchTerminal(quiet);
    done();
    return watch.progress !== undefined;
  };
  expect(seen(false)).toBe(false);
  process.stderr.isTTY = true;
  expect(seen(true)).toBe(false);
  const { watch, done } = watchTerminal(false);
  watch.progress?.("fit", 0, 5);
  expect(written).toBe("");
  vi.advanceTimersByTime(2000);
  watch.progress?.("fit", 1, 5);
  expect(written).toBe("\r\u001b[Kfit 20 %, 8 s left");
  done();
  expect(written).toBe("\r\u001b[Kfit 20 %, 8 s left\r\u001b[K");
});

it("Ctrl-C stops the work, and the signals are given back when it is done", () => {
  const before = process.listeners("SIGINT");
  const { watch, done } = watchTerminal(true);
  const [ours, ...others] = process.listeners("SIGINT").filter((listener) => !before.includes(listener));
  expect(others).toEqual([]);
  ours?.("SIGINT");
  expect(watch.signal?.aborted).toBe(true);
  done();
  expect(process.listeners("SIGINT")).toEqual(before);
});

it("wraps at the width, keeps breaks and wide gaps, and leaves long words whole", () => {
  expect(wrap("one two three four", 9, "  ")).toEqual(["one two", "  three", "  four"]);
  expect(wrap("a   b\nc", 80, "  ")).toEqual(["a   b", "  c"]);
  expect(wrap(`a ${"x".repeat(30)} b`, 10, "  ")).toEqual(["a", `  ${"x".repeat(30)}`, "  b"]);
});
