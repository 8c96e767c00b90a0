import { defined } from "../../base/defined.ts";
import { exits, refuse } from "../../base/errors.ts";
import { nothingToExport } from "../../base/messages/ship/export.ts";
import { sidesSaid } from "../../base/messages/ship/score.ts";
import { counted } from "../../base/text.ts";
import { exportRun } from "../../workbench/export/export.ts";
import { diff } from "../../workbench/publish/publish.ts";
import { type Common, namesIn } from "../common.ts";
import { answer } from "../terminal/print.ts";

export async function exportCommand({
  args,
  common,
}: {
  readonly args: {
    readonly run: string | undefined;
    readonly to: string | undefined;
    readonly diff: readonly string[] | undefined;
    readonly study: string | undefined;
  };
  readonly common: Common;
}): Promise<void> {
  const [a, b] = args.diff ?? [];
  if (a !== undefined && b !== undefined) {
    const { changes, sides } = await diff(a, b, args.study ?? null);
    if (common.json)
      answer(
        JSON.stringify({
          changes,
          sides: sides === null ? null : { ...sides, definitions: Object.fromEntries(sides.definitions) },
        }),
      );
    else {
      const said = changes.length === 0 ? ["the weights score alike"] : changes;
      answer([...said, ...(sides === null ? [] : ["", ...sidesSaid(sides)])].join("\n"));
    }
    return;
  }
  if (args.run === undefined) refuse(exits.usage, nothingToExport());
  const done = await exportRun({
    run: args.run,
    ...defined({ out: common.out, to: namesIn(args.to) }),
  });
  if (common.json) answer(JSON.stringify(done));
  else if (!common.quiet)
    answer(
      `${counted(done.files.length, "file")} in ${done.folder}/: ${done.to.join(", ")}\n  next   read ${done.folder}/${done.to[0]}/README.md`,
    );
}
