import { colours } from "../charts/theme.ts";

const light = Object.entries(colours)
  .map(([role, value]) => `--${role}:${value}`)
  .join(";");

/** The same roles on a dark page: Okabe and Ito's hues, lighter, so that each stands 3:1 or more from the paper. */
const dark: Readonly<Record<keyof typeof colours, string>> = {
  ink: "#e8eaed",
  muted: "#a4acb5",
  grid: "#32383f",
  paper: "#14181c",
  incumbent: "#98a0a8",
  c1: "#58aee6",
  c2: "#f58b52",
  c3: "#33c496",
  c4: "#e3a1c6",
  c5: "#8fd3f5",
  c6: "#f2bc4b",
};
const darkVariables = Object.entries(dark)
  .map(([role, value]) => `--${role}:${value}`)
  .join(";");

/** System fonts, hairlines, one column of text and charts to 960 px with the outline beside it where there is room. */
export const style = `
:root{color-scheme:light dark;${light};--accent:#005f96;--wash:#f4f6f8}
@media(prefers-color-scheme:dark){:root{${darkVariables};--accent:#7cc0ee;--wash:#1d2227}}
*{box-sizing:border-box}
html{scroll-padding-top:16px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;overflow-wrap:break-word}
svg{display:block;max-width:100%;height:auto;font-family:inherit;font-variant-numeric:tabular-nums}
a{color:var(--accent);text-underline-offset:2px}
a.term{color:inherit;text-decoration:underline dotted var(--muted)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:8px;background:var(--paper);padding:4px 8px;z-index:1}
.page{display:grid;grid-template-columns:minmax(0,1fr);max-width:1240px;margin:0 auto;padding:0 16px}
main{min-width:0;max-width:960px;order:1}
nav{order:2;padding:24px 0 48px;border-top:1px solid var(--grid)}
nav ul{list-style:none;margin:0;padding:0}
nav a{display:block;padding:6px 0;text-decoration:none}
nav a:hover{text-decoration:underline}
nav h2{font-size:13px;font-weight:600;color:var(--muted);margin:0 0 6px;border:0;padding:0}
header{padding:32px 0 0}
header .kind{color:var(--muted);font-size:14px;margin:0 0 4px}
main p,main li,h1,h2,h3,dt,dd{overflow-wrap:anywhere}
h1{font-size:24px;line-height:1.25;margin:0;letter-spacing:-.01em}
header .facts{color:var(--muted);font-size:14px;margin:6px 0 0}
section{padding-top:28px}
section#verdict{padding-top:24px}
h2{font-size:22px;line-height:1.3;margin:0 0 12px;padding-top:20px;border-top:1px solid var(--grid);letter-spacing:-.01em}
section#verdict h2{border:0;padding:0;font-size:14px;font-weight:600;color:var(--muted);letter-spacing:0;margin-bottom:4px}
h3{font-size:17px;line-height:1.35;margin:28px 0 8px}
p,ul,dl.terms{max-width:70ch;margin:0 0 12px}
p.lead{font-size:22px;line-height:1.4;font-weight:500;letter-spacing:-.005em;margin-bottom:16px}
p.note,figcaption{color:var(--muted);font-size:14px;line-height:1.5;max-width:70ch}
ul{padding-left:20px}li{margin:4px 0}li::marker{color:var(--muted)}
.muted{color:var(--muted)}
.name{font-weight:600}
.tag{display:inline-block;font-size:12px;line-height:1.5;color:var(--muted);border:1px solid var(--grid);border-radius:3px;padding:0 5px;white-space:nowrap}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--wash);padding:12px;overflow-x:auto;margin:0 0 12px}
figure{margin:32px 0;break-inside:avoid}
figure h3{margin:0 0 12px;max-width:60ch}
figcaption{margin-top:8px}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:20px}
.panels.pairs{max-width:720px}
.panels svg{width:100%}
.panels p.panel{margin:0 0 2px;font-size:14px;font-weight:600}
.chart{max-width:720px}
.narrow{display:none}
details{margin:8px 0}
details.large{margin:0;border-bottom:1px solid var(--grid);padding:6px 0}
details.large>summary{width:auto;padding:8px 0}
details.large>summary h3{display:inline;margin:0;color:var(--ink)}
summary{cursor:pointer;color:var(--accent);font-size:14px;padding:4px 0;width:fit-content}
.scroll{overflow-x:auto;margin:0 0 12px}
table{border-collapse:collapse;font-size:14px;line-height:1.4;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);font-size:13px;padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:7px 20px 7px 0;border-bottom:1px solid var(--grid)}
th:last-child,td:last-child{padding-right:4px}
tr.group th{padding-top:16px}
thead th{font-weight:500;color:var(--muted);font-size:13px;vertical-align:bottom}
tbody th{font-weight:400;max-width:34ch;overflow-wrap:anywhere}
code{overflow-wrap:anywhere}
table.cards tbody th{min-width:11em}
table.sortable tbody th{min-width:11em;position:relative}
tbody th:has(.swatch){padding-left:18px}
tr.strong>*{background:var(--wash)}
.number{text-align:right}
.sub{display:block;color:var(--muted);font-size:12px}
td.number .value,td.number .sub{white-space:nowrap}
td.number .sub.long{white-space:normal}
th button{all:unset;cursor:pointer;color:var(--muted);padding:0 2px 0 5px}
th button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.swatch{display:inline-block;width:10px;height:10px;border-radius:50%;margin:0 8px 0 -18px}
.bar{position:relative;display:inline-block;width:120px;height:12px;margin-right:10px;vertical-align:-1px;background:linear-gradient(var(--muted),var(--muted)) 50% 0/1px 100% no-repeat}
.bar i{position:absolute;top:1px;bottom:1px}
.bar.faint i{opacity:.35}
.bar .more{background:var(--c1)}.bar .less{background:var(--c2)}
dl.terms div{padding:6px 0;border-bottom:1px solid var(--grid)}
dt{font-weight:600}dd{margin:0}
footer{color:var(--muted);font-size:13px;padding:32px 0 48px}
@media(min-width:1080px){
.page{grid-template-columns:184px minmax(0,1fr);column-gap:48px;padding:0 32px}
nav{order:0;position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;border:0;padding:40px 0;font-size:14px}
nav a{padding:4px 0}
header .contents{display:none}
}
@media(max-width:759px){
.wide{display:none}.narrow{display:block}
p.lead{font-size:20px}h2{font-size:20px}
table.cards,table.cards tbody,table.cards tr,table.cards caption{display:block;width:100%}
table.cards thead{position:absolute;left:-9999px}
table.cards tr{display:grid;grid-template-columns:1fr 1fr;gap:8px 16px;padding:12px 0;border-bottom:1px solid var(--grid)}
table.cards th,table.cards td{border:0;padding:0;text-align:left;display:block;max-width:none}
table.cards tbody th{grid-column:1/-1;font-size:15px}
table.cards tbody th:has(.swatch){padding-left:18px}
table.cards td::before{content:attr(data-label);display:block;color:var(--muted);font-size:12px}
tr.strong>*{background:none}
.bar{width:54px;display:block;margin:4px 0}
.bar+.value{display:block;width:54px;text-align:center}
table:not(.cards) th,table:not(.cards) td{padding-right:10px}
table:not(.cards) tbody th{min-width:7.5em}
}
@media print{
@page{margin:16mm}
:root{color-scheme:light;${light};--accent:#005f96;--wash:#f4f6f8}
body{font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
table{font-size:9pt}th,td{padding-top:4px;padding-bottom:4px}.sub{font-size:8pt}
nav,.skip,header .contents,th button{display:none}
table:not(.cards) tbody th{min-width:6.5em}
.page{display:block;padding:0;max-width:none}
a{color:inherit;text-decoration:none}
figure{break-inside:auto;margin:20px 0}
h2,h3,.chart,.panels>div,table.cards,tr,figcaption,li{break-inside:avoid}
h2,h3,summary,caption,thead,tr.group{break-after:avoid}
figcaption{break-before:avoid}
.scroll{overflow:visible}
}`;
