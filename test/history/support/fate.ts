import { expect } from "vitest";
import { LeadlineError } from "../../../src/base/errors.ts";
import { studyWith } from "../../helpers/study.ts";
import { leadSource, load, valuesOf } from "./files.ts";

/** The header of the files. */
export const fateHead = "lead_id,created_at,size\n";
/** The study that they are read for. */
export const fateStudy = studyWith({
  features: { ...studyWith().features, knownAtCreation: ["size"] },
});

/** What became of a file, in a line: its leads with their value, how many rows were rejected and undated, codes of warnings; or why it was refused. */
export async function fate(text: string | Uint8Array, name = "leads.csv", format?: string): Promise<string> {
  const source = leadSource({
    file: name,
    ...(format === undefined ? {} : { format: new Map([["created_at", format as "dd/mm/yyyy"]]) }),
  });
  try {
    const history = await load(
      { [name]: text },
      { ...fateStudy, sources: { leads: [source], activities: [], stages: [] } },
    );
    const [file] = history.audit.files;
    const values = history.leads.columns.has("size") ? valuesOf(history, "size") : [];
    const leads = history.leads.ids.map((id, i) => `${id}=${values[i] ?? ""}`).join(" ");
    const codes = history.audit.warnings.map(({ code }) => code);
    return [
      leads,
      (file?.rejected ?? 0) > 0 ? `${file?.rejected} rejected` : "",
      (file?.undated ?? 0) > 0 ? `${file?.undated} undated` : "",
      (file?.duplicates ?? 0) > 0 ? `${file?.duplicates} copies` : "",
      ...codes,
    ]
      .filter((part) => part !== "")
      .join("; ");
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    const [first] = error.faults;
    expect(first?.what).not.toBe("");
    return `refused: ${first?.code}${first?.where.line === undefined ? "" : ` line ${first.where.line}`}`;
  }
}
