import { defined } from "../../base/defined.ts";
import { counted } from "../../base/text.ts";
import { type FunnelReport, funnel } from "../../workbench/funnel/funnel.ts";
import type { Common } from "../common.ts";
import { foremost } from "../summary.ts";
import { answer, say } from "../terminal/print.ts";
import { watched } from "../terminal/watch.ts";
import { costs, deals, definitions, visits } from "./money.ts";
import { acceptance, activities, bridge, channels, offers, steps, traits } from "./rates.ts";
import { curves, events, movements, nurture, pipeline, speed } from "./time.ts";

/** `leadline funnel [study.yaml]`, or of an earlier run */
export async function funnelCommand(study: string, run: string | undefined, common: Common): Promise<void> {
  const report = await watched(common, (watch) =>
    funnel({
      study,
      watch,
      ...defined({ run, out: common.out }),
    }),
  );
  if (common.json) answer(JSON.stringify(report.funnel));
  else {
    answer(tables(report));
    const { shown, more } = foremost(report.warnings);
    if (!common.quiet && shown.length > 0)
      say(`${counted(shown.length + more, "warning")} of the data: leadline check`);
  }
}

/** Every part that has content, as tables of at most 80 columns. */
function tables({ study, asOf, leads, funnel: of }: FunnelReport): string {
  const days = of.conversions[0]?.days;
  const head = [
    study,
    `as of ${asOf}`,
    counted(leads, "lead"),
    ...(days === undefined ? [] : [`within ${counted(days, "day")}`]),
  ];
  return [
    head.join("   "),
    ...steps(of),
    ...bridge(of),
    ...acceptance(of),
    ...activities(of),
    ...channels(of),
    ...offers(of),
    ...costs(of),
    ...visits(of),
    ...deals(of),
    ...speed(of),
    ...nurture(of),
    ...pipeline(of),
    ...definitions(of),
    ...curves(of),
    ...movements(of),
    ...events(of),
    ...traits(of),
  ].join("\n");
}
