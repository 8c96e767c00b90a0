import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { readWeights } from "../../src/weights/read.ts";
import { digestOf, seal } from "../../src/weights/seal.ts";
import type { Weights } from "../../src/weights/type.ts";
import { draftWith } from "./draft.ts";

const whole = seal(draftWith({ calibration: { kind: "platt", slope: 0.1, intercept: -2 }, mql: 100 }));

/** Every place of a JSON value, with that place changed. */
function* changed(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    yield [...value, null];
    for (const [i, of] of value.entries())
      for (const other of changed(of)) yield value.map((v, k) => (k === i ? other : v));
  } else if (typeof value === "object" && value !== null) {
    yield { ...value, extra: 0 };
    for (const [key, of] of Object.entries(value))
      for (const other of changed(of)) yield { ...value, [key]: other };
  } else if (typeof value === "number") yield value + 1;
  else if (typeof value === "string") yield `${value} `;
  else if (typeof value === "boolean") yield !value;
  else yield 0;
}

describe("the digest", () => {
  test("is the sha256 of canonical JSON: keys sorted, no space, without the digest itself", () => {
    const sorted = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(sorted)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .sort(([a], [b]) => (a < b ? -1 : 1))
                .map(([k, v]) => [k, sorted(v)]),
            )
          : value;
    const { sha256, ...rest } = whole;
    expect(sha256).toBe(
      createHash("sha256")
        .update(JSON.stringify(sorted(rest)))
        .digest("hex"),
    );
  });

  test("changes with any field, however deep, and not with the order of keys", () => {
    const { sha256, golden, ...rest } = whole;
    const small = { ...rest, golden: golden.slice(0, 2) };
    const digest = digestOf(small);
    const seen = new Set([digest]);
    let tried = 0;
    for (const other of changed(small)) {
      seen.add(digestOf(other as Omit<Weights, "sha256">));
      tried++;
    }
    expect(tried).toBeGreaterThan(80);
    expect(seen.size).toBe(tried + 1);
    expect(digestOf(Object.fromEntries(Object.entries(small).reverse()) as typeof small)).toBe(digest);
    expect(digestOf({ ...small, sha256: "other" } as typeof small)).toBe(digest);
    expect(sha256).not.toBe(digest);
  });
});

describe("reading weights", () => {
  /** The faults of a text, as they would be printed. */
  const faults = (json: string): string[] => {
    try {
      readWeights(json, { file: "weights/made.json" });
    } catch (error) {
      if (error instanceof LeadlineError) {
        expect(error.exit).toBe(2);
        return error.message.split("\n");
      }
      throw error;
    }
    return [];
  };
  /** A file that says what its digest says, whatever it says. */
  const resealed = (over: object): string => {
    const draft = { ...whole, ...over };
    return JSON.stringify({ ...draft, sha256: digestOf(draft) });
  };

  test("gives back what was written", () => {
    expect(readWeights(JSON.stringify(whole))).toEqual(whole);
    expect(readWeights(JSON.stringify(whole, null, 1))).toEqual(whole);
  });

  test("what is no JSON", () => {
    expect(faults("{")[0]).toMatch(/^weights\/made\.json {2}this is not JSON \(/);
    expect(faults("{").at(-1)).toMatch(/weights\/<model>\.json of a run folder/);
  });

  test("another schemaVersion is said before anything else", () => {
    expect(faults(JSON.stringify({ schemaVersion: 2, all: "new" }))).toEqual([
      "weights/made.json  these weights are of schemaVersion 2; this version of leadline reads 1",
      expect.stringMatching(/make them again by `leadline run`/),
    ]);
  });

  test("every place that is not as declared", () => {
    const [employees, ...others] = whole.attributes;
    const said = faults(
      JSON.stringify({
        ...whole,
        mql: 1.5,
        floor: "low",
        attributes: [
          { ...employees, bins: [{ kind: "range", low: 0, high: "ten", points: 2.5 }] },
          ...others,
        ],
      }),
    ).join("\n");
    expect(said).toMatch(/made\.json {2}mql: /);
    expect(said).toMatch(/made\.json {2}floor: /);
    expect(said).toMatch(/made\.json {2}attributes\[0\]\.bins\[0\]\.high: /);
    expect(said).toMatch(/made\.json {2}attributes\[0\]\.bins\[0\]\.points: /);
    expect(said).toMatch(/weights are not edited by hand/);
  });

  test("a file that was changed after it was made", () => {
    const [head, mend] = faults(JSON.stringify({ ...whole, intercept: 5 }));
    expect(head).toContain(`not what their sha256 says: ${whole.sha256.slice(0, 12)}… is stated`);
    expect(mend).toContain("take the file of the run folder again");
  });

  test("a file that contradicts itself", () => {
    const [, title, , rule] = whole.attributes;
    const said = faults(
      resealed({
        groups: [
          { name: "acts", min: 9, max: 3 },
          { name: "acts", min: null, max: null },
        ],
        attributes: [
          { ...title, name: "tittle", group: "nowhere" },
          { ...rule, when: "demo_30d >" },
          { ...rule, when: "demos >= 1" },
        ],
        floor: 10,
        ceiling: 5,
      }),
    ).join("\n");
    for (const what of [
      'groups[1].name: "acts" stands twice',
      "groups[0]: the lower limit 9 is above 3",
      'attributes[0].group: there is no group "nowhere"',
      'attributes[0].name: there is no input "tittle"',
      "attributes[1].when: ",
      'attributes[2].when: there is no input "demos"',
      "floor: the lower limit 10 is above 5",
    ])
      expect(said).toContain(what);
  });

  test("golden rows that score otherwise here", () => {
    const golden = whole.golden.map((row, i) => (i === 3 ? { ...row, score: row.score + 1 } : row));
    expect(faults(resealed({ golden }))[0]).toMatch(/golden\[3\]: golden row 4 should score .* but scores /);
    const near = whole.golden.map((row) => ({ ...row, p: row.p === null ? null : row.p + 1e-15 }));
    expect(faults(resealed({ golden: near }))).toEqual([]);
  });
});
