import { exits, type Fault, fault, LeadlineError, refuse, type Where } from "../../base/errors.ts";
import { databaseFailed, emptyQuery, noVariable, queryFailed } from "../../base/messages/data/database.ts";
import type { Watch } from "../../base/progress.ts";
import { bare } from "../../base/text.ts";
import type { Engine } from "../engine.ts";
import type { Found, FoundTable, Opened } from "../feed.ts";
import type { Query } from "../files/content/content.ts";

/** How many rows are fetched at a time. */
const ROWS = 10_000;

/**
 * The extended protocol, which alone describes a query and returns its rows in parts; the package's types lack the key.
 */
const extended = { prepare: false, simple: false };

export type Client = ReturnType<typeof import("postgres")>;

/** A client with one connection. It gives times in ISO 8601 and numbers as in JSON. */
async function connect(url: string, readOnly: boolean): Promise<Client> {
  const { default: postgres } = await import("postgres");
  return postgres(url, {
    max: 1,
    connect_timeout: 15,
    fetch_types: false,
    onnotice: () => {},
    connection: {
      application_name: "leadline",
      TimeZone: "UTC",
      DateStyle: "ISO, YMD",
      extra_float_digits: "3",
      default_transaction_read_only: readOnly,
    },
  });
}

/** The purpose of a connection. */
interface Use {
  /** name of the environment variable that holds the address */
  readonly env: string;
  /** SQL that an analyst wrote, and that the database may refuse; default: none */
  readonly sql?: string;
  /** whether it writes; default false */
  readonly writes?: boolean;
}

/**
 * Runs what needs a connection to PostgreSQL, and closes it. Errors of the database become ours, without the address that they may
 * repeat.
 *
 * @throws LeadlineError exit 2 where the variable is not set or the SQL is not understood, exit 4 where the database fails
 */
export async function connected<T>(
  { sql, env, writes = false }: Use,
  where: Where,
  work: (client: Client) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const url = process.env[env] ?? "";
  if (url === "") refuse(exits.usage, noVariable(env, writes ? "--database" : "`url`"), where);
  let client: Client | null = null;
  try {
    client = await connect(url, !writes);
    return await work(client);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LeadlineError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const said = withoutSecrets(error instanceof Error && error.message !== "" ? error.message : code, url);
    // class 42: the query names something that does not exist, or is not SQL
    if (sql !== undefined && /^42/.test(code))
      refuse(exits.usage, queryFailed(said, placeIn(bodyOf(sql), error)), where);
    throw new LeadlineError(exits.io, [fault(databaseFailed(env, said), where)]);
  } finally {
    await client?.end({ timeout: 1 }).catch(() => {});
  }
}

/** A text without the address of the database, its password and its user. */
function withoutSecrets(text: string, url: string): string {
  const parts = /^\w+:\/\/([^:@/]*):?([^@/]*)@/.exec(url);
  const secrets = [url, parts?.[2] ?? "", decoded(parts?.[2] ?? "")].filter((secret) => secret.length > 2);
  return secrets.reduce((safe, secret) => safe.replaceAll(secret, "***"), text);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The part of the query at the place that an error names. */
function placeIn(sql: string, error: unknown): string {
  const at = error instanceof Error && "position" in error ? Number(error.position) - 1 : -1;
  return at < 0 || at >= sql.length ? "" : (sql.slice(at, at + 40).split("\n", 1)[0] ?? "");
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const bodyOf = (sql: string): string => sql.trim().replace(/;\s*$/, "");

/**
 * The table that a query of PostgreSQL gives: its columns are asked for at once, its rows when they are read.
 *
 * @param name for messages
 * @param where the place of the query in the study, for faults
 */
export async function findQuery(query: Query, name: string, where: Where): Promise<Found> {
  try {
    const columns = await connected(query, where, async (client) => {
      const { columns } = await client.unsafe(bodyOf(query.sql), [], extended).describe();
      return columns.map((column) => column.name);
    });
    if (columns.length === 0) return refused(exits.usage, fault(emptyQuery(), where));
    return { tables: [tableOf(query, name, where, columns)], faults: [] };
  } catch (error) {
    const [first] = error instanceof LeadlineError ? error.faults : [];
    if (!(error instanceof LeadlineError) || first === undefined) throw error;
    return refused(error.exit, first);
  }
}

const refused = (exit: LeadlineError["exit"], found: Fault): Found => ({
  tables: [],
  faults: [{ exit, fault: found }],
});

const tableOf = (query: Query, name: string, where: Where, columns: readonly string[]): FoundTable => ({
  name,
  names: columns.map(bare),
  headerLine: null,
  changed: async () => false,
  check: async () => ({
    faults: [],
    open: (engine, scratch, watch) =>
      open(engine, `queried_${scratch.split("/").at(-1) ?? ""}`, query, where, columns, watch),
  }),
});

/** Fetches the rows of a query into a table of the engine. When interrupted, it cancels the query on the server. */
async function open(
  engine: Engine,
  table: string,
  query: Query,
  where: Where,
  columns: readonly string[],
  watch: Watch,
): Promise<Opened> {
  const texts = columns.map((column, i) => `q.${quoted(column)}::text AS c${i}`).join(", ");
  const fetchAll = async (client: Client): Promise<number> => {
    const running = client.unsafe(`SELECT ${texts} FROM (${bodyOf(query.sql)}\n) q`, [], extended);
    const cancel = (): void => running.cancel();
    watch.signal?.addEventListener("abort", cancel);
    try {
      return await engine.stream(table, columns.length, batchesOf(running.cursor(ROWS), columns.length));
    } finally {
      watch.signal?.removeEventListener("abort", cancel);
    }
  };
  const rows = await connected(query, where, fetchAll, watch.signal);
  if (rows === 0) refuse(exits.data, emptyQuery(), where);
  return {
    warnings: [],
    rows,
    relation: () => table,
    refused: async () => [],
    locate: async (wanted) => wanted.map(() => 0),
  };
}

async function* batchesOf(
  cursor: AsyncIterable<readonly Readonly<Record<string, unknown>>[]>,
  columns: number,
): AsyncIterable<readonly (readonly (string | null)[])[]> {
  const names = Array.from({ length: columns }, (_, i) => `c${i}`);
  for await (const rows of cursor)
    yield rows.map((row) =>
      names.map((name) => {
        const value = row[name];
        return typeof value === "string" && value !== "" ? value : null;
      }),
    );
}
