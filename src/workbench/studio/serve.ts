import type { AddressInfo } from "node:net";
import { exits, refuse } from "../../base/errors.ts";
import { portTaken } from "../../base/messages/studio.ts";
import { codeOf } from "../folder/whole.ts";
import { type StudioOptions, StudioSession } from "./session.ts";

export interface StudioServer {
  /** `http://127.0.0.1:4680/` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Loads and fits a study, and serves its studio on 127.0.0.1 only.
 * @param port 0: any free port
 * @throws LeadlineError exit 4 where the port is taken; and the errors of opening a session
 */
export async function serveStudio(
  options: StudioOptions & { readonly port?: number },
): Promise<StudioServer> {
  const session = await StudioSession.open(options);
  const [{ createAdaptorServer }, { studioApp }] = await Promise.all([
    import("@hono/node-server"),
    import("./app.ts"),
  ]);
  const wanted = options.port ?? 0;
  // the app's hosts are known once the port is
  let answer: ReturnType<typeof studioApp>["fetch"] = () => new Response(null, { status: 503 });
  const server = createAdaptorServer({ fetch: (of, env) => answer(of, env), hostname: "127.0.0.1" });
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(wanted, "127.0.0.1", () => done());
  }).catch((error: unknown) => refuse(exits.io, portTaken(wanted, codeOf(error))));
  const address = server.address();
  const port = isPlace(address) ? address.port : wanted;
  answer = studioApp(session, [`127.0.0.1:${port}`, `localhost:${port}`]).fetch;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

const isPlace = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === "object" && address !== null;
