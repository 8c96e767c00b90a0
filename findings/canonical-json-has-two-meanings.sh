#!/usr/bin/env bash
# canonicaljson 2.0.0 (PyPI) is not RFC 8785: numbers keep their Python form (1.0, -0.0, 1e-07) and keys are sorted by
# code point, not by UTF-16 unit, so that digests of the same value differ from rfc8785 0.1.4 and jcs 0.2.1. Those two part
# on whole numbers past 2^53: rfc8785 refuses them, jcs rounds them in silence. Guess: one canonical form.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check canonicaljson==2.0.0 rfc8785==0.1.4 jcs==0.2.1
cat >"$dir/try.py" <<'CODE'
import canonicaljson, jcs, rfc8785
for value in [{"a": 1.0}, {"a": -0.0}, {"a": 1e-7}, {"\ue000": 1, "\U00010000": 2}, {"a": 2**60}]:
    row = []
    for make in (rfc8785.dumps, jcs.canonicalize, canonicaljson.encode_canonical_json):
        try:
            row.append(ascii(make(value).decode()))
        except ValueError as error:
            row.append(type(error).__name__)
    print(" ".join(row))
CODE
seen=$("$dir/env/bin/python" "$dir/try.py")
wanted=$(cat <<'TEXT'
'{"a":1}' '{"a":1}' '{"a":1.0}'
'{"a":0}' '{"a":0}' '{"a":-0.0}'
'{"a":1e-7}' '{"a":1e-7}' '{"a":1e-07}'
'{"\U00010000":2,"\ue000":1}' '{"\U00010000":2,"\ue000":1}' '{"\ue000":1,"\U00010000":2}'
IntegerDomainError '{"a":1152921504606847000}' '{"a":1152921504606846976}'
TEXT
)
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
