import { describe, expect, it } from "vitest";
import { type Base, change, checked, columnOf, look } from "./support/base.ts";

const employees = (of: (i: number) => string) => (b: Base) => {
  b.leads.forEach((r, i) => {
    r[3] = of(i);
  });
};
/** Numbers by lead id, in the order of the ids' text, as the history has them. */
const expected = (of: (i: number) => number | null): readonly (number | null)[] =>
  Array.from({ length: 400 }, (_, i) => i)
    .sort((a, b) => (`account:a${a}.com` < `account:a${b}.com` ? -1 : 1))
    .map(of);
const pick = <T>(of: readonly T[], i: number): T => of[i % of.length] as T;
const format = (b: Base, pattern: string): void =>
  change(b, "created: created,", `created: created, format: { employees: "${pattern}" },`);

describe("numbers written for people", () => {
  it("7.23 N1: thousands by commas are read, and told with both readings and the key that settles it", async () => {
    const value = (i: number): number => (((i * 7919) % 900) + 100) * 1000;
    const seen = await look(employees((i) => value(i).toLocaleString("en-US")));
    expect(columnOf(seen.history, "employees")).toEqual(expected(value));
    expect(seen.said("ambiguous-numbers")).toContain('"100,000" as 100,000 or as 100 (400 of 400 values)');
    expect(seen.said("ambiguous-numbers")).toContain('format: { employees: "1,234.5" }');
    expect(seen.said("ambiguous-numbers")).toContain('format: { employees: "1.234,5" }');
    for (const [pattern, by] of [
      ["1,234.5", 1],
      ["1.234,5", 1 / 1000],
    ] as const) {
      const settled = await look((b) => {
        employees((i) => value(i).toLocaleString("en-US"))(b);
        format(b, pattern);
      });
      expect(settled.codes).toEqual([]);
      expect(columnOf(settled.history, "employees")).toEqual(expected((i) => value(i) * by));
    }
  });

  it("7.23 N2: `types: number` reads them too", async () => {
    const value = (i: number): number => (((i * 7919) % 900) + 100) * 1000;
    const seen = await look((b) => {
      employees((i) => value(i).toLocaleString("en-US"))(b);
      change(b, "features: {", "features: { types: { employees: number },");
    });
    expect(columnOf(seen.history, "employees")).toEqual(expected(value));
    expect(seen.history?.audit.rejects).toEqual([]);
  });

  it("7.23 N3, F8: fractions of three digits everywhere may be thousands: told with both readings", async () => {
    const texts = ["20", "950", "1.500", "12.000"];
    const seen = await look(employees((i) => pick(texts, i)));
    expect(seen.said("ambiguous-numbers")).toContain('"1.500" as 1.5 or as 1,500 (200 of 400 values)');
    const german = await look((b) => {
      employees((i) => pick(texts, i))(b);
      format(b, "1.234,5");
    });
    expect(german.codes).toEqual([]);
    expect(columnOf(german.history, "employees")).toEqual(expected((i) => pick([20, 950, 1500, 12000], i)));
    const settled = await look((b) => {
      employees((i) => pick(texts, i))(b);
      format(b, "1234.5");
    });
    expect([settled.codes, columnOf(settled.history, "employees")]).toEqual([
      [],
      expected((i) => pick([20, 950, 1.5, 12], i)),
    ]);
  });

  it("7.23 N4, N5: the largest are not lost, be they one in nine or one in a hundred", async () => {
    const ninth = await look(
      employees((i) => (i % 9 === 0 ? `1,0${(i % 90) + 10}` : pick(["20", "950", "3"], i))),
    );
    expect(ninth.codes).toEqual(["ambiguous-numbers"]);
    expect(columnOf(ninth.history, "employees")).toEqual(
      expected((i) => (i % 9 === 0 ? 1000 + (i % 90) + 10 : pick([20, 950, 3], i))),
    );
    const rare = await look(employees((i) => (i % 100 === 7 ? "1,039" : String(i % 90))));
    expect(rare.said("ambiguous-numbers")).toContain('"1,039" as 1,039 or as 1.039 (4 of 400 values)');
    expect(columnOf(rare.history, "employees")).toEqual(expected((i) => (i % 100 === 7 ? 1039 : i % 90)));
    expect(rare.history?.audit.rejects).toEqual([]);
  });

  it.each([
    ["percent", ["12%", "7 %", "0%", "100%"], [12, 7, 0, 100]],
    ["dollars", ["$12", "$1,200.50", "-$3", "($4)"], [12, 1200.5, -3, -4]],
    ["euros", ["12 €", "1.234,50 €", "7,5 €", "1.000.000 €"], [12, 1234.5, 7.5, 1_000_000]],
    ["codes of currencies", ["USD 12", "USD 1,234,567", "USD 0.5", "USD 9"], [12, 1_234_567, 0.5, 9]],
    ["decimal commas", ["12,5", "7,25", "3", "0,1"], [12.5, 7.25, 3, 0.1]],
    ["full-width digits", ["１２", "３４５", "６", "７．５"], [12, 345, 6, 7.5]],
    ["blanks", ["1 234", "12\u00a0345,5", "7", "1\u202f000\u202f000"], [1234, 12345.5, 7, 1_000_000]],
    ["apostrophes", ["1'234", "12’345.5", "7", "1'000'000"], [1234, 12345.5, 7, 1_000_000]],
    ["millions by points", ["1.234.567", "12", "3", "1.000"], [1_234_567, 12, 3, 1000]],
    ["groups of India", ["12,34,567", "1,00,000.5", "3", "45"], [1_234_567, 100_000.5, 3, 45]],
    ["true minus signs", ["\u22125", "3", "7", "\u22121"], [-5, 3, 7, -1]],
  ])("7.23 F8: %s are read where one reading fits all, and told", async (_, texts, values) => {
    const seen = await look(employees((i) => pick(texts, i)));
    expect(seen.codes).toEqual(["written-numbers"]);
    expect(columnOf(seen.history, "employees")).toEqual(expected((i) => pick(values, i)));
  });

  it.each([
    ["two currencies", ["$12", "12 €", "$7", "8 €"], "more than one unit or currency"],
    ["percentages beside shares", ["12%", "0.3", "7%", "0.5"], "percentages and others are not"],
    ["two ways of writing", ["1,234.5", "1.234,5", "3", "4"], "more than one way"],
    ["k and M", ["10k", "1.5M", "300", "2 Mio."], "with k or M"],
  ])("7.23 F8: %s are told and not guessed", async (_, texts, why) => {
    const seen = await look(employees((i) => pick(texts, i)));
    expect(seen.said("unread-numbers")).toContain(why);
    expect(seen.history?.leads.columns.get("employees")?.kind).toBe("category");
  });

  it.each([
    ["bands", ["1-10", "11-50", "51-200", "1,000+"]],
    ["codes", ["00123", "04567", "12345", "23456"]],
    ["lists", ["1,2,3", "1,2", "3", "2,3"]],
    ["versions", ["1.2.3", "1.2.4", "2.0.1", "2.1.0"]],
  ])("7.23 F8: %s are no numbers, and no warning", async (_, texts) => {
    const seen = await look(employees((i) => pick(texts, i)));
    expect(seen.codes.filter((code) => code !== "mostly-numbers")).toEqual([]);
    expect(seen.history?.leads.columns.get("employees")?.kind).toBe("category");
  });

  it("7.23 F8: plain decimals are no thousands", async () => {
    for (const texts of [
      ["0.125", "1.250", "3.5", "7"],
      ["0.125", "0.250", "0.375", "0.500"],
      ["12.5", "1.234", "3", "4"],
    ]) {
      const seen = await look(employees((i) => pick(texts, i)));
      expect(seen.codes).toEqual([]);
    }
  });

  it("7.23 kind 2: a stated number that reads under 95% is told, none at all is a fault", async () => {
    const stated = (of: (i: number) => string) => (b: Base) => {
      employees(of)(b);
      change(b, "features: {", "features: { types: { employees: number },");
    };
    const few = await look(stated((i) => (i % 10 === 0 ? "many" : String(i))));
    expect(few.said("few-numbers")).toContain('only 360 of 400 values of "employees"');
    const most = await look(stated((i) => (i % 40 === 0 ? "many" : String(i))));
    expect(most.codes).toEqual([]);
    const none = await checked(stated(() => "many"));
    expect([none.exit, none.faults[0]?.severity, none.faults[0]?.code]).toEqual([1, "error", "no-numbers"]);
    const column = await checked((b) =>
      change(b, "created: created,", 'created: created, format: { size: "1,234.5" },'),
    );
    expect(column.faults.map((f) => [f.code, f.where.path])).toEqual([
      ["missing-column", "sources.leads.format.size"],
    ]);
    const pattern = await checked((b) => format(b, "1;234"));
    expect(pattern.faults[0]?.where.path).toBe("sources.leads.format.employees");
  });
});
