import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bare } from "../../src/base/text.ts";
import { openEngine } from "../../src/history/engine.ts";
import { columnOf, look } from "./support/base.ts";

describe("blanks", () => {
  it.each([
    ["outer blanks", (t: string, i: number) => t + " ".repeat(i % 3)],
    ["tabs", (t: string, i: number) => (i % 2 === 1 ? `\t${t}\t` : t)],
    ["no-break blanks", (t: string, i: number) => (i % 2 === 1 ? `\u00a0${t}\u202f` : t)],
    ["zero-width signs", (t: string, i: number) => (i % 2 === 1 ? `\ufeff${t}\u200b` : t)],
    ["line breaks", (t: string, i: number) => (i % 2 === 1 ? `${t}\n` : t)],
  ])("7.23 F4: %s around a text make no level, and no id of their own", async (_, dress) => {
    const plain = await look(() => undefined);
    const seen = await look((b) => {
      b.leads.forEach((r, i) => {
        r[2] = dress(r[2] ?? "", i);
        r[0] = dress(r[0] ?? "", i);
      });
      b.stages.forEach((r, i) => {
        r[0] = dress(r[0] ?? "", i + 1);
        r[1] = dress(r[1] ?? "", i);
      });
      b.activities.forEach((r, i) => {
        r[0] = dress(r[0] ?? "", i + 1);
        r[1] = dress(r[1] ?? "", i);
      });
    });
    expect(seen.history?.leads.columns.get("title")).toMatchObject({ levels: ["CTO", "Intern", "Manager"] });
    expect(columnOf(seen.history, "title")).toEqual(columnOf(plain.history, "title"));
    expect([seen.mature, seen.outcomes, seen.codes]).toEqual([747, 115, []]);
    expect(seen.history?.activities.count).toBe(400);
  });

  it("7.23 F4: a no-break blank inside is a blank, and accents are one letter however they are written", async () => {
    const seen = await look((b) => {
      b.leads.forEach((r, i) => {
        r[2] =
          ["IT Director", "IT\u00a0Director", "Geschäftsführer", "Gescha\u0308ftsfu\u0308hrer"][i % 4] ?? "";
      });
      b.study +=
        "flags: { boss: \"title IN ('Gescha\u0308ftsfu\u0308hrer')\", it: \"title = 'IT\u00a0Director'\" }\n";
    });
    expect(seen.history?.leads.columns.get("title")).toMatchObject({
      levels: ["Geschäftsführer", "IT Director"],
    });
    // no warning that a rule names a level that no lead has
    expect(seen.codes).toEqual([]);
  });

  it("7.23 F4: two rows of a lead that differ by blanks alone are one", async () => {
    const seen = await look((b) => {
      b.leads.push((b.leads[0] ?? []).map((text) => ` ${text}\u00a0`));
    });
    expect(seen.history?.leads.count).toBe(400);
    expect(seen.history?.audit.files[0]?.duplicates).toBe(1);
  });

  it("7.23 F4: a text is bared alike in the engine and here, whatever blanks, breaks and accents stand where", async () => {
    const signs = [
      "a",
      "Z",
      "~",
      "!",
      "'",
      " ",
      "\t",
      "\n",
      "\r",
      "\v",
      "\f",
      "\u0001",
      "\u007f",
      "\u00a0",
      "\u0085",
    ];
    const sign = fc.constantFrom(
      ...signs,
      "\u2028",
      "\u3000",
      "\ufeff",
      "\u200b",
      "\u00ad",
      "ä",
      "a\u0308",
      "€",
      "😀",
    );
    const texts = fc
      .sample(fc.array(sign, { maxLength: 6 }), { seed: 1, numRuns: 4000 })
      .map((of) => of.join(""));
    const engine = await openEngine(0);
    await engine.texts("bared", 1, texts.length, (_, row) => texts[row] ?? null);
    const rows = await engine.rows("SELECT bare(c0) FROM bared");
    engine.close();
    expect(rows.map(([text]) => text)).toEqual(texts.map(bare));
  });
});
