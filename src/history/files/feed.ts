import { exits, fault } from "../../base/errors.ts";
import { noPlainFile, noSuchFile, notAFile } from "../../base/messages/data/history.ts";
import { findQuery } from "../database/postgres.ts";
import type { Feed, FeedFault, FoundTable } from "../feed.ts";
import { findTable } from "./formats.ts";
import { findFiles, namesBeside, standsInstead } from "./names.ts";

/** Tables from files, or from queries of a database; paths and globs in the study are relative to the folder. */
export const filesIn = (folder: string): Feed => ({
  find: async (file, where, within) => {
    if (within?.query !== undefined) return findQuery(within.query, file, where);
    const found = await findFiles(folder, file);
    const tables: FoundTable[] = [];
    const faults: FeedFault[] = [];
    if (found.length === 0) {
      const instead = await standsInstead(folder, file);
      const message =
        instead === null
          ? noSuchFile(file, await namesBeside(folder, file), where.path !== undefined)
          : instead === "folder"
            ? notAFile(file)
            : noPlainFile(file, instead);
      faults.push({ exit: exits.io, fault: fault(message, where) });
    }
    for (const { name, path } of found) {
      const table = await findTable(path, name, within);
      if ("fault" in table) faults.push(table);
      else tables.push(table);
    }
    return { tables, faults };
  },
});
