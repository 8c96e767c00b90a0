import type { Fault } from "../../base/errors.ts";
import type { Keep } from "../../base/keep.ts";
import type { Watch } from "../../base/progress.ts";
import type { Feed } from "../../history/feed.ts";
import { holdNamed } from "../../history/held.ts";
import { findHistory } from "../../history/load.ts";
import { leakageSuspects } from "../../labels/suspects/suspects.ts";
import type { Study } from "../../study/type.ts";
import { codesOf, dataOf, namesOf, placedError, placedFaults, type ReadData } from "../load.ts";
import type { Loaded } from "../loaded.ts";
import { refuseLeakage, refuseUnanswerable } from "../told/refusals.ts";
import { placeless } from "./digest.ts";

/** A study's data, and what the look for leakage says of them. Columns that the study names nowhere are not held. */
interface Looked {
  readonly data: ReadData;
  readonly suspects: readonly Fault[];
}

const isLooked = (value: unknown): value is Looked =>
  typeof value === "object" && value !== null && "data" in value && "suspects" in value;

/**
 * Reads the tables of a study, labels and codes them, and looks for leakage; or takes that from `keep`, where the same
 * bytes were read before for a study that differs in later stages alone. Tables whose bytes cannot be told beforehand
 * (the answer of a database) are read each time.
 *
 * @throws LeadlineError exit 2 (a rule names what is not there), 3 (the data cannot answer), 4 (a file)
 */
export async function loadData(
  study: Study,
  from: Feed | string,
  watch: Watch,
  keep: Keep | null,
): Promise<Loaded> {
  const found = await findHistory(study, from);
  const asked = asRead(study);
  const look = async (): Promise<Looked> => {
    const data = dataOf(asked, await found.read(asked, watch), watch);
    const suspects = leakageSuspects({ ...data, study: asked, excluded: data.table.excluded });
    const looked = { data: held(asked, data), suspects };
    // data that are refused are not kept
    warningsOf(study, looked);
    return looked;
  };
  try {
    const tables = keep === null ? null : await found.digest();
    if (keep === null || tables === null) return loadedOf(study, await look());
    // keys of the study file stand in faults, and tell a source from a list of one
    const keys = [...study.places.keys()].filter((key) => key.startsWith("sources"));
    const looked = await keep({ tables, study: placeless(asked), keys }, isLooked, look);
    await found.refuseChanged();
    return loadedOf(study, looked);
  } catch (error) {
    throw placedError(study, error);
  }
}

/**
 * A study without what only later stages read: whatever is computed from this one is the same after an edit there.
 * Faults have the key at which they are, and no line.
 */
function asRead({ costs: _, ...study }: Study): Study {
  return {
    ...study,
    study: "",
    title: null,
    preparedFor: null,
    seed: 0,
    lineage: "",
    exports: null,
    models: new Map(),
    definitions: new Map(),
    capacity: null,
    backtest: { quarters: 0, embargo: 0 },
    decide: { metric: "wins_per_slot", smallestGain: null },
    vary: [],
    places: new Map(),
    text: "",
    file: "",
  };
}

function held(study: Study, { history, byLead, ...data }: ReadData): ReadData {
  return {
    ...data,
    history: holdNamed(history, study),
    ...(byLead === undefined ? {} : { byLead: { ...byLead, history: holdNamed(byLead.history, study) } }),
  };
}

/** Every warning at its line in the study file. @throws LeadlineError where the data allow no answer */
function warningsOf(study: Study, { data, suspects }: Looked): readonly Fault[] {
  const { tables, labels } = data.told;
  const told = { tables: placedFaults(study, tables), labels: placedFaults(study, labels) };
  const { warnings, refused } = namesOf(study, { ...data, told });
  if (refused !== null) throw refused;
  refuseUnanswerable({ study, ...data });
  return [...warnings, ...refuseLeakage(placedFaults(study, suspects))];
}

function loadedOf(study: Study, looked: Looked): Loaded {
  const { others: _, told: __, history, ...data } = looked.data;
  const audit = { ...history.audit, warnings: placedFaults(study, history.audit.warnings) };
  const placed = { ...data, history: { ...history, audit } };
  return { study, ...placed, ...codesOf(placed), warnings: warningsOf(study, looked) };
}
