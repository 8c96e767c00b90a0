import type { Format } from "../feed.ts";
import { jsonLines } from "./columnar/json-lines.ts";
import { parquet } from "./columnar/parquet.ts";
import { csv } from "./csv/format.ts";

/** All formats of files that are read. What has the ending of none is taken for a table of delimited text. */
const formats: readonly Format[] = [csv, parquet, jsonLines];

/** The format of a file, by the ending of its name. */
export const formatOf = (path: string): Format =>
  formats.find(({ endings }) => endings.some((ending) => path.toLowerCase().endsWith(ending))) ?? csv;
