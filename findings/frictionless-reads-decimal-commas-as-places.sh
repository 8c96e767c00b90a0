#!/usr/bin/env bash
# frictionless 5.21.0: in a file cut at semicolons the amounts 1,5 and 12,25 are inferred as geopoints, pairs of 1 and 5, and
# the file is valid. Guess: text, or 1.5. And extract() of a longer file turns what does not fit the types of the first 100 rows
# into None, which validate alone reports. Name the types and `decimalChar`, and validate before extract.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check frictionless==5.21.0
cat >"$dir/try.py" <<'CODE'
import os
import pathlib
import sys
import frictionless

os.chdir(sys.path[0])
pathlib.Path("deals.csv").write_text("id;amount\nA1;1,5\nA2;12,25\n")
resource = frictionless.Resource(path="deals.csv")
rows = resource.extract()["deals"]
print(resource.schema.get_field("amount").type, [row["amount"] for row in rows], "valid:", frictionless.validate("deals.csv").valid)
pathlib.Path("long.csv").write_text("amount\n" + "10\n" * 150 + "2.75\n")
rows = frictionless.Resource(path="long.csv").extract()["long"]
print([row["amount"] for row in rows][149:], "valid:", frictionless.validate("long.csv").valid)
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='geopoint [[1.0, 5.0], [12.0, 25.0]] valid: True
[10, None] valid: False'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
