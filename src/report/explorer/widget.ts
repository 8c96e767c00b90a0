import { asScriptData, type ExplorerData } from "./data.ts";

/** The controls and the parts that they change, which `explorerScript` fills. Hidden until the script runs. */
export const explorerWidget = (
  data: ExplorerData,
): string => `<div class="explorer" id="explorer-live" hidden>
<p class="try" id="x-warning"><strong>Exploring counts as a try.</strong> The best of many cut-offs always looks a little better than it is. What you find here changes no verdict: add it to the study before you believe it.</p>
<div class="controls" role="group" aria-label="What to explore">
<label>Definition <select id="x-definition"></select></label>
<label class="slider"><span>Cut-off <output id="x-cutoff-shown" for="x-cutoff"></output></span><input type="range" id="x-cutoff" min="0" step="1"></label>
<label class="slider"><span>Capacity <output id="x-capacity-shown" for="x-capacity"></output></span><input type="range" id="x-capacity" min="0" step="1"></label>
<label>Quarter <select id="x-period"></select></label>
<label>Leads <select id="x-segment"></select></label>
<button type="button" id="x-reset">As the study has it</button>
</div>
<p class="lead" id="x-sentence" role="status"></p>
<div id="x-chart"></div>
<p class="note" id="x-note"></p>
<div class="columns">
<div><h3 id="x-quarters-title">By quarter</h3><div class="scroll" data-label="By quarter"><table id="x-quarters" aria-labelledby="x-quarters-title"></table></div></div>
<div id="x-segments-part"><h3 id="x-segments-title">By segment</h3><div class="scroll" data-label="By segment"><table id="x-segments" aria-labelledby="x-segments-title"></table></div></div>
</div>
<div id="x-pilot"><h3>A pilot of the definition as the study has it</h3>
<div class="controls" role="group" aria-label="The pilot">
<label class="slider"><span>Smallest gain worth having <output id="x-gain-shown" for="x-gain"></output></span><input type="range" id="x-gain" min="0" step="1"></label>
<label class="slider"><span>Share of the slots <output id="x-share-shown" for="x-share"></output></span><input type="range" id="x-share" min="0" step="1"></label>
</div>
<p id="x-pilot-sentence" role="status"></p></div>
<h3>Take it with you</h3>
<pre class="scroll" data-label="As study.yaml" id="x-yaml"></pre>
<p class="buttons"><button type="button" id="x-copy">Copy as study.yaml</button> <button type="button" id="x-csv">Download CSV</button> <span id="x-copied" role="status"></span></p>
</div>
<script type="application/json" id="explorer-data">${asScriptData(data)}</script>`;

export const explorerStyle = `
.explorer .controls{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,210px),1fr));gap:14px 24px;align-items:end;margin:0 0 16px;max-width:900px}
.explorer label{display:block;font-size:13px;color:var(--muted)}
.explorer label output{color:var(--ink);font-weight:600;margin-left:4px}
.explorer select,.explorer input[type=range]{display:block;width:100%;margin-top:4px;min-height:28px;accent-color:var(--accent)}
.explorer select,.explorer button,.studio button,.studio input,.studio textarea{font:inherit;font-size:15px;color:var(--ink);background:var(--paper);border:1px solid var(--muted);border-radius:4px;padding:4px 8px;min-height:32px}
.explorer button,.studio button{cursor:pointer}.explorer button:hover,.studio button:hover{background:var(--wash)}
.explorer .try{border-left:3px solid var(--muted);padding-left:12px;font-size:14px;max-width:76ch}
.explorer svg{width:100%;max-width:720px}
.explorer svg text{fill:var(--ink);font-size:12px}.explorer svg text.axis{fill:var(--muted)}
#x-sentence{min-height:3em}
.explorer table caption{display:none}
.explorer pre{white-space:pre-wrap}
.explorer td,.explorer th{padding-right:14px}
@media print{.explorer .controls,.explorer .buttons,#x-pilot,.explorer pre{display:none}}
`;
