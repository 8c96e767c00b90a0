import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { unpacked } from "./debian.ts";
import { type Server, startServer } from "./server.ts";

/** MariaDB of Debian's packages, without users and rights, at a socket; else why there is none. */
export async function startMariaDb(folder: string): Promise<Server | { readonly why: string }> {
  const found = unpacked("mariadb", ["mariadb-server-core", "libaio1", "libnuma1", "liburing2"]);
  if ("why" in found) return found;
  const usr = join(found.home, "usr");
  const [data, socket] = [join(folder, "data"), join(folder, "socket")];
  mkdirSync(data, { recursive: true });
  const options = {
    basedir: usr,
    datadir: data,
    socket,
    "innodb-flush-log-at-trx-commit": "0",
    // only root has to say that it means it
    ...(process.getuid?.() === 0 ? { user: "root" } : {}),
  };
  return startServer(
    folder,
    [
      join(usr, "sbin/mariadbd"),
      [
        "--no-defaults",
        "--skip-networking",
        "--skip-grant-tables",
        ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
      ],
    ],
    { LD_LIBRARY_PATH: ["usr/lib", "lib"].map((of) => join(found.home, of, "x86_64-linux-gnu")).join(":") },
    { LEADLINE_MYSQL_SOCKET: socket },
    () => existsSync(socket),
  );
}
