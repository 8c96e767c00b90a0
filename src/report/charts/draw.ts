import { createHash } from "node:crypto";
import { escapeXml, oneLine } from "../escape.ts";
import { colours, roleVariable } from "./theme.ts";
import type { Chart, Spec } from "./type.ts";

/** A chart as SVG: with the theme's variables for the page, and with fixed colours as a file of its own. */
export interface Drawn {
  readonly inline: { readonly wide: string; readonly narrow: string | null };
  readonly file: string;
}

/** Draws one spec as SVG. */
export type Draw = (spec: Spec) => Promise<string>;

/** Draws charts. Vega is loaded when the first chart is drawn, so that nothing else waits for it. */
export async function drawCharts(
  charts: readonly Chart[],
  draw: Draw = svgOf,
): Promise<ReadonlyMap<string, Drawn>> {
  const begun = charts.map((chart) => ({
    ...chart,
    wide: onceDrawn(chart.wide, draw),
    narrow: chart.narrow === null ? null : onceDrawn(chart.narrow, draw),
  }));
  const drawn = new Map<string, Drawn>();
  for (const { id, alternative, ...specs } of begun) {
    if (drawn.has(id)) throw new RangeError(`two charts are called ${id}`);
    const [wide, narrow] = await Promise.all([specs.wide, specs.narrow]);
    drawn.set(id, {
      inline: {
        wide: onPage(wide, alternative),
        narrow: narrow === null ? null : onPage(narrow, alternative),
      },
      file: asFile(wide, alternative),
    });
  }
  return drawn;
}

/** What this process has drawn or begun to, by the digest of its spec, what was used last at the end. */
const known = new Map<string, Promise<string>>();
const mostKnown = 256;

/** Draws a spec unless this process has drawn it before: the studio and sweeps make similar pages again and again. */
function onceDrawn(spec: Spec, draw: Draw): Promise<string> {
  const key = createHash("sha256").update(JSON.stringify(spec)).digest("base64");
  const svg = known.get(key) ?? draw(spec);
  known.delete(key);
  known.set(key, svg);
  svg.catch(() => known.delete(key));
  for (const oldest of known.keys()) {
    if (known.size <= mostKnown) break;
    known.delete(oldest);
  }
  return svg;
}

/** Vega numbers the definitions of a drawing in a process-wide count: one drawing at a time. */
let turn: Promise<unknown> = Promise.resolve();

/** Draws one spec; warnings of the compiler and the runtime go to `warn` (none is expected: a test holds us to it). */
export function svgOf(spec: Spec, warn: (message: string) => void = () => {}): Promise<string> {
  const drawn = turn.then(() => drawNow(spec, warn));
  turn = drawn.catch(() => undefined);
  return drawn;
}

async function drawNow(spec: Spec, warn: (message: string) => void): Promise<string> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const logger = vega.logger(vega.Warn, undefined, (_method, _level, input) => warn(input.join(" ")));
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(compile(spec, { logger }).spec), { renderer: "none", logger });
  try {
    return slim(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/**
 * An SVG without what Vega writes for live charts, and with places to a hundredth of a pixel. Only tags are changed,
 * since readers read the numbers between them.
 */
const slim = (svg: string): string =>
  svg
    .replace(/<[^>]*>/g, (tag) =>
      tag
        .replace(/^<path class="(?:background|foreground)".*/, "")
        .replace(/ (?:class|role|aria-roledescription|aria-hidden|pointer-events|aria-label)="[^"]*"/g, "")
        .replace(/ (?:opacity|stroke-opacity|fill-opacity)="1"/g, "")
        .replace(/ stroke-miterlimit="4"/g, "")
        .replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))),
    )
    .replace(/<g>(?:<g>)+<\/g>/g, "<g></g>")
    // an opening tag only: `<g .../>` before a parent's `</g>` is something else
    .replace(/<g(?:\s[^>]*[^/])?><\/g>/g, "");

const rootTag = /^<svg\b[^>]*>/;

/** An SVG for the page: colours become variables, and a screen reader gets one sentence instead of every mark. */
function onPage(svg: string, alternative: string): string {
  return svg
    .replace(rootTag, (root) =>
      root
        .replace(/ xmlns(:xlink)?="[^"]*"/g, "")
        .replace("<svg", `<svg role="img" aria-label="${escapeXml(alternative)}"`),
    )
    .replace(
      /(fill|stroke)="(#[0-9a-fA-F]{6})"/g,
      (_, attribute: string, value: string) => `${attribute}="${roleVariable(value)}"`,
    )
    .replace(/ font-family="[^"]*"/g, "");
}

function asFile(svg: string, alternative: string): string {
  const white = `<rect width="100%" height="100%" fill="${colours.paper}"/>`;
  return `${svg.replace(rootTag, (root) => `${root}<title>${escapeXml(oneLine(alternative))}</title>${white}`)}\n`;
}
