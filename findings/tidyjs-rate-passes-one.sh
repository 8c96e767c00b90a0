#!/usr/bin/env bash
# @tidyjs/tidy 2.6.1: meanRate adds the numerators of all rows and the denominators of those that have one. With the leads of one month missing, 5 wins
# over 4 leads are a rate of 125%. Guess: 50%, over the months that have both, or nothing; rate() of a single row gives undefined there.
# Take the rows with both first.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @tidyjs/tidy@2.6.1
cat >try.mjs <<'CODE'
import { filter, meanRate, mutate, rate, summarize, tidy } from "@tidyjs/tidy";
const months = [{ won: 1, leads: 2 }, { won: 3, leads: null }, { won: 1, leads: 2 }];
const [{ share }] = tidy(months, summarize({ share: meanRate("won", "leads") }));
const [{ share: both }] = tidy(months, filter((month) => month.leads !== null), summarize({ share: meanRate("won", "leads") }));
console.log(`each: ${tidy(months, mutate({ share: rate("won", "leads") })).map((month) => month.share ?? "none").join(" ")}`);
console.log(`all: ${share}, months with both: ${both}`);
CODE
seen=$(node try.mjs)
wanted='each: 0.5 none 0.5
all: 1.25, months with both: 0.5'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
