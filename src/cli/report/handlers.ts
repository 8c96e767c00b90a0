import { defined } from "../../base/defined.ts";
import { counted } from "../../base/text.ts";
import { reportForms } from "../../workbench/forms/forms.ts";
import { type Common, namesIn } from "../common.ts";
import { answer } from "../terminal/print.ts";
import { watched } from "../terminal/watch.ts";

/** `leadline report [study.yaml]`, or of an earlier run */
export async function reportCommand(
  args: { readonly study: string; readonly run: string | undefined; readonly to: string | undefined },
  { json, quiet, out, seed, threads }: Common,
): Promise<void> {
  const formed = await watched({ quiet, json }, (watch) =>
    reportForms({
      study: args.study,
      threads,
      watch,
      ...defined({ run: args.run, out, seed, to: namesIn(args.to) }),
    }),
  );
  if (json) return answer(JSON.stringify(formed));
  if (quiet) return;
  const { run, folder, to, files, noBrowser } = formed;
  answer(
    [
      `${counted(files.length, "file")} of run ${run} in ${folder}/: ${to.join(", ")}`,
      ...(noBrowser
        ? ["  no PDF: no Chrome, Chromium or Edge was found (LEADLINE_BROWSER can name one)"]
        : []),
    ].join("\n"),
  );
}
