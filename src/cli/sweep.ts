import { defined } from "../base/defined.ts";
import { sweepTried } from "../base/messages/models/sweep.ts";
import { counted } from "../base/text.ts";
import { sweep } from "../workbench/sweep/sweep.ts";
import type { Common } from "./common.ts";
import { answer } from "./terminal/print.ts";
import { watched } from "./terminal/watch.ts";
import { columns, wrap } from "./terminal/wrap.ts";

/** `leadline sweep [study.yaml]` */
export async function sweepCommand(study: string, common: Common): Promise<void> {
  const { sweep: found, folder } = await watched(common, (watch) =>
    sweep({
      study,
      watch,
      threads: common.threads,
      ...defined({ out: common.out, seed: common.seed }),
    }),
  );
  if (common.json) return answer(JSON.stringify(found));
  if (common.quiet) return;
  const best = [...found.rows]
    .flatMap((row) => {
      const of = row.difference ?? row.winsPerSlot;
      return of.value === null ? [] : [{ row, of }];
    })
    .sort((a, b) => b.of.value - a.of.value);
  const tried = sweepTried(
    found.rows.map(({ digest }) => digest),
    found.tried,
  );
  const per100 = (x: number): string => (100 * x).toFixed(1);
  answer(
    [
      ...wrap(`${found.study}: ${counted(found.variants, "variant")}, ${tried}`, columns, "  "),
      ...wrap(found.sentence, columns, "  "),
      `  best in hindsight, per 100 slots${found.incumbents.length > 0 ? " above the incumbent" : ""}`,
      ...best
        .slice(0, 5)
        .flatMap(({ row, of }) =>
          wrap(
            `${per100(of.value).padStart(6)} (${per100(of.low)} to ${per100(of.high)})  ${row.definition}${row.settings.map(({ path, value }) => `, ${path} ${value}`).join("")}`,
            columns - 2,
            "    ",
          ).map((line) => `  ${line}`),
        ),
      `  report   ${folder}/sweep.html`,
    ].join("\n"),
  );
}
