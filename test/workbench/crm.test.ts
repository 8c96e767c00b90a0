import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { conclude, fit as fitted, judge, load, measureCrm, openStudy } from "../../src/index.ts";
import { scratch } from "../helpers/cli.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

it("10.3: what a CRM's version costs is what the same points written by hand earn over the same quarters", async () => {
  const tiny = quickStudy();
  // the version of Account Engagement, which knows that something happened and not when
  replaceIn(
    tiny,
    /^models:\n(?: {2}.*\n)+/m,
    `models:
  hand: { kind: points, points: [{ when: "demo_request_30d >= 1", points: 30 }, { per: page_view_7d, points: 5, max: 15 }] }
  ever: { kind: points, points: [{ when: "demo_request_ever >= 1", points: 30 }, { per: page_view_ever, points: 5, max: 15 }] }
`,
  );
  replaceIn(
    tiny,
    /^definitions:\n(?: {2}.*\n)+/m,
    `definitions:
  incumbent: { stage: mql, incumbent: true }
  hand_cut: { score: hand, cutoff: from_capacity }
  ever_cut: { score: ever, cutoff: from_capacity }
`,
  );
  const { study, folder: of } = await openStudy(writeStudy(join(folder, "ever"), tiny));
  const judged = await judge(await fitted(await load(study, of)));
  const crm = await measureCrm(judged);
  const result = conclude(judged, { run: "x", candidatesTried: 0, seeded: false }, crm);
  const [kept, changed] = result.crm.hand ?? [];
  expect(kept).toMatchObject({
    targets: ["point_sheet", "salesforce", "hubspot", "marketo", "dynamics365"],
    cost: null,
  });
  expect(changed?.targets).toEqual(["account_engagement"]);
  expect(changed?.losses).toHaveLength(2);
  expect(changed?.cost).toMatchObject({
    auc: result.models.hand?.evaluation.auc,
    aucThere: result.models.ever?.evaluation.auc,
    winsPerSlot: result.definitions.hand_cut?.pooled.winsPerSlot,
    winsPerSlotThere: result.definitions.ever_cut?.pooled.winsPerSlot,
  });
  expect(result.crm.ever?.every(({ cost }) => cost === null)).toBe(true);
});
