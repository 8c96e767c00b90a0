import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** The system's browsers, in the order in which they are tried. */
const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A real Chromium: the one that LEADLINE_BROWSER names, the system's, or the one that npm brought (with the libraries
 * it needs, unpacked into a folder of its own). Gives the reason where none starts.
 */
export async function launchBrowser(): Promise<Browser | string> {
  const named = process.env.LEADLINE_BROWSER;
  const path = named ?? installed.find((file) => existsSync(file));
  const reasons: string[] = [];
  if (path !== undefined) {
    const started = await start(path);
    if (typeof started !== "string") return started;
    reasons.push(started);
  }
  if (named === undefined) {
    const started = await startPacked();
    if (typeof started !== "string") return started;
    reasons.push(started);
  }
  return `no browser starts here: ${reasons.join("; ")}`;
}

const programs = new WeakMap<Browser, string>();

/** The program of a browser that `launchBrowser` started, as LEADLINE_BROWSER takes it. */
export const programOf = (browser: Browser): string => programs.get(browser) ?? "";

async function start(executablePath: string): Promise<Browser | string> {
  try {
    const browser = await chromium.launch({ executablePath, args: flags });
    programs.set(browser, executablePath);
    return browser;
  } catch (error) {
    const [first = "unknown"] = String(error).split("\n");
    return `${executablePath}: ${first}`;
  }
}

/** What the package sets or reads: it is put back. */
const lent = ["TMPDIR", "AWS_LAMBDA_JS_RUNTIME", "FONTCONFIG_PATH", "LD_LIBRARY_PATH"];

/**
 * It unpacks into $TMPDIR whatever its version, and its libraries only where it takes itself to be in the cloud. Its
 * fonts.conf names a folder that is not this one: without fonts every text is of width 0.
 */
async function startPacked(): Promise<Browser | string> {
  const kept = lent.map((name) => [name, process.env[name]] as const);
  try {
    const folder = mkdtempSync(join(tmpdir(), "leadline-chromium-"));
    process.env.TMPDIR = folder;
    process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs20.x";
    const { default: packed } = await import("@sparticuz/chromium");
    const path = await packed.executablePath();
    const fonts = join(folder, "fonts.conf");
    writeFileSync(
      fonts,
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(folder, "fonts")}</dir><dir>/usr/share/fonts</dir><cachedir>${join(folder, "cache")}</cachedir></fontconfig>`,
    );
    const program = join(folder, "chrome");
    writeFileSync(
      program,
      `#!/bin/sh\nexport LD_LIBRARY_PATH='${join(folder, "al2023", "lib")}' FONTCONFIG_FILE='${fonts}'\nexec '${path}' "$@"\n`,
      { mode: 0o755 },
    );
    const started = await start(program);
    const clear = (): void => rmSync(folder, { recursive: true, force: true });
    if (typeof started === "string") clear();
    else started.on("disconnected", clear);
    return started;
  } catch (error) {
    return `@sparticuz/chromium: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    for (const [name, value] of kept) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
