import type { Watch } from "../../../base/progress.ts";
import { DAY, NEVER } from "../../../base/time.ts";
import type { ActivitySource, Study } from "../../../study/type.ts";
import { countFile, type Ledger } from "../../audit/audit.ts";
import {
  type Acts,
  countActs,
  type FileOfActs,
  ORPHAN,
  placeActs,
  roomForActs,
  timesOf,
  UNUSED,
  writeInOrder,
} from "../../cells/acts.kernel.ts";
import type { RowHashes } from "../../cells/block.kernel.ts";
import { textsOf } from "../../cells/settle.ts";
import { Stamps } from "../../cells/stamps.kernel.ts";
import { Texts } from "../../cells/takers.kernel.ts";
import { type Engine, sharedInt32, sharedUint8 } from "../../engine.ts";
import { columnIndex, type SourceTable } from "../../headers.ts";
import { dayTimes } from "../../stamps/midnight.ts";
import { planTimes } from "../../stamps/plan.ts";
import { timeFormat } from "../../stamps/read.ts";
import { tableOfTimes } from "../../tell/acted.ts";
import { marksRows } from "../../tell/filter.ts";
import { noWins, tellSurvivors, tellUnjoined } from "../../tell/joins.ts";
import type { Leads } from "../../type.ts";
import { actorsOf } from "./actors.ts";
import { nameTypes, observed, type ReadActivities } from "./types.ts";

type Files = readonly (readonly [SourceTable, ActivitySource])[];

/** The columns of a file in which every row has a lead, an activity and a readable time. */
interface PlainFile {
  readonly lead: Texts;
  readonly type: Texts;
  readonly at: Stamps;
  readonly known: Stamps | null;
  readonly by: Texts | null;
  readonly hashes: RowHashes;
}

/**
 * The fast way for plain files of activities: every row counts, and has a lead, an activity and a time of day on the
 * study's clock about which there is nothing to report. They are read from their bytes, put into their leads' order and
 * counted as the engine would do it (src/history/read/activities/activities.ts).
 * @returns null, with nothing reported, where any file is not plain
 */
export async function plainActivities(
  engine: Engine,
  study: Study,
  files: Files,
  leads: Leads,
  ledger: Ledger,
  watch: Watch,
): Promise<ReadActivities | null> {
  if (files.length === 0 || study.worked?.kind === "activity" || study.sources.ids !== undefined) return null;
  if (!files.every(([file, source]) => mayBePlain(study, file, source))) return null;
  const plain: PlainFile[] = [];
  for (const [i, [file, source]] of files.entries()) {
    engine.phase("activities", i, files.length + 1);
    const found = await plainFile(engine, file, source, watch);
    if (found === null) return null;
    plain.push(found);
  }
  const texts = plain.map(({ type, by }) => ({ type: textsOf(type), by: by === null ? [] : textsOf(by) }));
  if (texts.some(({ type }) => type.includes(""))) return null;
  const unused = await engine.rows("SELECT id FROM lead_id WHERE ix IS NULL");
  const strange = unused.map(([id]) => String(id));
  const leadsOf = plain.map(({ lead }) => placesOf(lead, leads.ids, strange));
  if (leadsOf.includes(null)) return null;
  const actors = actorsOf(
    study,
    files,
    plain.map((file, i) => actedRows(file, texts[i]?.type ?? [], texts[i]?.by ?? [])),
    ledger,
  );
  const { names, places } = nameTypes(study, actors);
  const counts = new Int32Array(leads.count);
  const counted: FileOfActs[] = [];
  const firstAudit = ledger.files.length;
  for (const [f, [file, source]] of files.entries()) {
    const [own, text, acts, leadOf] = [plain[f], texts[f], actors[f], leadsOf[f]];
    if (own === undefined || text === undefined || acts === undefined || !leadOf) continue;
    const acted = {
      file: f,
      leads: own.lead.codes,
      leadOf,
      types: own.type.codes,
      typeOf: Int32Array.from(text.type, (name) => places.get(name) ?? 0),
      at: own.at.seconds,
      known: own.known?.seconds ?? null,
      actors: own.by?.codes ?? null,
      isSales: Uint8Array.from(text.by, (name) => (acts.salesNames.has(name) ? 1 : 0)),
      ...own.hashes,
    };
    const { bySales, orphans, afterAsOf } = countActs(acted, study.asOf, counts);
    counted.push(acted);
    if (orphans > 0) {
      const strangers = textsOf(own.lead).filter((_, code) => leadOf[code] === ORPHAN);
      await engine.texts("stranger", 1, strangers.length, (_, row) => strangers[row] ?? null);
      const rows = { file: file.name, rows: file.rows - bySales, unjoined: orphans };
      ledger.joins.push(
        ...(await tellUnjoined(engine, study, source, rows, "SELECT c0 AS id FROM stranger", noWins)),
      );
      await engine.run("DROP TABLE stranger");
      ledger.joins.push(...tellSurvivors(study, source, file.name, unjoinedByDay(acted)));
    }
    countFile(ledger, "activities", file, {
      orphans,
      afterAsOf,
      bySales,
      leftOut: null,
    });
    // the texts of ids are no longer needed
    delete plain[f];
    delete leadsOf[f];
  }
  const acts = roomForActs(counts);
  const seen: (readonly number[])[] = [];
  // of two copies the one in the first file stays; a file's cells are no longer needed once they are placed
  for (let own = counted.shift(); own !== undefined; own = counted.shift()) {
    const first = new Int32Array(names.length).fill(NEVER);
    placeActs(own, leads.created, acts, first);
    for (const [type, visible] of first.entries()) if (visible < NEVER) seen.push([type, own.file, visible]);
  }
  engine.phase("activities", files.length, files.length + 1);
  const commonest = await tableOfTimes(engine, timesOf(acts));
  const { types, newType, observedFrom } = observed(names, files, seen);
  const { columns, duplicates, fileOf } = inOrder(acts, newType, files.length);
  for (const [f, n] of duplicates.entries()) {
    const audit = ledger.files[firstAudit + f];
    if (audit !== undefined && n > 0) ledger.files[firstAudit + f] = { ...audit, duplicates: n };
  }
  const activities = { count: columns.at.length, types, ...columns, observedFrom };
  engine.phase("activities", files.length + 1, files.length + 1);
  return { activities, commonest, fileOf };
}

/** The columns of activities in their order, and how many rows of each file were left out as copies. */
function inOrder(acts: Acts, newType: Uint8Array, files: number) {
  const leads = acts.start.length - 1;
  const all = acts.start[leads] ?? 0;
  const [start, duplicates] = [sharedInt32(leads + 1), new Int32Array(files)];
  const file = files > 1 ? new Uint16Array(all) : null;
  const room = { visible: sharedInt32(all), at: sharedInt32(all), type: sharedUint8(all), file };
  writeInOrder(acts, newType, room, start, duplicates);
  const count = start[leads] ?? 0;
  const [visible, at, type] =
    count === all
      ? [room.visible, room.at, room.type]
      : [sharedInt32(count), sharedInt32(count), sharedUint8(count)];
  if (count < all) {
    visible.set(room.visible.subarray(0, count));
    at.set(room.at.subarray(0, count));
    type.set(room.type.subarray(0, count));
  }
  return {
    columns: { start, visible, at, type, dated: sharedUint8(count) },
    duplicates,
    fileOf: file?.subarray(0, count) ?? null,
  };
}

/** For each day, how many of a file's rows join no lead, and how many rows there are. */
function unjoinedByDay({
  leads,
  at,
}: Pick<FileOfActs, "leads" | "at">): readonly (readonly [number, number, number])[] {
  const days = new Map<number, [unjoined: number, rows: number]>();
  for (let row = 0; row < at.length; row++) {
    const day = Math.floor((at[row] ?? 0) / DAY);
    const sums = days.get(day) ?? [0, 0];
    days.set(day, sums);
    sums[1]++;
    if (leads[row] === ORPHAN) sums[0]++;
  }
  return [...days].map(([day, [unjoined, rows]]) => [day, unjoined, rows]);
}

/** The most bytes of a lead's id that is looked up by its bytes. */
const LONGEST_ID = 4096;

/** The lead of each text: its index, or why it has none; null where a text is empty once bare. */
function placesOf(texts: Texts, ids: readonly string[], unused: readonly string[]): Int32Array | null {
  const places = new Int32Array(texts.count).fill(ORPHAN);
  if (texts.odd || ids.some((id) => id.length > LONGEST_ID)) {
    const all = new Map([
      ...ids.map((id, ix) => [id, ix] as const),
      ...unused.map((id) => [id, UNUSED] as const),
    ]);
    const written = textsOf(texts);
    for (const [code, text] of written.entries()) places[code] = all.get(text) ?? ORPHAN;
    return written.includes("") ? null : places;
  }
  // for ASCII, equal bytes are equal texts
  const scratch = Buffer.alloc(3 * LONGEST_ID + 4);
  const view = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);
  const put = (id: string, place: number): void => {
    const code = texts.find(view, scratch.write(id));
    if (code >= 0) places[code] = place;
  };
  for (const [ix, id] of ids.entries()) put(id, ix);
  for (const id of unused) put(id, UNUSED);
  return places;
}

/** Whether the study asks nothing about a file that only the engine can answer. */
const mayBePlain = (study: Study, file: SourceTable, source: ActivitySource): boolean =>
  file.cells !== undefined &&
  source.is === undefined &&
  // then all rows are acts of sales: the engine counts them, and there is nothing to read
  (source.by?.kind !== "is" || source.by.actor !== "sales") &&
  source.offer === null &&
  source.id === undefined &&
  (source.where ?? []).length === 0 &&
  (source.timezone === null || source.timezone === study.timezone) &&
  timeFormat(source, source.at) === null &&
  timeFormat(source, source.known) === null &&
  !file.names.some(marksRows);

async function plainFile(
  engine: Engine,
  file: SourceTable,
  source: ActivitySource,
  watch: Watch,
): Promise<PlainFile | null> {
  const column = (name: string | null | undefined): number => columnIndex(file, name ?? "");
  const by = source.by?.kind === "column" ? column(source.by.column) : -1;
  const wanted = new Map<number, "text" | "time">([
    [column(source.lead), "text"],
    [column(source.type), "text"],
    [by, "text"],
    [column(source.known), "time"],
    [column(source.at), "time"],
  ]);
  const cells = await file.cells?.({ columns: wanted, hashed: true }, watch);
  if (cells === null || cells === undefined || cells.hashes === null) return null;
  const textAt = (at: number): Texts | null => {
    const found = cells.columns[at];
    return found instanceof Texts ? found : null;
  };
  const timesAt = async (name: string | null): Promise<Stamps | null> => {
    const found = cells.columns[column(name)];
    if (!(found instanceof Stamps) || found.failed) return null;
    const shapes = found.counted();
    if (shapes.length === 0) return found;
    const where = { table: "", column: "", name: name ?? "", where: { file: file.name } };
    const { plan, faults } = await planTimes(engine, where, shapes);
    const isPlain = plan.family === "iso" && !plan.junk && faults.length === 0;
    return isPlain && dayTimes(plan).kind === "times" ? found : null;
  };
  const [lead, type, who] = [textAt(column(source.lead)), textAt(column(source.type)), textAt(by)];
  const [at, known] = [await timesAt(source.at), await timesAt(source.known)];
  if (lead === null || lead.empty > 0 || type === null || type.empty > 0) return null;
  if (at === null || at.empty > 0) return null;
  if ((known === null && source.known !== null) || (who === null && by >= 0)) return null;
  return { lead, type, at, known, by: who, hashes: cells.hashes };
}

/** Rows by what was done and by whom, the commonest first. */
function actedRows(
  { type, by }: PlainFile,
  types: readonly string[],
  actors: readonly string[],
): readonly (readonly [type: string, who: string | null, rows: number])[] {
  const counts = new Map<number, number>();
  // one more for rows without an actor
  const many = actors.length + 1;
  for (let row = 0; row < type.codes.length; row++) {
    const pair = (type.codes[row] ?? 0) * many + (by?.codes[row] ?? -1) + 1;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  const merged = new Map<string, [string, string | null, number]>();
  for (const [pair, n] of counts) {
    const name = types[Math.floor(pair / many)] ?? "";
    const who = actors[(pair % many) - 1] ?? null;
    const key = JSON.stringify([name, who]);
    const found = merged.get(key);
    if (found === undefined) merged.set(key, [name, who, n]);
    else found[2] += n;
  }
  const inText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...merged.values()].sort(
    ([a, x, n], [b, y, m]) => m - n || inText(a, b) || inText(x ?? "\uffff", y ?? "\uffff"),
  );
}
