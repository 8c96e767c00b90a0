import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { defined } from "../../base/defined.ts";
import { exits, refuse } from "../../base/errors.ts";
import { browserFailed, endedEarly, noPipe } from "../../base/messages/ship/forms.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names on the path, then the usual places on each system. */
const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
  "msedge",
  "brave-browser",
];

const places = ({ ProgramFiles, "ProgramFiles(x86)": x86, LOCALAPPDATA }: Environment) => [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ...[ProgramFiles, x86, LOCALAPPDATA].flatMap((folder) =>
    folder === undefined
      ? []
      : [
          join(folder, "Google", "Chrome", "Application", "chrome.exe"),
          join(folder, "Microsoft", "Edge", "Application", "msedge.exe"),
        ],
  ),
];

/**
 * The browser that LEADLINE_BROWSER names (a path, or a name on the path), otherwise the first that is found; null:
 * none.
 */
export function findBrowser(env: Environment = process.env): string | null {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const ends = process.platform === "win32" ? [".exe", ""] : [""];
  const onPath = (name: string): readonly string[] =>
    isAbsolute(name) ? [name] : folders.flatMap((folder) => ends.map((end) => join(folder, name + end)));
  const named = env.LEADLINE_BROWSER?.trim() ?? "";
  const all = named === "" ? [...names.flatMap(onPath), ...places(env)] : onPath(named);
  return all.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** How long a page may take to print, in milliseconds. */
const longest = 60_000;

/**
 * A page as PDF, by its print rules, with an outline of its headings. The browser has a profile of its own, gets
 * nothing but the page, and is controlled through a pipe (the DevTools protocol), which every Chromium has.
 * @param html a page that needs no other file
 * @throws LeadlineError exit 4 where the browser prints nothing
 */
export async function printed(html: string, browser: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "leadline-pdf-"));
  const page = join(folder, "page.html");
  await writeFile(page, html);
  const child = spawn(
    browser,
    [
      "--headless",
      "--remote-debugging-pipe",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--user-data-dir=${join(folder, "profile")}`,
      // a sandbox does not start for root, as in most containers; the page is our own and loads nothing
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"], timeout: longest },
  );
  const closed = new Promise<void>((resolve) =>
    child.once("close", () => resolve()).once("error", () => resolve()),
  );
  try {
    const talk = new Talk(child);
    const { targetId } = await talk.ask("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await talk.ask("Target.attachToTarget", { targetId, flatten: true });
    await talk.ask("Page.enable", {}, sessionId);
    const loaded = talk.event("Page.loadEventFired");
    await talk.ask("Page.navigate", { url: pathToFileURL(page).href }, sessionId);
    await loaded;
    const { data } = await talk.ask(
      "Page.printToPDF",
      {
        preferCSSPageSize: true,
        printBackground: true,
        generateTaggedPDF: true,
        generateDocumentOutline: true,
      },
      sessionId,
    );
    return Buffer.from(String(data), "base64");
  } catch (error) {
    return refuse(exits.io, browserFailed(browser, error instanceof Error ? error.message : String(error)));
  } finally {
    child.kill();
    await closed;
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
  }
}

type Values = Readonly<Record<string, unknown>>;

const isValues = (value: unknown): value is Values => typeof value === "object" && value !== null;

/** Questions and answers over a browser's pipe: JSON messages, each ended by a NUL. */
class Talk {
  readonly #to: Writable;
  readonly #asked = new Map<number, (answer: Values) => void>();
  readonly #awaited = new Map<string, () => void>();
  readonly #ended: Promise<never>;
  #count = 0;

  constructor(child: ChildProcess) {
    const [to, from] = [child.stdio[3], child.stdio[4]];
    if (!(to instanceof Writable) || !(from instanceof Readable)) throw new Error(noPipe);
    this.#to = to;
    this.#ended = new Promise((_, reject) => {
      child.once("error", reject);
      child.once("close", () => reject(new Error(endedEarly)));
    });
    // where it ends as it should nobody waits for it
    this.#ended.catch(() => undefined);
    to.on("error", () => undefined);
    let rest = "";
    from.setEncoding("utf8").on("data", (text: string) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop() ?? "";
      for (const message of messages) this.#heard(JSON.parse(message));
    });
  }

  /** Calls a method and gives its answer. */
  ask(method: string, params: Values, sessionId?: unknown): Promise<Values> {
    const id = ++this.#count;
    const answered = new Promise<Values>((resolve, reject) => {
      this.#asked.set(id, ({ result, error }) =>
        isValues(result)
          ? resolve(result)
          : reject(new Error(isValues(error) ? String(error.message) : `${method} failed`)),
      );
    });
    this.#to.write(`${JSON.stringify({ id, method, params, ...defined({ sessionId }) })}\0`);
    return Promise.race([answered, this.#ended]);
  }

  event(method: string): Promise<void> {
    return Promise.race([new Promise<void>((resolve) => this.#awaited.set(method, resolve)), this.#ended]);
  }

  #heard(message: unknown): void {
    if (!isValues(message)) return;
    if (typeof message.id === "number") this.#asked.get(message.id)?.(message);
    else this.#awaited.get(String(message.method))?.();
  }
}
