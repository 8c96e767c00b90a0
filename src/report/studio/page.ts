import { createHash } from "node:crypto";
import { escapeXml } from "../escape.ts";
import { explorerStyle } from "../explorer/widget.ts";
import { style } from "../page/style.ts";
import { studioScript } from "./script.ts";

export interface StudioPage {
  readonly policy: string;
  readonly html: string;
}

/**
 * The studio's page: what may be edited, and the report of the last replay in a frame below. Each request carries
 * `token`.
 */
export function studioPage(title: string, file: string, token: string): StudioPage {
  const digest = createHash("sha256").update(studioScript).digest("base64");
  return {
    policy: `default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'; connect-src 'self'; frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="leadline-token" content="${escapeXml(token)}">
<title>Studio: ${escapeXml(title)}</title>
<style>${style}${explorerStyle}${studioStyle}</style>
</head>
<body>
<main class="studio">
<header><p class="kind">Leadline studio, on this machine alone</p><h1><bdi>${escapeXml(title)}</bdi></h1>
<p class="facts">Edits <bdi>${escapeXml(file)}</bdi>. The data are loaded and the models fitted once; an edit replays the past quarters at once.</p></header>
<section aria-labelledby="edit-heading">
<h2 id="edit-heading">Definitions and capacity</h2>
<p class="try"><strong>Each definition that you replay counts as a try</strong> and is logged as one: the more are tried, the surer a change must be.</p>
<div id="definitions"></div>
<div class="row"><label>New definition <input id="new-name" placeholder="name" spellcheck="false"></label><button type="button" id="add">Add</button></div>
<div class="row" id="capacity"><label>Reps <input id="reps" type="number" min="0" step="any"></label><label>Leads a rep and working day <input id="rate" type="number" min="0" step="any"></label></div>
<p class="buttons"><button type="button" id="replay">Replay</button> <button type="button" id="save">Save into the study</button> <button type="button" id="discard">Discard edits</button></p>
<p id="state" role="status"></p>
<pre id="faults" role="alert" hidden></pre>
</section>
<section aria-labelledby="found-heading" id="found" hidden>
<h2 id="found-heading"></h2>
<p class="lead" id="says"></p>
<div class="scroll" data-label="Definitions"><table id="rows"></table></div>
<p class="note" id="tries"></p>
</section>
<section aria-labelledby="report-heading" id="report-part" hidden>
<h2 id="report-heading">The report of this replay</h2>
<iframe id="report" title="The report of this replay"></iframe>
</section>
</main>
<script>${studioScript}</script>
</body>
</html>
`,
  };
}

const studioStyle = `
main.studio{max-width:1100px;margin:0 auto;padding:0 16px 48px}
.studio .try{border-left:3px solid var(--muted);padding-left:12px;font-size:14px;max-width:76ch}
.studio .definition{display:grid;grid-template-columns:minmax(8em,14em) 1fr auto;gap:8px 12px;align-items:start;margin:0 0 10px}
.studio .definition label{font-weight:600;padding-top:6px;overflow-wrap:anywhere}
.studio textarea{width:100%;min-height:38px;resize:vertical;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:14px;field-sizing:content}
.studio .definition.edited label::after{content:" (edited)";font-weight:400;color:var(--muted)}
.studio .definition.gone textarea{text-decoration:line-through;opacity:.6}
.studio .row{display:flex;flex-wrap:wrap;gap:12px 20px;align-items:end;margin:12px 0}
.studio .row label{font-size:14px;color:var(--muted)}.studio .row input{display:block;margin-top:2px;width:14em}
.studio #faults{white-space:pre-wrap;border-left:3px solid var(--ink)}
.studio iframe{width:100%;height:80vh;border:1px solid var(--grid);background:var(--paper)}
.studio iframe[aria-busy]{opacity:.4}
.studio button:disabled{opacity:.5;cursor:default}
@media(max-width:600px){.studio .definition{grid-template-columns:1fr auto}.studio .definition label{grid-column:1/-1}}
`;
