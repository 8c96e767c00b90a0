import { counted } from "../../base/text.ts";
import { type Formed, reportForms } from "../../workbench/forms/forms.ts";
import type { Common } from "../common.ts";
import { answer } from "../terminal/print.ts";
import { watchTerminal } from "../terminal/watch.ts";

/** `leadline report [study.yaml]`, or of an earlier run */
export async function reportCommand(
  args: { readonly study: string; readonly run: string | undefined; readonly to: string | undefined },
  { json, quiet, out, seed, threads }: Common,
): Promise<void> {
  const { watch, done } = watchTerminal(quiet || json);
  let formed: Formed;
  try {
    formed = await reportForms({
      study: args.study,
      threads,
      watch,
      ...(args.run === undefined ? {} : { run: args.run }),
      ...(out === undefined ? {} : { out }),
      ...(seed === undefined ? {} : { seed }),
      ...(args.to === undefined ? {} : { to: args.to.split(",").map((form) => form.trim()) }),
    });
  } finally {
    done();
  }
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
