import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  conclude,
  fit as fitAll,
  judge,
  LeadlineError,
  load,
  measureCrm,
  openStudy,
  type Result,
  run,
} from "../../src/index.ts";
import { scratch } from "../helpers/cli.ts";
import { quickStudy, replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

/** The small study with two quarters. */
const stated = () => {
  const tiny = tinyStudy();
  replaceIn(tiny, "quarters: 4", "quarters: 2");
  return tiny;
};

/** The same study with other definitions, capacity or decision. */
const variants = {
  stated,
  definitions: () => {
    const tiny = stated();
    replaceIn(
      tiny,
      /^definitions:\n(?: {2}.*\n)+/m,
      'definitions:\n  incumbent: { stage: mql, incumbent: true }\n  demo: { when: "demo_request_30d >= 1" }\n  best: { score: logit, cutoff: from_capacity }\n',
    );
    return tiny;
  },
  capacity: () => {
    const tiny = stated();
    replaceIn(tiny, /leads_per_rep_per_day: [\d.]+/, "leads_per_rep_per_day: 3");
    return tiny;
  },
};

/** What a run found, without what names the run. */
const found = ({ run: _, candidatesTried: __, ...rest }: Result): unknown => rest;

it("8.3: three sets of definitions and capacities judged on one fit give what three runs give", async () => {
  const paths = Object.fromEntries(
    Object.entries(variants).map(([name, make]) => [name, writeStudy(join(folder, name), make())]),
  );
  const { study, folder: of } = await openStudy(paths.stated ?? "");
  const fitted = await fitAll(await load(study, of));
  for (const [name, path] of Object.entries(paths)) {
    const changed = (await openStudy(path)).study;
    const judged = await judge(fitted, {
      definitions: changed.definitions,
      capacity: changed.capacity,
      decide: changed.decide,
    });
    const crm = await measureCrm(judged);
    const result = conclude(judged, { run: "x", candidatesTried: 0, seeded: false }, crm);
    const whole = await run({ study: path, out: join(folder, name, "out") });
    expect(found(result), name).toEqual(found(whole.result));
    expect(Object.keys(result.definitions), name).toEqual([...changed.definitions.keys()]);
  }
});

it("8.3: a changed definition that names what the study does not have is refused as in its file", async () => {
  const { study, folder: of } = await openStudy(writeStudy(join(folder, "quick"), quickStudy()));
  const fitted = await fitAll(await load(study, of));
  const tiny = quickStudy();
  replaceIn(tiny, "hand_points >= 30", "demo_reqest_30d >= 1");
  const other = await openStudy(writeStudy(join(folder, "other"), tiny));
  await expect(judge(fitted, { definitions: other.study.definitions })).rejects.toThrow(LeadlineError);
  // the account's column is typed and looked through, and then no model, rule or report names it
  const { columns, letGo } = fitted.loaded.history.leads;
  expect([[...columns.keys()], letGo], "13: columns that nothing names are not held").toEqual([
    ["title", "employees", "email"],
    ["domain"],
  ]);
  const unvouched = quickStudy();
  replaceIn(unvouched, "hand_points >= 30", "domain = 'acme1.com'");
  const third = await openStudy(writeStudy(join(folder, "third"), unvouched));
  await expect(judge(fitted, { definitions: third.study.definitions })).rejects.toThrow(/known_at_creation/);
});
