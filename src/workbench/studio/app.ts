import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import * as z from "zod";
import { defined } from "../../base/defined.ts";
import { formatFault, LeadlineError } from "../../base/errors.ts";
import { foreignHost, noBodyOfEdits, replayGone } from "../../base/messages/studio.ts";
import { studioPage } from "../../report/studio/page.ts";
import type { Edits } from "./edit.ts";
import type { StudioSession } from "./session.ts";

const request = z.strictObject({
  base: z.string(),
  edits: z.strictObject({
    definitions: z.record(z.string(), z.string().nullable()),
    capacity: z.strictObject({
      reps: z.number().optional(),
      leads_per_rep_per_day: z.number().optional(),
    }),
  }),
});

/** The most characters of a request that are read. */
const longest = 1_000_000;

/** Added to every reply: it must not be cached, framed by other pages, or taken for another type. */
const careful = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * The studio's pages and requests. Only requests to the printed address are answered (not a foreign name that resolves
 * to this machine), only the studio's own pages may send one, and each must carry the token that they were given.
 * @param hosts `127.0.0.1:4680` and other names for it
 */
export function studioApp(
  session: StudioSession,
  hosts: readonly string[],
  token: string = randomUUID(),
): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const host = c.req.header("host") ?? "";
    const origin = c.req.header("origin");
    const site = c.req.header("sec-fetch-site");
    const own =
      hosts.includes(host) &&
      (origin === undefined || hosts.some((name) => origin === `http://${name}`)) &&
      (site === undefined || site === "same-origin" || site === "none");
    const opening = c.req.method === "GET" && !c.req.path.startsWith("/api/");
    if (!own || (!opening && c.req.header("x-leadline") !== token))
      return c.text(foreignHost(), 403, careful);
    await next();
    for (const [name, value] of Object.entries(careful)) c.res.headers.set(name, value);
    return undefined;
  });
  app.get("/", (c) => {
    const { policy, html } = studioPage(session.study.title ?? session.study.study, session.file, token);
    return c.html(html, 200, { "content-security-policy": policy });
  });
  app.get("/report/:id", async (c) => {
    const html = await session.report(c.req.param("id"));
    return html === null ? c.text(replayGone, 404) : c.html(html, 200, { "x-frame-options": "SAMEORIGIN" });
  });
  app.get("/api/study", async (c) => c.json(await session.read()));
  app.post("/api/replay", async (c) => {
    const { edits, base } = await asked(c.req.raw);
    return c.json(await session.replay(edits, base));
  });
  app.post("/api/save", async (c) => {
    const { edits, base } = await asked(c.req.raw);
    return c.json(await session.save(edits, base));
  });
  app.onError((error, c) => {
    if (error instanceof LeadlineError) {
      const stale = error.faults.some(({ code }) => code === "saved-elsewhere");
      return c.json({ faults: error.faults.map(formatFault) }, stale ? 409 : 400);
    }
    if (error instanceof Unread) return c.json({ faults: [noBodyOfEdits()] }, 400);
    return c.json({ faults: [error.message] }, 500);
  });
  return app;
}

class Unread extends Error {}

async function asked(of: Request): Promise<{ readonly edits: Edits; readonly base: string }> {
  const text = await of.text();
  if (text.length > longest) throw new Unread();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Unread();
  }
  const parsed = request.safeParse(body);
  if (!parsed.success) throw new Unread();
  const { edits, base } = parsed.data;
  const { reps, leads_per_rep_per_day: rate } = edits.capacity;
  return {
    base,
    edits: {
      definitions: edits.definitions,
      capacity: {
        ...defined({ reps, leads_per_rep_per_day: rate }),
      },
    },
  };
}
