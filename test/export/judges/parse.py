"""Reads SQL by sqlglot's parser of a dialect. In: a text a line, as JSON. Out: a line for each that it refuses."""

import json
import sys

import sqlglot

for line in sys.stdin:
    text = json.loads(line)
    try:
        [tree] = sqlglot.parse(text, read=sys.argv[1], error_level=sqlglot.ErrorLevel.RAISE)
        assert type(tree).__name__ == "Select", "no SELECT"
    except Exception as error:
        print(json.dumps(f"{error} in {text}"))
