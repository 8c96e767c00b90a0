/**
 * The explorer's script: sliders move over the grids in the page, and what is shown is the content of a cell. It looks
 * numbers up, rounds and draws them, and computes no statistic. The view is kept in the address, so that it can be
 * shared. The page's policy allows the script by its digest alone.
 */
export const explorerScript = `"use strict";
(() => {
const at = (id) => document.getElementById("x-" + id);
const data = JSON.parse(document.getElementById("explorer-data").textContent);
const { grids, many } = data;
const SVG = "http://www.w3.org/2000/svg";
const state = { d: 0, c: 0, k: 0, p: 0, s: -1, g: 0, h: 0 };
const grid = () => grids[state.d];
const group = (n) => String(n).replace(/\\B(?=(\\d{3})+$)/g, ",");
const whole = (n) => (n > 0 && n < 0.5 ? "under 1" : group(Math.round(n)));
const one = (n) => (n < 9.95 ? n.toFixed(1) : group(Math.round(n)));
const percent = (p) => String(Number((100 * p).toFixed(1))) + "%";
const level = (p) => String(Number((100 * p).toFixed(1))) + "%";
const perDay = (n) => String(Number(n.toFixed(2)));
const place = (g, p, k, c) => (p * g.capacities.length + k) * g.cutoffs.length + c;
const cellOf = (cells, i) => ({
  volume: cells.volume[i], served: cells.served[i], worked: cells.worked[i],
  wins: cells.wins.value[i], low: cells.wins.low[i], high: cells.wins.high[i],
  rate: cells.precision.value[i], rateLow: cells.precision.low[i], rateHigh: cells.precision.high[i],
  idle: cells.idle ? cells.idle[i] : null, overflow: cells.overflow ? cells.overflow[i] : null,
});
const cellAt = (g, p, k, c) => cellOf(g.cells, place(g, p, k, c));
const segmentAt = (g, s, k, c) => cellOf(g.segmentCells, (s * g.capacities.length + k) * g.cutoffs.length + c);
const shown = (g, c) => (state.s < 0 ? cellAt(g, state.p, state.k, c) : segmentAt(g, state.s, state.k, c));
const periodName = ({ period, provisional }) =>
  period === "judged" ? "mean of the judged quarters" : period + (provisional ? " (not complete)" : "");
const cutText = (g, c) => {
  const { p, own } = g.cutoffs[c];
  if (own) return "the study's own" + (p === null ? "" : " (" + percent(p) + " today)");
  return p === 0 ? "none: everybody" : percent(p) + " or more";
};
const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
};
const drawn = (name, attributes, text) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};
const options = (select, names, chosen) => {
  select.replaceChildren(...names.map(([value, name]) => element("option", name, { value })));
  select.value = String(chosen);
  select.parentElement.hidden = names.length < 2;
};
const own = (g) => g.cutoffs.findIndex((c) => c.own);
const stated = (g) => g.capacities.findIndex((k) => k.stated);

const between = (cell, level_) => "(" + one(cell.low) + " to " + one(cell.high) + ", " + level(level_) + " interval)";
const levelAt = (g, c) => (g.cutoffs[c].own ? g.levels.own : g.levels.explored);

function sentence() {
  const g = grid();
  const { p, own: isOwn } = g.cutoffs[state.c];
  const cell = shown(g, state.c);
  const period = g.periods[state.p];
  const start =
    (isOwn ? "With " + g.label + " as the study has it" + (p === null ? "" : ", a predicted chance of " + percent(p) + " or more")
      : p === 0 ? "If everybody qualified" : "At a predicted chance of " + percent(p) + " or more") +
    (state.s < 0 ? "" : ", of the leads with " + g.segments[state.s].by + " " + g.segments[state.s].value) + ", ";
  if (cell.volume === null)
    return start + (period.reason !== null ? "nothing can be said: " + period.reason + "." : "fewer than " + data.minGroup + " leads qualify: too few to show.");
  const when = period.period === "judged" ? " a quarter" : " in " + period.period;
  const leads = whole(cell.volume) + (cell.volume === 1 ? " lead qualifies" : " leads qualify") + when;
  const win = cell.wins === null ? "what they bring is not known" : "they bring about " + one(cell.wins) + " " + many + " " + between(cell, levelAt(g, state.c));
  const rest = state.s >= 0 ? "" : cell.overflow >= 0.5 ? "; " + whole(cell.overflow) + " find no slot" : "";
  const idle = state.s >= 0 ? "" : cell.idle >= 0.5 ? "; " + whole(cell.idle) + " of " + whole(cell.idle + cell.served) + " slots stay empty" : "";
  const worked = cell.worked === null ? "" : " Sales worked " + whole(cell.worked) + " of those with a slot.";
  return start + leads + ", " + whole(cell.served) + " get a slot and " + win + rest + idle + "." + (period.provisional ? " The quarter is not complete." : "") + worked;
}

function chart() {
  const g = grid();
  const narrow = at("chart").clientWidth > 0 && at("chart").clientWidth < 500;
  const W = narrow ? 360 : 720, H = narrow ? 320 : 380, L = 40, R = narrow ? 16 : 150, T = 26, B = 42;
  const k = state.k, p = state.p;
  const slots = g.slots[p * g.capacities.length + k];
  const known = g.cutoffs.map((cut, c) => ({ ...shown(g, c), c, own: cut.own })).filter((x) => x.wins !== null && x.volume !== null);
  // the study's own may take its cut-off from capacity: it is a dot beside the line
  const curve = known.filter((x) => !x.own);
  const dots = state.s >= 0 ? [] : grids.map((other) => {
    const kk = other.capacities.findIndex((x) => Math.abs(x.leadsPerDay - g.capacities[k].leadsPerDay) < 1e-9);
    const pp = other.periods.findIndex((x) => x.period === g.periods[p].period);
    return kk < 0 || pp < 0 ? null : { ...cellAt(other, pp, kk, own(other)), label: other.label, incumbent: other.incumbent, self: other === g };
  }).filter((x) => x !== null && x.wins !== null);
  const svg = drawn("svg", { viewBox: "0 0 " + W + " " + H, role: "img", "aria-label": "Leads that qualify against " + many + ", a quarter. " + at("sentence").textContent });
  at("chart").replaceChildren(svg);
  if (known.length === 0) { at("chart").replaceChildren(); return; }
  const chosen = known.find((x) => x.c === state.c);
  const wide = Math.max(state.s < 0 ? 1.9 * slots : 0, ...dots.map((x) => 1.15 * x.volume), chosen ? 1.15 * chosen.volume : 0);
  const xMax = Math.min(Math.max(...known.map((x) => x.volume), slots) * 1.02, wide > 0 ? wide : Infinity) || 1;
  const reference = state.s >= 0 ? [] : [["oldest first", g.references.oldestFirst], ["at random", g.references.atRandom]].map(([name, of]) => {
    const i = p * g.capacities.length + k;
    return { name, x: of.served[i], y: of.wins.value[i] };
  }).filter((r) => r.y !== null && r.x > 0);
  const inside = curve.filter((x) => x.volume <= xMax * 1.001);
  const yMax = 1.06 * Math.max(...inside.map((x) => x.high), ...dots.map((x) => x.high), ...reference.map((r) => r.y), 1);
  const X = (v) => L + (Math.min(v, xMax) / xMax) * (W - L - R), Y = (v) => H - B - (v / yMax) * (H - T - B);
  const nice = (max) => { const e = 10 ** Math.floor(Math.log10(max / 4)); return [1, 2, 5, 10].map((m) => m * e).find((s) => max / s <= 5); };
  for (let s = nice(yMax), v = 0; v <= yMax; v += s) {
    svg.append(drawn("line", { x1: L, x2: W - R, y1: Y(v), y2: Y(v), stroke: "var(--grid)" }));
    svg.append(drawn("text", { x: L - 6, y: Y(v) + 4, "text-anchor": "end", class: "axis" }, group(Number(v.toFixed(6)))));
  }
  for (let s = nice(xMax), v = s; v <= xMax; v += s)
    svg.append(drawn("text", { x: X(v), y: H - B + 18, "text-anchor": "middle", class: "axis" }, group(Number(v.toFixed(6)))));
  svg.append(drawn("text", { x: 2, y: 14, class: "axis" }, many + (g.periods[p].period === "judged" ? ", a quarter" : " in " + g.periods[p].period)));
  svg.append(drawn("text", { x: (L + W - R) / 2, y: H - 8, "text-anchor": "middle", class: "axis" }, "leads that qualify"));
  const band = inside.map((x) => X(x.volume) + "," + Y(x.high)).concat([...inside].reverse().map((x) => X(x.volume) + "," + Y(x.low)));
  if (inside.length > 1) {
    svg.append(drawn("polygon", { points: band.join(" "), fill: "var(--c1)", opacity: 0.12 }));
    svg.append(drawn("polyline", { points: inside.map((x) => X(x.volume) + "," + Y(x.wins)).join(" "), fill: "none", stroke: "var(--c1)", "stroke-width": 2 }));
  }
  for (const x of inside) svg.append(drawn("circle", { cx: X(x.volume), cy: Y(x.wins), r: 2.5, fill: "var(--c1)" }));
  const labels = [];
  for (const { x, y } of reference)
    svg.append(drawn("polyline", { points: [[0, 0], [x, y], [xMax, y]].map(([a, b]) => X(a) + "," + Y(b)).join(" "), fill: "none", stroke: "var(--muted)", "stroke-dasharray": "2 3", "stroke-width": 1.25 }));
  const apart = reference.length === 2 && Math.abs(Y(reference[0].y) - Y(reference[1].y)) < 14;
  if (apart) labels.push({ text: "oldest first; at random", x: xMax, y: reference[0].y, muted: true });
  else for (const r of reference) labels.push({ text: r.name, x: xMax, y: r.y, muted: true });
  if (state.s < 0 && slots <= xMax) {
    svg.append(drawn("line", { x1: X(slots), x2: X(slots), y1: T, y2: H - B, stroke: "var(--ink)", "stroke-width": 1.5 }));
    svg.append(drawn("text", { x: X(slots), y: T - 6, "text-anchor": X(slots) > W - R - 60 ? "end" : "middle" }, "capacity " + whole(slots)));
  }
  for (const x of dots) {
    if (x.volume > xMax * 1.001) continue;
    svg.append(drawn("circle", { cx: X(x.volume), cy: Y(x.wins), r: 4.5, fill: x.incumbent ? "var(--incumbent)" : x.self ? "var(--c1)" : "var(--rest)", stroke: "var(--paper)", "stroke-width": 1.5 }));
    labels.push({ text: x.label.length > 18 ? x.label.slice(0, 17) + "\\u2026" : x.label, x: x.volume, y: x.wins });
  }
  if (chosen) {
    svg.append(drawn("line", { x1: X(chosen.volume), x2: X(chosen.volume), y1: Y(chosen.low), y2: Y(chosen.high), stroke: "var(--ink)", "stroke-width": 2 }));
    svg.append(drawn("circle", { id: "x-chosen", cx: X(chosen.volume), cy: Y(chosen.wins), r: 8, fill: "none", stroke: "var(--ink)", "stroke-width": 2.5 }));
  }
  if (!narrow) {
    const placed = labels.map((l) => ({ ...l, to: Y(l.y) })).sort((a, b) => a.to - b.to);
    let last = T - 14;
    for (const l of placed) { l.to = Math.max(l.to, last + 14); last = l.to; }
    let next = H - B + 10;
    for (const l of [...placed].reverse()) { l.to = Math.min(l.to, next - 14); next = l.to; }
    for (const l of placed) {
      svg.append(drawn("line", { x1: X(l.x) + 9, y1: Y(l.y), x2: W - R + 10, y2: l.to, stroke: "var(--muted)", "stroke-dasharray": "1 3", "stroke-width": 1 }));
      svg.append(drawn("text", { x: W - R + 14, y: l.to + 4, class: l.muted ? "axis" : "" }, l.text));
    }
  }
}

const heads = () => ["", "Qualify", "Get a slot", many.charAt(0).toUpperCase() + many.slice(1), "In 100 with a slot"];
const rowOf = (name, cell) => cell.volume === null ? [name, "\\u2013", "\\u2013", "\\u2013", "\\u2013"] : [
  name, whole(cell.volume), whole(cell.served),
  cell.wins === null ? "\\u2013" : [one(cell.wins), one(cell.low) + " to " + one(cell.high)],
  cell.rate === null ? "\\u2013" : [(100 * cell.rate).toFixed(0), (100 * cell.rateLow).toFixed(0) + " to " + (100 * cell.rateHigh).toFixed(0)],
];
function table(id, rows) {
  const head = document.createElement("thead"), body = document.createElement("tbody");
  const line = (cells, tag) => {
    const row = document.createElement("tr");
    cells.forEach((of, i) => {
      const [text, sub] = Array.isArray(of) ? of : [of];
      const made = tag === "th" && text === "" ? document.createElement("td") : element(i === 0 ? "th" : tag, text, { ...(i > 0 ? { class: "number" } : {}), ...(tag === "th" ? { scope: "col" } : i === 0 ? { scope: "row" } : {}) });
      if (sub !== undefined) made.append(element("span", sub, { class: "sub" }));
      row.append(made);
    });
    return row;
  };
  head.append(line(heads(), "th"));
  body.append(...rows.map((cells) => line(cells, "td")));
  at(id).replaceChildren(head, body);
}
const quarterRows = (g) => g.periods.map((period, p) => [periodName(period), cellAt(g, p, state.k, state.c)]);
const segmentRows = (g) => g.segments.map((s, i) => [s.value, segmentAt(g, i, state.k, state.c), s.by]);

function pilot() {
  const { pilots, label } = grid();
  at("pilot").hidden = pilots === null || pilots.sizes.length === 0;
  if (at("pilot").hidden) return;
  const size = pilots.sizes[state.g], share = pilots.shares[state.h], weeks = size.weeks[state.h];
  at("gain").max = pilots.sizes.length - 1;
  at("share").max = pilots.shares.length - 1;
  at("gain").value = state.g;
  at("share").value = state.h;
  at("gain-shown").textContent = group(size.gain) + (size.stated ? " (the study's)" : "");
  at("share-shown").textContent = percent(share);
  at("gain").setAttribute("aria-valuetext", group(size.gain) + " " + many + " a quarter");
  at("share").setAttribute("aria-valuetext", percent(share) + " of the slots");
  at("pilot-sentence").textContent = size.leads === null
    ? "No pilot settles a gain of " + group(size.gain) + " " + many + " a quarter: " + size.reason + "."
    : "To settle a gain of " + group(size.gain) + " " + many + " a quarter, have sales work " + group(size.leads) + " of the leads that " + label + " adds, picked at random: with " + percent(share) + " of the slots that takes about " + group(weeks) + (weeks === 1 ? " week" : " weeks") + (weeks > 26 ? ", too slow to be a pilot." : ".");
}

function yaml() {
  const g = grid(), { p, own: isOwn, definition } = g.cutoffs[state.c], k = g.capacities[state.k];
  const lines = [];
  if (definition !== null) {
    lines.push("definitions:");
    lines.push("  " + g.definition + (isOwn ? "" : "_at_" + String(Number((100 * p).toFixed(1))).replace(".", "_")) + ": " + definition);
  } else lines.push("# this cut-off cannot be written as one rule: set it in the definition by hand");
  if (!k.stated) lines.push("capacity:", "  reps: " + perDay(k.reps), "  leads_per_rep_per_day: " + perDay(k.leadsPerRepPerDay));
  at("yaml").textContent = lines.join("\\n");
}

/** A text that no spreadsheet takes for a formula. */
const csvText = (text) => '"' + (/^[=+\\-@\\t\\r]/.test(text) ? "'" + text : text).replaceAll('"', '""') + '"';
function csv() {
  const g = grid(), cut = g.cutoffs[state.c], k = g.capacities[state.k];
  const head = ["definition", "cutoff", "leads_per_day", "by", "value", "qualify", "get_a_slot", "worked", "outcomes", "outcomes_low", "outcomes_high", "share", "share_low", "share_high", "level"];
  const rows = [...quarterRows(g).map(([name, cell]) => ["quarter", name, cell]), ...segmentRows(g).map(([name, cell, by]) => [by, name, cell])];
  return [head.join(","), ...rows.map(([by, name, x]) => [csvText(g.definition), cut.p === null ? "" : cut.p, k.leadsPerDay, csvText(by), csvText(name),
    ...[x.volume, x.served, x.worked, x.wins, x.low, x.high, x.rate, x.rateLow, x.rateHigh].map((n) => (n === null ? "" : n)), levelAt(g, state.c)].join(","))].join("\\r\\n") + "\\r\\n";
}

function show() {
  const g = grid();
  const c = at("cutoff"), k = at("capacity");
  c.max = g.cutoffs.length - 1;
  c.value = state.c;
  c.disabled = g.cutoffs.length < 2;
  k.max = g.capacities.length - 1;
  k.value = state.k;
  const cut = cutText(g, state.c), capacity = g.capacities[state.k];
  at("cutoff-shown").textContent = cut;
  c.setAttribute("aria-valuetext", cut);
  const slots = perDay(capacity.leadsPerDay) + " a day" + (capacity.stated ? " (stated)" : capacity.atHistory ? " (as history shows)" : "");
  at("capacity-shown").textContent = slots;
  k.setAttribute("aria-valuetext", slots);
  at("period").value = String(state.p);
  at("segment").value = String(state.s);
  at("period").disabled = state.s >= 0;
  at("sentence").textContent = sentence();
  chart();
  at("note").textContent = (g.score === null
    ? g.label + " has no cut-off of one score: only capacity can be moved. "
    : "Each point is a cut-off of " + g.score + " in " + g.label + "; " + (g.cutoffs.length - 1) + " were looked at, so their intervals are at " + level(g.levels.explored) + ". ") +
    (state.s < 0 ? "The upright line is what sales can take. Dotted: all leads passed on at creation, the oldest first or at random. Past the right edge more leads qualify than are drawn. " : "Segments are shown over the judged quarters together. ") +
    (data.elsewhere.length === 0 ? "" : "Grids of " + data.elsewhere.length + " more definitions lie in explore/.");
  table("quarters", quarterRows(g).map(([name, cell]) => rowOf(name, cell)));
  at("segments-part").hidden = g.segments.length === 0;
  table("segments", segmentRows(g).map(([name, cell, by]) => rowOf((new Set(g.segments.map((s) => s.by)).size > 1 ? by + ": " : "") + name, cell)));
  pilot();
  yaml();
  at("copied").textContent = "";
  dispatchEvent(new Event("resize"));
}

function remember() {
  const hash = "#explorer=" + [g0(grid().definition), state.c, state.k, state.p, state.s].join(",");
  try { history.replaceState(null, "", hash); } catch { /* some viewers of files refuse it */ }
}
const g0 = (name) => encodeURIComponent(name).replaceAll(",", "%2C");

function choose(d, view = {}) {
  state.d = d;
  const g = grid();
  const keep = (wanted, length, otherwise) => (Number.isInteger(wanted) && wanted >= 0 && wanted < length ? wanted : otherwise);
  state.c = keep(view.c, g.cutoffs.length, own(g));
  state.k = keep(view.k, g.capacities.length, stated(g));
  state.p = keep(view.p, g.periods.length, 0);
  state.s = keep(view.s, g.segments.length, -1);
  if (state.s >= 0) state.p = 0;
  if (g.pilots !== null) {
    state.g = Math.max(0, g.pilots.sizes.findIndex((x) => x.stated));
    state.h = g.pilots.shares.length - 1;
  }
  options(at("definition"), grids.map((x, i) => [i, x.label]), d);
  options(at("period"), g.periods.map((x, i) => [i, periodName(x)]), state.p);
  const several = new Set(g.segments.map((s) => s.by)).size > 1;
  options(at("segment"), g.segments.length === 0 ? [] : [[-1, "all"], ...g.segments.map((s, i) => [i, (several ? s.by + ": " : "") + s.value])], state.s);
  show();
}

const moved = (key) => (event) => {
  state[key] = Number(event.target.value);
  if (key === "s" && state.s >= 0) state.p = 0;
  show();
  if (key !== "g" && key !== "h") remember();
};
at("definition").addEventListener("change", (event) => {
  const before = grid(), cut = before.cutoffs[state.c], day = before.capacities[state.k].leadsPerDay, period = before.periods[state.p].period;
  const g = grids[Number(event.target.value)];
  choose(Number(event.target.value), {
    c: cut.own ? undefined : g.cutoffs.findIndex((x) => !x.own && x.p === cut.p),
    k: g.capacities.findIndex((x) => x.leadsPerDay === day),
    p: g.periods.findIndex((x) => x.period === period),
    s: state.s,
  });
  remember();
});
for (const [id, key, on] of [["cutoff", "c", "input"], ["capacity", "k", "input"], ["period", "p", "change"], ["segment", "s", "change"], ["gain", "g", "input"], ["share", "h", "input"]])
  at(id).addEventListener(on, moved(key));
at("reset").addEventListener("click", () => { choose(state.d); remember(); });
at("csv").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\\ufeff", csv()], { type: "text/csv" }));
  link.download = "explore-" + grid().definition + ".csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
at("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(at("yaml").textContent);
    at("copied").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(at("yaml"));
    at("copied").textContent = "Selected: press Ctrl+C.";
  }
});
let width = 0;
addEventListener("resize", () => { const now = at("chart").clientWidth; if (now !== width) { width = now; chart(); } });
document.getElementById("explorer-live").hidden = false;
const [, name, c, k, p, s] = /^#explorer=([^,]*),(\\d+),(\\d+),(\\d+),(-?\\d+)$/.exec(location.hash) ?? [];
const named = name === undefined ? -1 : grids.findIndex((g) => g0(g.definition) === name);
if (named >= 0) {
  choose(named, { c: Number(c), k: Number(k), p: Number(p), s: Number(s) });
  document.getElementById("explorer").scrollIntoView();
} else choose(data.first);
})();`;
