import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installed } from "./install.ts";
import { javaOf, mavenFile } from "./maven.ts";
import { atFreePort, type Server, startServer } from "./server.ts";

/** The last version whose server is in Maven Central. */
const version = "476";

/** Plugins of the server that the tests have no use for: each that is left is loaded at its start. */
const unused =
  "exchange-filesystem functions-python geospatial password-authenticators spooling-filesystem resource-group-managers session-property-managers";

/** A Trino of one node with the memory connector; else why there is none. */
export async function startTrino(folder: string): Promise<Server | { readonly why: string }> {
  const java = javaOf(24);
  if (java === null) return { why: "Trino wants Java 24 or later" };
  const found = installed(`trino-${version}`, (home) => {
    const server = mavenFile(home, `io.trino:trino-server-core:${version}:tar.gz`);
    const memory = mavenFile(home, `io.trino:trino-memory:${version}:zip`);
    const unpack = `tar xzf ${server.file} && mv trino-server-core-${version} server && cd server/plugin && rm -rf ${unused} && unzip -q ${memory.file} && rm -rf ${home}/m2`;
    return [server.step, memory.step, ["sh", ["-c", unpack]]];
  });
  if ("why" in found) return found;
  return atFreePort((port) => startAt(port, folder, java, found.home));
}

/** @param home where it is installed */
function startAt(port: number, folder: string, java: string, home: string): Promise<Server> {
  const server = join(home, "server");
  const [data, catalogs] = [join(folder, "data"), join(folder, "catalogs")];
  for (const made of [data, catalogs]) mkdirSync(made, { recursive: true });
  writeFileSync(
    join(catalogs, "memory.properties"),
    "connector.name=memory\nmemory.max-data-per-node=512MB\n",
  );
  const address = `http://127.0.0.1:${port}`;
  writeFileSync(
    join(folder, "config.properties"),
    `coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port=${port}
discovery.uri=${address}
`,
  );
  writeFileSync(join(folder, "log.properties"), "io.trino=WARN\n");
  const properties = {
    "jdk.attach.allowAttachSelf": "true",
    "file.encoding": "UTF-8",
    "user.timezone": "UTC",
    config: join(folder, "config.properties"),
    "log.levels-file": join(folder, "log.properties"),
    "plugin.dir": join(server, "plugin"),
    "catalog.config-dir": catalogs,
    "node.environment": "test",
    "node.id": "single",
    "node.data-dir": data,
    "node.internal-address": "127.0.0.1",
    "node.bind-ip": "127.0.0.1",
  };
  return startServer(
    folder,
    [
      java,
      [
        "-Xmx2G",
        "-XX:ReservedCodeCacheSize=256M",
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
        "-cp",
        `${server}/lib/*`,
        "io.trino.server.TrinoServer",
      ],
    ],
    {},
    { LEADLINE_TRINO: address },
    () => answers(address),
  );
}

/** Whether it makes a table and reads it: it says that it has started some seconds before. */
async function answers(address: string): Promise<boolean> {
  const ask = async (sql: string): Promise<boolean> => {
    let next: string | undefined = `${address}/v1/statement`;
    let first = true;
    while (next !== undefined) {
      const headers = { "X-Trino-User": "test" };
      const page: { nextUri?: string; error?: unknown } = await (
        await fetch(next, first ? { method: "POST", body: sql, headers } : { headers })
      ).json();
      if (page.error !== undefined) return false;
      first = false;
      next = page.nextUri;
    }
    return true;
  };
  try {
    return (
      (await ask("CREATE TABLE IF NOT EXISTS memory.default.ready AS SELECT 1 AS x")) &&
      (await ask("SELECT count(*) FROM memory.default.ready"))
    );
  } catch {
    return false;
  }
}
