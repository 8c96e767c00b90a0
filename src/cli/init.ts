import { createInterface } from "node:readline/promises";
import { defined } from "../base/defined.ts";
import { exits, refuse } from "../base/errors.ts";
import { notAnOrder, whichOrder } from "../base/messages/study/init.ts";
import { counted, harmless } from "../base/text.ts";
import { type DateOrder, init } from "../workbench/init.ts";
import type { Common } from "./common.ts";
import { foremost } from "./summary.ts";
import { answer, sayFaults } from "./terminal/print.ts";
import { watched } from "./terminal/watch.ts";

/** `leadline init FILE...`: exit 0 with a study that runs, 1 where a person must first make a choice or fix a fault. */
export async function initCommand(
  files: readonly string[],
  dates: string | undefined,
  common: Common,
): Promise<void> {
  if (dates !== undefined && !isOrder(dates)) refuse(exits.usage, notAnOrder());
  const atTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true && !common.json;
  const made = await watched(common, (watch) =>
    init({
      files,
      watch,
      ...defined({ out: common.out }),
      ...(dates !== undefined && isOrder(dates) ? { dates } : {}),
      ...(atTerminal ? { ask: asked } : {}),
    }),
  );
  if (common.json) answer(JSON.stringify(made));
  else {
    const { shown, more } = foremost(made.faults.filter(({ severity }) => severity === "warning"));
    sayFaults([...made.faults.filter(({ severity }) => severity === "error"), ...shown]);
    if (!common.quiet) {
      const assumed = made.text.match(/# ASSUMED/g)?.length ?? 0;
      answer(
        `wrote ${made.file}: read its comments, ${counted(assumed, "line")} of it ${assumed === 1 ? "is" : "are"} assumed`,
      );
      if (more > 0) answer(`  ${counted(more, "more warning")}: leadline check ${made.file}`);
      if (made.exit === exits.done) answer(`  next   leadline run ${made.file}`);
    }
  }
  process.exitCode = made.exit;
}

const isOrder = (text: string): text is DateOrder => text === "day_first" || text === "month_first";

async function asked(column: string, sample: string): Promise<DateOrder | null> {
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = (await line.question(harmless(whichOrder(column, sample)))).trim().toLowerCase();
    return said.startsWith("d") ? "day_first" : said.startsWith("m") ? "month_first" : null;
  } finally {
    line.close();
  }
}
