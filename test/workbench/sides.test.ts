import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { previousQuarter, quarterOf } from "../../src/base/time.ts";
import { inputValue } from "../../src/models/score.ts";
import { type Draft, seal } from "../../src/weights/seal.ts";
import { load } from "../../src/workbench/load.ts";
import { diff } from "../../src/workbench/publish/publish.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { refusal } from "../helpers/outcome.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";
import { draftWith } from "../weights/draft.ts";

const { folder, remove } = scratch();
afterAll(remove);

const tiny = quickStudy();
replaceIn(
  tiny,
  /models:\n[\s\S]*(?=definitions:)/,
  'models:\n  hand: { kind: points, points: [ { when: "demo_request_30d >= 1", points: 30 } ] }\n',
);
replaceIn(
  tiny,
  /definitions:\n[\s\S]*(?=backtest)/,
  'definitions:\n  incumbent: { stage: mql, incumbent: true }\n  written: { when: "hand_points >= 10" }\n  ctos: { when: "hand_points >= 10 AND title = \'CTO\'" }\n',
);
const study = writeStudy(folder, tiny);

const weightsOf = (name: string, points: number, over: Partial<Draft> = {}): string => {
  const file = join(folder, `${name}.json`);
  const weights = seal(
    draftWith({
      name: "hand",
      inputs: [
        { name: "demo_request_30d", type: "count", from: { count: "demo_request", window: 30, cap: 250 } },
      ],
      attributes: [{ kind: "rule", when: "demo_request_30d >= 1", points, group: null }],
      groups: [],
      grades: [
        { grade: "A", atLeast: 20 },
        { grade: "B", atLeast: 0 },
      ],
      ...over,
    }),
  );
  writeFileSync(file, JSON.stringify(weights));
  return file;
};
const [old, now] = [weightsOf("old", 30), weightsOf("now", 5, { version: "1.1.0" })];

it("10: export --diff counts the leads of last quarter that change sides, by definition and by grade", async () => {
  const { study: read, folder: of } = await openStudy(study);
  const { moments, coded, history } = await load(read, of, {});
  const quarter = previousQuarter(quarterOf(read.asOf, 1), 1);
  // counted from the features alone: whoever asked for a demo by one moment of the quarter
  const leads = new Set<number>();
  const asked = new Set<number>();
  const demo = coded.features.findIndex(({ name }) => name === "demo_request_30d");
  for (const [i, time] of moments.time.entries()) {
    if (time < quarter.start || time >= quarter.end) continue;
    const lead = moments.lead[i] ?? 0;
    leads.add(lead);
    const feature = coded.features[demo];
    const value = feature === undefined ? null : inputValue(feature, coded.codes[demo]?.[i] ?? 0);
    if (typeof value === "number" && value >= 1) asked.add(lead);
  }
  expect(asked.size).toBeGreaterThan(5);
  const { changes, sides } = await diff(old, now, study);
  expect(changes).toEqual(["demo_request_30d >= 1: +30 to +5"]);
  expect(sides).toMatchObject({
    quarter: quarter.name,
    leads: leads.size,
    grades: { up: 0, down: asked.size },
  });
  expect(sides?.definitions.get("written")).toEqual({
    before: asked.size,
    after: 0,
    gain: 0,
    lose: asked.size,
  });
  const titles = history.leads.columns.get("title");
  if (titles === undefined || !("levels" in titles)) throw new Error("titles are levels");
  const ctos = [...asked].filter((lead) => titles.levels[titles.codes[lead] ?? -1] === "CTO").length;
  expect(sides?.definitions.get("ctos")).toEqual({ before: ctos, after: 0, gain: 0, lose: ctos });
  // the other way round whoever went out comes in
  expect((await diff(now, old, study)).sides?.definitions.get("written")).toMatchObject({
    gain: asked.size,
    lose: 0,
  });
});

it("10: by the command, in words; inputs that the study does not make are refused", async () => {
  const told = await command(["export", "--diff", old, now, "--study", study]);
  expect([told.code, told.stderr]).toEqual([0, ""]);
  expect(told.stdout).toMatch(
    /^demo_request_30d >= 1: \+30 to \+5\n\nof the \d+ leads about which something became known in 20\d\d-Q\d:\n {2}written: (\d+) change sides, 0 come in and \1 go out/,
  );
  const other = weightsOf("other", 5, {
    inputs: [{ name: "webinar_7d", type: "count", from: { count: "page_view", window: 9, cap: 1 } }],
    attributes: [{ kind: "rule", when: "webinar_7d >= 1", points: 5, group: null }],
  });
  expect(await refusal(diff(old, other, study))).toEqual({ exit: 2, codes: ["inputs-absent"] });
});
