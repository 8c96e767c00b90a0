import { join } from "node:path";
import { exits, type Fault, fault, LeadlineError, refuse, warning } from "../../base/errors.ts";
import {
  badMoment,
  dataEndBefore,
  inputsNotInStudy,
  nobodyYet,
  notYetRecorded,
} from "../../base/messages/ship/score.ts";
import type { Watch } from "../../base/progress.ts";
import { DAY, dayOf, endOfDay, isoSecond, parseDay, type Second } from "../../base/time.ts";
import { codesAt, codeValue, notObserved } from "../../features/codes.ts";
import { decayFeatures, featureTable } from "../../features/table.ts";
import type { CodedRows, Feature } from "../../features/type.ts";
import { loadHistory } from "../../history/load.ts";
import type { Columns } from "../../history/tables.ts";
import type { History } from "../../history/type.ts";
import type { Moments } from "../../labels/type.ts";
import { inputValue } from "../../models/score.ts";
import type { Study } from "../../study/type.ts";
import type { Inputs } from "../../weights/scorer.ts";
import type { Input, Weights } from "../../weights/type.ts";
import { openStudy } from "../study-file.ts";

/** Every lead that existed at a moment, with the values that the weights read, as columns of a table. */
export interface LeadsAsOf {
  /** `lead_id`, each input by its name, and `<input>_not_observed` of counts */
  readonly columns: Columns;
  /** the moment on the study's clock: `2026-10-01T09:30:00` */
  readonly at: string;
  readonly timezone: string;
  /** paths of the study and of the files that it reads */
  readonly reads: readonly string[];
  readonly warnings: readonly Fault[];
}

/**
 * The features of a study's leads at a moment, computed by the code that fits and replays use: nothing that happened or
 * became known later is in them.
 * @param at `2026-10-01` (its end, as in `as_of`), `2026-10-01T09:30` on the study's clock, or with its zone; null:
 * `as_of`
 * @throws LeadlineError exit 2 for a text that is not a moment, and for inputs that the study does not make; 3 and 4 as
 * `run` does
 */
export async function leadsAsOf(
  path: string,
  at: string | null,
  weights: Pick<Weights, "inputs">,
  watch: Watch,
): Promise<LeadsAsOf> {
  const { study, folder } = await openStudy(path);
  const moment = at === null ? study.asOf : momentOf(at, study.timezone);
  if (moment === null) refuse(exits.usage, badMoment(at ?? ""));
  const history = await loadHistory({ ...study, asOf: moment }, folder, watch);
  const leads = [...history.leads.ids.keys()].filter((i) => (history.leads.created[i] ?? 0) <= moment);
  if (leads.length === 0) refuse(exits.data, nobodyYet(isoSecond(moment)), { file: path });
  const found = featuresFor(history, study, weights.inputs);
  if (found.absent.length > 0)
    throw new LeadlineError(exits.usage, [fault(inputsNotInStudy(found.absent), { file: path })]);
  const features = found.features.flatMap((feature) => feature ?? []);
  const coded = codesAt(history, features, Int32Array.from(leads), new Int32Array(leads.length).fill(moment));
  return {
    columns: columnsFor(
      leads.map((i) => history.leads.ids[i] ?? ""),
      weights.inputs,
      found.features,
      coded,
    ),
    at: isoSecond(moment),
    timezone: study.timezone,
    reads: [path, ...history.audit.files.map(({ file }) => join(folder, file))],
    warnings: [
      ...history.audit.warnings,
      ...(found.unrecorded.length > 0
        ? [warning(notYetRecorded(found.unrecorded, isoSecond(moment)), { file: path })]
        : []),
      ...dataEnd(history, moment).map((last) =>
        warning(dataEndBefore(isoSecond(last), isoSecond(moment)), { file: path }),
      ),
    ],
  };
}

/** How long nothing may have happened before it is told that the data end, in seconds: two weeks, as over a New Year. */
const quiet = 14 * DAY;

/** The newest creation or activity known at a moment, where it is long before it. */
function dataEnd({ leads, activities }: History, moment: Second): readonly Second[] {
  let last = Number.NEGATIVE_INFINITY;
  for (const times of [leads.created, activities.visible])
    for (const time of times) if (time <= moment && time > last) last = time;
  return last < moment - quiet ? [last] : [];
}

/**
 * The values that a study's rules and some weights read at moments, one row for each.
 * @throws LeadlineError exit 2 for inputs that the study does not make
 */
export function inputsAt(
  history: History,
  study: Study,
  { lead, time, shown }: Pick<Moments, "lead" | "time" | "shown">,
  inputs: readonly Input[],
): readonly Inputs[] {
  const found = featuresFor(history, study, inputs);
  if (found.absent.length > 0) refuse(exits.usage, inputsNotInStudy(found.absent));
  const own = found.features.flatMap((feature) => feature ?? []);
  const named = new Map([...featureTable(history, study).features, ...own].map((of) => [of.name, of]));
  const features = [...named.values()];
  const coded = codesAt(history, features, lead, time, shown);
  const never = inputs.flatMap(({ name }, i) =>
    found.features[i] === null ? [[name, { notObserved: true }] as const] : [],
  );
  return Array.from({ length: lead.length }, (_, row) =>
    Object.fromEntries([
      ...never,
      ...features.map(
        (feature, f) => [feature.name, inputValue(feature, coded.codes[f]?.[row] ?? 0)] as const,
      ),
    ]),
  );
}

/**
 * The feature of each input; null: its activity never happened and is one of `unrecorded`. `absent`: inputs that the
 * study does not make.
 */
function featuresFor(
  history: History,
  study: Study,
  inputs: readonly Input[],
): {
  readonly features: readonly (Feature | null)[];
  readonly absent: readonly string[];
  readonly unrecorded: readonly string[];
} {
  const { features: made } = featureTable(history, study);
  const { types } = history.activities;
  const absent: string[] = [];
  const unrecorded = new Set<string>();
  const features = inputs.map((input): Feature | null => {
    const activity =
      "count" in input.from ? input.from.count : "decay" in input.from ? input.from.decay : null;
    if (activity !== null && !types.includes(activity)) {
      unrecorded.add(activity);
      return null;
    }
    const known =
      input.type === "decay"
        ? decayFeatures(
            history,
            input.from.cap,
            types.map((type) => (type === input.from.decay ? input.from.half_life : null)),
          )
        : made;
    const feature = known.find(
      ({ name, from }) => name === input.name && JSON.stringify(from) === JSON.stringify(input.from),
    );
    if (feature === undefined) absent.push(input.name);
    return feature ?? null;
  });
  return { features, absent, unrecorded: [...unrecorded] };
}

function columnsFor(
  ids: readonly string[],
  inputs: readonly Input[],
  features: readonly (Feature | null)[],
  coded: CodedRows,
): Columns {
  const columns: Record<string, Columns[string]> = {};
  inputs.forEach((input, i) => {
    const feature = features[i] ?? null;
    const codes = feature === null ? undefined : coded.codes[coded.features.indexOf(feature)];
    const values = ids.map((_, row) =>
      feature === null || codes === undefined ? notObserved : codeValue(feature, codes[row] ?? 0),
    );
    columns[input.name] = values.map((value) => (typeof value === "symbol" ? null : value));
    if (input.type === "count" || input.type === "decay")
      columns[`${input.name}_not_observed`] = values.map((value) => value === notObserved);
  });
  return { ...columns, lead_id: ids };
}

const written =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d))?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/;

/** The second of a written moment on the study's clock; null: it is not a moment. */
function momentOf(text: string, timezone: string): Second | null {
  const { day: of = "", hour, minute, second = "0", zone } = written.exec(text.trim())?.groups ?? {};
  const day = parseDay(of);
  if (day === null) return null;
  if (hour === undefined || minute === undefined) return endOfDay(day);
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || m > 59 || s > 59) return null;
  const civil = day * DAY + h * 3600 + m * 60 + s;
  if (zone === undefined) return civil;
  const [, sign = "+", hours = "0", minutes = "0"] = /([+-])(\d\d):?(\d\d)/.exec(zone) ?? [];
  return onClock(civil - (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60), timezone);
}

/** The clock of a time zone at a second of UTC. */
function onClock(utc: Second, timezone: string): Second {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(utc * 1000));
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "0";
  const day = parseDay(`${of("year")}-${of("month")}-${of("day")}`) ?? dayOf(utc);
  return day * DAY + Number(of("hour")) * 3600 + Number(of("minute")) * 60 + Number(of("second"));
}
