#!/usr/bin/env bash
# tldts 7.6.0 and psl 1.15.0 read the same public suffix list and part: by default tldts leaves out its private half, so
# that all shops of one host are one domain (myshopify.com), where psl keeps them apart. Guess: the same account from
# either. For accounts ask tldts for `allowPrivateDomains`. An e-mail address gives a domain in tldts, null in psl.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund tldts@7.6.0 psl@1.15.0
cat >try.mjs <<'CODE'
import psl from "psl";
import { getDomain } from "tldts";
for (const host of ["acme.myshopify.com", "acme.eu.com", "acme.co.uk", "jane@acme.co.uk"])
  console.log([host, getDomain(host), getDomain(host, { allowPrivateDomains: true }), psl.get(host)].join(" "));
CODE
seen=$(node try.mjs)
wanted='acme.myshopify.com myshopify.com acme.myshopify.com acme.myshopify.com
acme.eu.com eu.com acme.eu.com acme.eu.com
acme.co.uk acme.co.uk acme.co.uk acme.co.uk
jane@acme.co.uk acme.co.uk acme.co.uk '
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
