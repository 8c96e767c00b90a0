/**
 * The studio's script. A tab keeps its edits in its own sessionStorage: a reload loses nothing, and another tab never
 * sees them. Each request names the file as the tab read it, so that the server refuses to overwrite another tab's
 * save.
 */
export const studioScript = `"use strict";
(async () => {
const at = (id) => document.getElementById(id);
const token = document.querySelector('meta[name="leadline-token"]').content;
const store = "leadline-studio";
let file = null;
let edits = { definitions: {}, capacity: {} };
let turn = 0;
let drawing;
const ask = async (path, body) => {
  const reply = await fetch(path, body === undefined ? { headers: { "x-leadline": token } } : {
    method: "POST", headers: { "content-type": "application/json", "x-leadline": token }, body: JSON.stringify(body) });
  const value = await reply.json().catch(() => ({ faults: [reply.status + " " + reply.statusText] }));
  if (!reply.ok) throw Object.assign(new Error("refused"), { faults: value.faults ?? [String(reply.status)] });
  return value;
};
const keep = () => { try { sessionStorage.setItem(store, JSON.stringify({ edits, base: file.base })); } catch { /* private windows may refuse */ } };
const say = (text) => { at("state").textContent = text; };
const fault = (error) => {
  const faults = error.faults ?? ["the studio does not answer: is it still running?"];
  at("faults").textContent = faults.join("\\n");
  at("faults").hidden = false;
};
const edited = () => Object.keys(edits.definitions).length + Object.keys(edits.capacity).length;
const buttons = () => {
  at("save").disabled = edited() === 0;
  at("discard").disabled = edited() === 0;
};
function editor(name, text, isNew) {
  const row = document.createElement("div"), label = document.createElement("label"), area = document.createElement("textarea"), out = document.createElement("button");
  row.className = "definition";
  area.id = "definition-" + name;
  area.spellcheck = false;
  area.rows = 1;
  label.htmlFor = area.id;
  label.textContent = name;
  out.type = "button";
  const mark = () => {
    const own = edits.definitions[name];
    row.classList.toggle("edited", own !== undefined);
    row.classList.toggle("gone", own === null);
    out.textContent = own === null ? "Put back" : "Take out";
    out.setAttribute("aria-label", out.textContent + " " + name);
    area.disabled = own === null;
  };
  area.value = typeof edits.definitions[name] === "string" ? edits.definitions[name] : text;
  area.addEventListener("input", () => {
    if (area.value === text && !isNew) delete edits.definitions[name];
    else edits.definitions[name] = area.value;
    mark(); keep(); buttons();
    later();
  });
  out.addEventListener("click", () => {
    if (isNew) { delete edits.definitions[name]; row.remove(); }
    else if (edits.definitions[name] === null) delete edits.definitions[name];
    else edits.definitions[name] = null;
    mark(); keep(); buttons();
    replay();
  });
  row.append(label, area, out);
  mark();
  at("definitions").append(row);
  return area;
}
function show() {
  at("definitions").replaceChildren();
  for (const [name, text] of Object.entries(file.definitions)) editor(name, text, false);
  for (const [name, text] of Object.entries(edits.definitions)) if (file.definitions[name] === undefined && text !== null) editor(name, text, true);
  at("capacity").hidden = file.capacity === null;
  if (file.capacity !== null) {
    at("reps").value = edits.capacity.reps ?? file.capacity.reps;
    at("rate").value = edits.capacity.leads_per_rep_per_day ?? file.capacity.leads_per_rep_per_day;
  }
  buttons();
}
async function replay() {
  const mine = ++turn;
  say("Replaying ...");
  at("faults").hidden = true;
  try {
    const found = await ask("/api/replay", { edits, base: file.base });
    if (mine !== turn) return;
    say((edited() === 0 ? "As the study has it" : "With your edits, not saved yet") + ": replayed in " + (found.took / 1000).toFixed(2) + " s.");
    at("found").hidden = false;
    at("found-heading").textContent = found.view.title;
    at("says").textContent = found.view.says;
    at("tries").textContent = found.view.tries;
    const head = document.createElement("thead"), body = document.createElement("tbody");
    const line = (cells, tag) => {
      const row = document.createElement("tr");
      cells.forEach((text, i) => {
        const cell = document.createElement(i === 0 ? "th" : tag);
        cell.textContent = text;
        cell.scope = tag === "th" ? "col" : "row";
        if (i > 0 && i < 5) cell.className = "number";
        row.append(cell);
      });
      return row;
    };
    head.append(line(found.view.heads, "th"));
    for (const { name, says, cells } of found.view.rows) {
      const row = line([name, ...cells], "td");
      const sub = document.createElement("span");
      sub.className = "sub";
      sub.textContent = says;
      row.cells[0].append(sub);
      body.append(row);
    }
    at("rows").replaceChildren(head, body);
    // drawn when the edits rest: another replay goes first
    clearTimeout(drawing);
    at("report-part").hidden = false;
    at("report").setAttribute("aria-busy", "true");
    drawing = setTimeout(() => { at("report").src = "/report/" + found.id; }, 600);
  } catch (error) {
    if (mine !== turn) return;
    say("Not replayed.");
    fault(error);
  }
}
at("report").addEventListener("load", () => at("report").removeAttribute("aria-busy"));
let waiting;
const later = () => { clearTimeout(waiting); waiting = setTimeout(replay, 700); };
const capacity = (id, key) => at(id).addEventListener("input", () => {
  const value = Number(at(id).value);
  if (at(id).value === "" || value === file.capacity[key]) delete edits.capacity[key];
  else edits.capacity[key] = value;
  keep(); buttons(); later();
});
capacity("reps", "reps");
capacity("rate", "leads_per_rep_per_day");
at("replay").addEventListener("click", replay);
at("add").addEventListener("click", () => {
  const name = at("new-name").value.trim();
  if (name === "" || file.definitions[name] !== undefined || edits.definitions[name] !== undefined) return say(name === "" ? "Give the new definition a name." : "There is a definition " + name + " already.");
  edits.definitions[name] = '{ when: "" }';
  at("new-name").value = "";
  keep(); buttons();
  editor(name, edits.definitions[name], true).focus();
});
at("save").addEventListener("click", async () => {
  at("faults").hidden = true;
  try {
    file = await ask("/api/save", { edits, base: file.base });
    edits = { definitions: {}, capacity: {} };
    keep();
    show();
    say("Saved. The next leadline run takes it.");
  } catch (error) {
    say("Not saved.");
    fault(error);
  }
});
at("discard").addEventListener("click", async () => {
  try { file = await ask("/api/study"); } catch (error) { return fault(error); }
  edits = { definitions: {}, capacity: {} };
  keep(); show(); replay();
});
try {
  file = await ask("/api/study");
  try {
    const kept = JSON.parse(sessionStorage.getItem(store) ?? "null");
    if (kept !== null) {
      edits = kept.edits;
      // edits of a tab belong to the file that it read: a save from elsewhere is told, not written over
      if (edited() > 0) file = { ...file, base: kept.base };
    }
  } catch { /* what cannot be read is no edit */ }
  show();
  await replay();
} catch (error) { fault(error); }
})();`;
