#!/usr/bin/env bash
# date-holidays 3.37.0: where 1 January falls on a Saturday, the United States keep the Friday before, and the library
# lists it under the year before: getHolidays(2028) has no such day, getHolidays(2027) ends with it. Britain's substitute
# (3 January) is under 2028. Guess: each holiday under its own year. Ask for the year before and after a period too.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund date-holidays@3.37.0
cat >try.mjs <<'CODE'
import Holidays from "date-holidays";
const substitutes = (country, year) =>
  new Holidays(country).getHolidays(year).filter((h) => h.substitute && h.name.startsWith("New Year")).map((h) => h.date.slice(0, 10));
for (const country of ["US", "GB"])
  for (const year of [2027, 2028]) console.log(`${country} ${year}: ${substitutes(country, year).join(" ") || "none"}`);
CODE
seen=$(node try.mjs)
wanted='US 2027: 2027-12-31
US 2028: none
GB 2027: none
GB 2028: 2028-01-03'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
