#!/usr/bin/env bash
# json-logic-js 2.0.5: a field that a lead lacks is null, and null counts as 0 in < and >= but not in ==. A lead without `employees` has fewer
# than 50 of them and 0 or more, though not 0. Guess: no rule on the field holds, as in json-rules-engine 7.3.1 (and as JavaScript has
# it of a key that is not there). Points for small firms, or minus points, go to all whose size nobody knows. Ask `missing` first. A rule of
# Leadline does not hold for the missing.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund json-logic-js@2.0.5 json-rules-engine@7.3.1
cat >try.mjs <<'CODE'
import logic from "json-logic-js";
import { Engine } from "json-rules-engine";
const rules = [["<", "lessThan", 50], [">=", "greaterThanInclusive", 0], ["==", "equal", 0], [">", "greaterThan", 50]];
for (const lead of [{ employees: 12 }, {}, { employees: null }])
  for (const [sign, operator, value] of rules) {
    const engine = new Engine([{ conditions: { all: [{ fact: "employees", operator, value }] }, event: { type: "points" } }], { allowUndefinedFacts: true });
    const { events } = await engine.run(lead);
    console.log(`${JSON.stringify(lead)} ${sign} ${value}: json-logic-js ${logic.apply({ [sign]: [{ var: "employees" }, value] }, lead)}, json-rules-engine ${events.length > 0}, JavaScript ${{ "<": lead.employees < value, ">=": lead.employees >= value, "==": lead.employees == value, ">": lead.employees > value }[sign]}`);
  }
CODE
seen=$(node try.mjs)
wanted=$(cat <<'TEXT'
{"employees":12} < 50: json-logic-js true, json-rules-engine true, JavaScript true
{"employees":12} >= 0: json-logic-js true, json-rules-engine true, JavaScript true
{"employees":12} == 0: json-logic-js false, json-rules-engine false, JavaScript false
{"employees":12} > 50: json-logic-js false, json-rules-engine false, JavaScript false
{} < 50: json-logic-js true, json-rules-engine false, JavaScript false
{} >= 0: json-logic-js true, json-rules-engine false, JavaScript false
{} == 0: json-logic-js false, json-rules-engine false, JavaScript false
{} > 50: json-logic-js false, json-rules-engine false, JavaScript false
{"employees":null} < 50: json-logic-js true, json-rules-engine false, JavaScript true
{"employees":null} >= 0: json-logic-js true, json-rules-engine false, JavaScript true
{"employees":null} == 0: json-logic-js false, json-rules-engine false, JavaScript false
{"employees":null} > 50: json-logic-js false, json-rules-engine false, JavaScript false
TEXT
)
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
