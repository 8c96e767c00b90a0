#!/usr/bin/env bash
# simple-statistics 7.12.1: permutationTest gives the share of permutations at least as far out, b/k, and so p = 0 where
# none is; the permutation actually seen is not counted. Guess: (b + 1)/(k + 1), which is never 0 (Phipson and Smyth
# 2010). The p of 200 permutations printed here would be 0.005 by that rule.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund simple-statistics@7.12.1
cat >try.mjs <<'CODE'
import { permutationTest } from "simple-statistics";
let seed = 1;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
const low = [1, 2, 3, 4, 5, 6, 7, 8];
console.log(`p ${permutationTest(low, low.map((x) => x + 100), undefined, 200, random)}`);
CODE
seen=$(node try.mjs)
wanted='p 0'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
