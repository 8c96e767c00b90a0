import type { Draft } from "../../weights/seal.ts";
import { type Cell, csvOf } from "./csv.ts";
import { type CrmModel, crmTarget } from "./pack.ts";
import { type Fit, type PointRow, pointRows } from "./rows.ts";
import { scoreRows } from "./scores.ts";
import { xlsxOf } from "./xlsx.ts";

function filesOf({ name, weights, shipped, losses }: CrmModel) {
  const [points, scores] = [sheetRows(weights), scoreRows(weights)];
  const about: readonly (readonly Cell[])[] = [
    ["what", "value"],
    ["model", shipped.name],
    ["version", shipped.version],
    ["sha256 of the weights", shipped.sha256],
    [
      "how to use",
      "add the start and the points of every line that a lead fits; of the lines of one attribute the first that fits counts",
    ],
    ...losses.map((loss): readonly Cell[] => ["not as the model has it", loss]),
  ];
  return new Map<string, string | Uint8Array>([
    [`${name}.points.csv`, csvOf(points)],
    [`${name}.scores.csv`, csvOf(scores)],
    [
      `${name}.xlsx`,
      xlsxOf([
        { name: "Points", rows: points, widths: [34, 30, 26, 12, 12, 40, 10, 14, 14, 50] },
        { name: "Scores", rows: scores, widths: [12, 18, 10, 12] },
        { name: "About", rows: about, widths: [26, 90] },
      ]),
    ],
  ]);
}

const head = [
  "attribute",
  "field",
  "operator",
  "lo",
  "hi",
  "values",
  "points",
  "missing_points",
  "group",
  "note",
];

/** The point sheet: one line for each rule, the start first and the limits last. */
function sheetRows(weights: Draft): readonly (readonly Cell[])[] {
  const whole = (attribute: string, operator: string, points: number | null, note: string): Cell[] => [
    attribute,
    null,
    operator,
    null,
    null,
    null,
    points,
    null,
    null,
    note,
  ];
  const limit = (what: string, group: string | null, lo: number | null, hi: number | null): Cell[][] =>
    lo === null && hi === null
      ? []
      : [
          [
            "limit",
            null,
            "hold between",
            lo,
            hi,
            null,
            null,
            null,
            group,
            `${what} is held between lo and hi; an empty cell is no limit`,
          ],
        ];
  return [
    head,
    whole("start", "always", weights.intercept, "every lead starts here"),
    ...pointRows(weights).map(lineOf),
    ...weights.groups.flatMap(({ name, min, max }) => limit("the sum of the group's points", name, min, max)),
    ...limit("the total", null, weights.floor, weights.ceiling),
  ];
}

function lineOf({ title, input, fit, points, missing, group }: PointRow): Cell[] {
  const { operator, lo = null, hi = null, value = null, note = null } = said(fit);
  return [title, input?.name ?? null, operator, lo, hi, value, points, missing, group, note];
}

interface Said {
  readonly operator: string;
  readonly lo?: number | null;
  readonly hi?: number | null;
  readonly value?: string;
  readonly note?: string;
}

function said(fit: Fit): Said {
  switch (fit.kind) {
    case "range":
      return { operator: "from lo to below hi", lo: fit.low, hi: fit.high };
    case "value":
      return typeof fit.value === "boolean"
        ? { operator: fit.value ? "is yes" : "is no" }
        : { operator: "is exactly", value: fit.value, ...odd(fit.value) };
    case "other":
      return { operator: "is anything else", note: "none of the values above, and not empty" };
    case "missing":
      return { operator: "is empty" };
    case "not_observed":
      return { operator: "is not recorded", note: "the count reaches back before records begin" };
    case "each":
      return {
        operator: "for each",
        lo: fit.least,
        hi: fit.most,
        note: `points x ${fit.centre === 0 ? "the value" : `(the value - ${fit.centre})`}, held between lo and hi points where they are given, rounded to whole points`,
      };
    case "rule":
      return { operator: "where", value: fit.when };
  }
}

/** What a person cannot see of the value in a cell. */
function odd(value: string): Pick<Said, "note"> {
  if (value === "") return { note: "an empty text, which is not a missing one" };
  if (value !== value.trim()) return { note: "begins or ends with a blank" };
  return /\p{C}/u.test(value) ? { note: "holds a line break or another invisible character" } : {};
}

const readme = (models: readonly CrmModel[]): string => {
  const name = models[0]?.name ?? "model";
  return `Points to add by hand, and to enter in any tool that no other target reaches.

- \`${name}.points.csv\`: one line a rule, with the field, what it must be, and the points. Add the start and the points of every
  line that a lead fits; of the lines of one attribute the first that fits counts.
- \`${name}.scores.csv\`: what a score means: predicted chance, grade, and whether the lead qualifies, from that score up.
- \`${name}.xlsx\`: both as sheets of one workbook.

In the CSV a text that a spreadsheet would run as a formula has an apostrophe before it; it is no part of the value. The workbook's
cells are plain texts. To check a copy, score five leads by hand and with \`leadline score\`. What changed since the last version:
\`leadline export --diff OLD NEW\`.`;
};

/** Points that people can add up, and enter where no other target reaches. */
export const pointSheet = crmTarget("point_sheet", "Point sheet", filesOf, readme);
