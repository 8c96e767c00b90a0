import { colours } from "../charts/theme.ts";

const light = Object.entries(colours)
  .map(([role, value]) => `--${role}:${value}`)
  .join(";");

/** The same roles on a dark page, each with a contrast of 3:1 or more to the paper. */
const dark: Readonly<Record<keyof typeof colours, string>> = {
  ink: "#e8eaed",
  muted: "#a4acb5",
  grid: "#32383f",
  paper: "#14181c",
  incumbent: "#98a0a8",
  c1: "#58aee6",
  rest: "#3f7fa8",
  plain: "#b4bec8",
};
const darkVariables = Object.entries(dark)
  .map(([role, value]) => `--${role}:${value}`)
  .join(";");

/**
 * System fonts, hairlines, one column of text and charts up to 960 px wide, with the outline beside it where there is
 * room.
 */
export const style = `
:root{color-scheme:light dark;${light};--accent:#005f96;--wash:#f4f6f8;--edge:#1b1f2433}
@media(prefers-color-scheme:dark){:root{${darkVariables};--accent:#7cc0ee;--wash:#1d2227;--edge:#0009}}
*{box-sizing:border-box}
html{scroll-padding-top:16px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;overflow-wrap:break-word}
svg{display:block;max-width:100%;height:auto;font-family:inherit;font-variant-numeric:tabular-nums}
a{color:var(--accent);text-underline-offset:2px}
button.term{all:unset;cursor:pointer;text-decoration:underline dotted var(--muted);text-underline-offset:2px}
button.term:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
th button.term{display:inline-block;min-height:24px}
.explained{position:fixed;inset:auto 16px 24px;margin:0 auto;max-width:46ch;padding:12px 16px;border:1px solid var(--muted);border-radius:4px;background:var(--paper);color:var(--ink);font-size:15px;font-weight:400;line-height:1.45;text-align:left;white-space:normal}
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
section#verdict h2{border:0;padding:0;font-size:22px;line-height:1.3;max-width:46ch;margin-bottom:8px}
section#verdict figure{margin:20px 0 12px}
section#verdict figure>h3,section#verdict .columns h3{font-size:16px}
h3{font-size:17px;line-height:1.35;margin:28px 0 8px}
p,ul,dl.terms{max-width:70ch;margin:0 0 12px}
p.lead{font-size:18px;line-height:1.5;max-width:76ch;margin-bottom:16px}
ul.strip{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:0;margin:0 0 8px;padding:0;max-width:none;border-top:1px solid var(--grid);border-bottom:1px solid var(--grid)}
ul.strip li{margin:0;padding:10px 16px;border-left:1px solid var(--grid)}
ul.strip li:first-child{border:0;padding-left:0}
ul.strip strong{display:block;font-size:18px;line-height:1.3;font-variant-numeric:tabular-nums}
ul.strip span{color:var(--muted);font-size:13px}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:32px;max-width:900px}
.columns>div:only-child{grid-column:1/-1}
.columns h3{margin:8px 0}
ol{max-width:70ch;margin:0 0 12px;padding-left:20px}
p.lines{display:flex;flex-wrap:wrap;gap:12px 24px;max-width:none;margin:20px 0;font-size:14px}
p.lines span{flex:1 1 200px;display:flex;gap:8px;align-items:end;white-space:nowrap}
p.lines span::after{content:"";flex:1;border-bottom:1px solid var(--muted)}
p.note,figcaption{color:var(--muted);font-size:14px;line-height:1.5;max-width:70ch}
ul{padding-left:20px}li{margin:4px 0}li::marker{color:var(--muted)}
.muted{color:var(--muted)}
.name{font-weight:600}
.whole{white-space:nowrap}
table.sortable th:last-child{min-width:92px}
svg.spark{display:inline-block;vertical-align:middle;overflow:visible}
svg.spark+.value{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
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
.scroll{position:relative;overflow-x:auto;margin:0 0 12px}
.scroll[tabindex]{background:linear-gradient(to left,var(--paper) 40%,transparent) 100% 0/48px 100% no-repeat local,linear-gradient(to left,var(--edge),transparent) 100% 0/14px 100% no-repeat scroll}
table{border-collapse:collapse;font-size:14px;line-height:1.4;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);font-size:13px;padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:7px 20px 7px 0;border-bottom:1px solid var(--grid)}
th:last-child,td:last-child{padding-right:4px}
tr.group th{padding-top:16px}
thead th{font-weight:500;color:var(--muted);font-size:13px;vertical-align:bottom}
tbody th{font-weight:400;max-width:34ch;overflow-wrap:break-word}
code{overflow-wrap:anywhere}
table.cards tbody th{min-width:11em}
table.sortable tbody th{min-width:11em}
tbody th:has(.swatch){padding-left:18px;position:relative}
tr.strong>*{background:var(--wash)}
.number{text-align:right}
.sub{display:block;color:var(--muted);font-size:12px}
td.number .value,td.number .sub{white-space:nowrap}
.sub.long{max-width:34ch}td.number .sub.long{white-space:normal;min-width:9em;max-width:18em;margin-left:auto}
table.pages thead th{position:sticky;top:0;background:var(--paper)}
th button:not(.term){all:unset;cursor:pointer;min-height:24px;min-width:24px}
th button:not(.term):hover{text-decoration:underline}
th button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.swatch{position:absolute;left:0;top:12px;width:10px;height:10px;border-radius:50%}
.bar{position:relative;display:inline-block;width:120px;height:12px;margin-right:10px;vertical-align:-1px;background:linear-gradient(var(--muted),var(--muted)) 50% 0/1px 100% no-repeat}
.bar i{position:absolute;top:1px;bottom:1px}
.bar.faint i{opacity:.35}
.bar .more{background:var(--plain)}.bar .less{box-shadow:inset 0 0 0 1.5px var(--plain)}
nav a[aria-current]{font-weight:600;color:var(--ink)}
a.contents{position:fixed;right:12px;bottom:12px;background:var(--paper);border:1px solid var(--muted);border-radius:4px;padding:8px 12px;font-size:14px;text-decoration:none}
footer .switch{font-size:14px;color:var(--ink)}
dl.terms div{padding:6px 0;border-bottom:1px solid var(--grid)}
dt{font-weight:600}dd{margin:0}
footer{color:var(--muted);font-size:13px;padding:32px 0 48px}
@media(min-width:1080px){
.page{grid-template-columns:184px minmax(0,1fr);column-gap:48px;padding:0 32px}
nav{order:0;position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;border:0;padding:40px 0;font-size:14px}
nav a{padding:4px 0}
a.contents{display:none}
}
@media screen and (min-width:760px) and (max-width:900px){
table.sortable :is(th,td){padding-right:7px}
table.cards.sortable tbody th{min-width:8.5em}table.sortable th:last-child{min-width:86px}
table.sortable td.number .sub.long{min-width:6.5em}
}
@media screen and (max-width:759px){
.wide{display:none}.narrow{display:block}
p.lead{font-size:17px}h2,section#verdict h2{font-size:20px}
ul.strip{grid-template-columns:1fr 1fr}ul.strip li:nth-child(odd){border-left:0;padding-left:0}ul.strip li:nth-child(n+3){border-top:1px solid var(--grid)}ul.strip li:last-child:nth-child(odd){grid-column:1/-1}
.columns{grid-template-columns:1fr;gap:8px}
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
.scroll[tabindex] tbody tr:not(.group)>th{position:sticky;left:0;background:var(--paper)}
.scroll[tabindex] thead th{min-width:4.5em}
}
@media print{
@page{size:A4;margin:14mm 14mm 18mm;@bottom-right{content:counter(page) " / " counter(pages)}}
@page{@bottom-left{font-size:8pt;color:#59616a}@bottom-right{font-size:8pt;color:#59616a}}
:root{color-scheme:light;${light};--accent:#005f96;--wash:#f4f6f8}
body{font-size:10pt;line-height:1.4;print-color-adjust:exact;-webkit-print-color-adjust:exact}
body:not(:has(#appendix:checked)) :is(.appendix,details:not([open])){display:none}
table{font-size:8pt}thead th{font-size:8pt}th,td{padding:4px 8px 4px 0}.sub{font-size:7pt}td.number .sub.long{min-width:6em}.tag{font-size:7pt}
nav,.skip,a.contents,footer .switch,.explained{display:none}
p,ul,ol,li,p.note,figcaption,p.lead,dl.terms,section#verdict h2{max-width:none}p.note,figcaption,caption{font-size:8.5pt}
header{padding:0}section,section#verdict{padding-top:10px}
h1{font-size:15pt}h2,section#verdict h2{font-size:13pt}h2{padding-top:10px}h3{font-size:11pt;margin:12px 0 4px}p.lead{font-size:11pt}
ul.strip{grid-template-columns:repeat(auto-fit,minmax(90px,1fr))}ul.strip strong{font-size:11pt}ul.strip span{font-size:8pt}ul.strip li{border-top:0;padding:6px 10px}
.columns{grid-template-columns:1fr 1fr;max-width:none;gap:20px}
table.cards tbody th,table.sortable tbody th{min-width:7em}
.chart{max-width:150mm}.panels{grid-template-columns:repeat(3,1fr);gap:12px}
.page{display:block;padding:0;max-width:none}
main{max-width:none}
a{color:inherit;text-decoration:none}
button.term{text-decoration:none}
th button span{display:none}
figure{break-inside:auto;margin:14px 0}
h2,h3,.chart,.panels>div,table.cards,tr,figcaption,li,.columns,p.lines{break-inside:avoid}
h2,h3,summary,caption,thead,tr.group{break-after:avoid}
figcaption{break-before:avoid}
.scroll{overflow:visible}
}`;
