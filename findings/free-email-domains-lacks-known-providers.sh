#!/usr/bin/env bash
# free-email-domains 1.12.6: of its 14,125 domains some well-known free providers are absent (tutanota.com, hey.com,
# passmail.net) although their kin are there (tuta.io, proton.me). Guess: a list of that length has them. Leads of an
# absent one would all be one account: add your own domains to such a list.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund free-email-domains@1.12.6
cat >try.mjs <<'CODE'
import list from "free-email-domains";
const has = (names) => names.map((n) => `${n} ${list.includes(n)}`).join(", ");
console.log(list.length);
console.log(has(["gmail.com", "tuta.io", "proton.me", "pm.me"]));
console.log(has(["tutanota.com", "hey.com", "passmail.net"]));
CODE
seen=$(node try.mjs)
wanted='14125
gmail.com true, tuta.io true, proton.me true, pm.me true
tutanota.com false, hey.com false, passmail.net false'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
