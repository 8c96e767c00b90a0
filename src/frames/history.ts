import type { Watch } from "../base/progress.ts";
import type { Feed } from "../history/feed.ts";
import { historyOf as historyOfColumns, tablesIn } from "../history/tables.ts";
import type { History } from "../history/type.ts";
import type { Study } from "../study/type.ts";
import { columnsOf, type Frame } from "./frame.ts";

type Frames = Readonly<Record<string, Frame>>;

const columnsIn = (frames: Frames) =>
  Object.fromEntries(Object.entries(frames).map(([name, frame]) => [name, columnsOf(frame)]));

/**
 * DataFrames in the place of a study's files, by the name that the study gives as `file`: `load(study, framesIn({ … }))`.
 *
 * @example
 * const { study } = await openStudy("study.yaml");
 * const loaded = await load(study, framesIn({ "leads.csv": leads, "activities.csv": activities, "stages.csv": stages }));
 */
export const framesIn = (frames: Frames): Feed => tablesIn(columnsIn(frames));

/**
 * The history of a study whose tables are DataFrames, as `historyOf` of leadline/history makes it from plain columns.
 */
export const historyOf = (study: Study, frames: Frames, watch: Watch = {}): Promise<History> =>
  historyOfColumns(study, columnsIn(frames), watch);
