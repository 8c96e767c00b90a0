import { createHash } from "node:crypto";
import type { Section } from "../document.ts";
import { escapeXml } from "../escape.ts";
import { explorerScript } from "../explorer/script.ts";
import { explorerStyle } from "../explorer/widget.ts";
import { breakable, type HtmlWriter } from "./html.ts";
import { pageScript } from "./script.ts";
import { style } from "./style.ts";

const digestOf = (script: string): string =>
  `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

/** The page's policy: nothing is loaded and nothing is sent, and only scripts with the given digests run. */
const policyOf = (scripts: readonly string[]): string =>
  `default-src 'none'; script-src ${scripts.map(digestOf).join(" ")}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;

export interface Front {
  readonly title: string;
  readonly facts: string;
  readonly made: string;
  /** for whom it is; null: not stated */
  readonly preparedFor: string | null;
  /** text at the foot of each printed page: the run */
  readonly foot: string;
}

/** One file that needs no other: the outline, then the sections in order. */
export function page(front: Front, sections: readonly Section[], writer: HtmlWriter): string {
  const outline = sections
    .map(({ id, short }) => `<li><a href="#${id}">${escapeXml(short)}</a></li>`)
    .join("\n");
  const body = sections
    .map(
      ({
        id,
        title,
        blocks,
        appendix,
      }) => `<section id="${id}"${appendix ? ' class="appendix"' : ""} aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${escapeXml(title).replace(/\S+/g, breakable)}</h2>
${writer.blocks(blocks)}
</section>`,
    )
    .join("\n");
  const scripts = [pageScript, ...(writer.explores ? [explorerScript] : [])];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(front.title)}</title>
<style>${style}${writer.explores ? explorerStyle : ""}
@page{@bottom-left{content:"${front.foot.replace(/[^\w .:-]/g, "")}"}}
</style>
</head>
<body>
<a class="skip" href="#verdict">To the verdict</a>
<div class="page">
<nav id="contents" aria-labelledby="contents-heading">
<h2 id="contents-heading">Contents</h2>
<ul>
${outline}
</ul>
</nav>
<main>
<header>
<p class="kind">${front.preparedFor === null ? "Which leads should sales get?" : `Prepared for <bdi>${escapeXml(front.preparedFor)}</bdi>`}</p>
<h1><bdi>${escapeXml(front.title)}</bdi></h1>
<p class="facts">${escapeXml(front.facts)}</p>
</header>
${body}
<footer><label class="switch"><input type="checkbox" id="appendix"> Print the appendix too</label>
<p>${escapeXml(front.made)}</p></footer>
</main>
</div>
<a class="contents" href="#contents">Contents</a>
${writer.notes()}
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}
