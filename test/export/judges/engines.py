"""Runs exported SQL in an engine of Python's: clickhouse (chdb), mysql (PyMySQL and a server), spark (pyspark), snowflake (fakesnow), trino.

In: a line per query, {"tables": [{"name", "create", "names", "types", "values"}], "query"}; texts of values begin with "=",
numbers that JSON cannot hold with "#". Out: the rows of each query, a line each; {"error": ...} where the engine refused.
"""

import json
import math
import os
import sys
import tempfile


def read(value):
    if isinstance(value, str):
        return float(value[1:]) if value.startswith("#") else value[1:]
    return value


class ClickHouse:
    def __init__(self):
        from chdb import session

        self.session = session.Session()

    def load(self, table):
        def cell(value):
            if value is None:
                return "\\N"
            if isinstance(value, bool):
                return "true" if value else "false"
            if isinstance(value, str):
                for sign, spelt in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\0")):
                    value = value.replace(sign, spelt)
                return value
            return repr(value)

        with tempfile.NamedTemporaryFile("w", suffix=".tsv", delete=False, encoding="utf-8", newline="") as file:
            for row in table["values"]:
                file.write("\t".join(cell(v) for v in row) + "\n")
        structure = ", ".join(f"c{i} {type}" for i, type in enumerate(table["types"]))
        structure = structure.replace("'", "\\'")
        try:
            self.session.query(f"DROP TABLE IF EXISTS {table['name']}")
            self.session.query(table["create"] + " ENGINE = Memory")
            self.session.query(f"INSERT INTO {table['name']} SELECT * FROM file('{file.name}', TSV, '{structure}')")
        finally:
            os.unlink(file.name)

    def query(self, query):
        settings = " SETTINGS max_query_size = 10000000, output_format_json_quote_64bit_integers = 0"
        answer = self.session.query(query + settings, "JSONCompactEachRow")
        return [json.loads(line) for line in answer.bytes().decode().splitlines()]


class MySql:
    def __init__(self):
        import pymysql

        self.db = pymysql.connect(
            unix_socket=os.environ["LEADLINE_MYSQL_SOCKET"], user="root", charset="utf8mb4", autocommit=True
        )
        self.db.cursor().execute("CREATE DATABASE IF NOT EXISTS leadline_test CHARACTER SET utf8mb4")
        self.db.select_db("leadline_test")

    def load(self, table):
        db = self.db.cursor()
        db.execute(f"DROP TABLE IF EXISTS {table['name']}")
        db.execute(table["create"])
        # MySQL has no NaN and no infinity
        rows = [[None if isinstance(v, float) and not math.isfinite(v) else v for v in row] for row in table["values"]]
        places = ", ".join("%s" for _ in table["types"])
        db.executemany(f"INSERT INTO {table['name']} VALUES ({places})", rows)

    def query(self, query):
        db = self.db.cursor()
        db.execute(query)
        return db.fetchall()


class Spark:
    def __init__(self):
        from pyspark.sql import SparkSession

        self.spark = (
            SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()
        )

    def load(self, table):
        from pyspark.sql import types as t

        kinds = {
            "DOUBLE": t.DoubleType,
            "BIGINT": t.LongType,
            "STRING": t.StringType,
            "BOOLEAN": t.BooleanType,
            "TIMESTAMP_NTZ": t.TimestampNTZType,
        }
        names, types = table["names"], table["types"]
        schema = t.StructType([t.StructField(name, kinds[type]()) for name, type in zip(names, types)])
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False, encoding="utf-8") as file:
            for row in table["values"]:
                cells = [
                    v.replace(" ", "T") if type == "TIMESTAMP_NTZ" and v is not None else v
                    for v, type in zip(row, types)
                ]
                file.write(json.dumps(dict(zip(names, cells))) + "\n")
        self.spark.read.schema(schema).json(file.name).createOrReplaceTempView(table["name"])

    def query(self, query):
        return [list(row) for row in self.spark.sql(query).collect()]


class Snowflake:
    def __init__(self):
        import fakesnow
        import snowflake.connector

        self.patch = fakesnow.patch()
        self.patch.__enter__()
        self.connection = snowflake.connector.connect(database="db", schema="s")
        self.db = self.connection.cursor()

    def load(self, table):
        name = f'"{table["name"]}"'
        self.db.execute(f"DROP TABLE IF EXISTS {name}")
        self.db.execute(f"CREATE TABLE {name} " + table["create"].split(table["name"], 1)[1])
        places = ", ".join("%s" for _ in table["types"])
        rows = [[None if isinstance(v, float) and not math.isfinite(v) else v for v in row] for row in table["values"]]
        self.db.executemany(f"INSERT INTO {name} VALUES ({places})", rows)

    def query(self, query):
        self.db.execute(query)
        return [list(row) for row in self.db.fetchall()]


class Trino:
    """A coordinator at LEADLINE_TRINO, with the memory connector."""

    def __init__(self):
        self.run_sql("DROP TABLE IF EXISTS memory.default.lead_features")

    def run_sql(self, sql):
        import urllib.request

        address, rows = os.environ["LEADLINE_TRINO"] + "/v1/statement", []
        headers = {"X-Trino-User": "test", "X-Trino-Catalog": "memory", "X-Trino-Schema": "default"}
        ask = urllib.request.Request(address, sql.encode(), headers)
        while True:
            with urllib.request.urlopen(ask, timeout=120) as answer:
                page = json.load(answer)
            if "error" in page:
                raise RuntimeError(page["error"]["message"])
            rows += page.get("data", [])
            if "nextUri" not in page:
                return rows
            ask = urllib.request.Request(page["nextUri"])

    def load(self, table):
        """Rows as one text of JSON, each cell a text: tens of thousands of literals take Trino half a minute."""

        def cell(value):
            if value is None or isinstance(value, str):
                return value
            if isinstance(value, bool):
                return "true" if value else "false"
            if isinstance(value, float) and not math.isfinite(value):
                return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
            return repr(value)

        self.run_sql(f"DROP TABLE IF EXISTS {table['name']}")
        self.run_sql(table["create"])
        places = [f"c{i}" for i, _ in enumerate(table["types"])]
        read = ", ".join(f"CAST({c} AS {type})" for c, type in zip(places, table["types"]))
        row = f"ARRAY(ROW({', '.join(f'{c} VARCHAR' for c in places)}))"
        for i in range(0, len(table["values"]), 10000):
            rows = json.dumps([[cell(v) for v in row] for row in table["values"][i : i + 10000]], ensure_ascii=False)
            text = "'" + rows.replace("'", "''") + "'"
            self.run_sql(
                f"INSERT INTO {table['name']} SELECT {read} FROM UNNEST(CAST(json_parse({text}) AS {row})) AS t({', '.join(places)})"
            )

    def query(self, query):
        return self.run_sql(query)


engines = {"trino": Trino, "clickhouse": ClickHouse, "mysql": MySql, "spark": Spark, "snowflake": Snowflake}

if __name__ == "__main__":
    engine = engines[sys.argv[1]]()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    print("ready", file=out, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            for table in asked["tables"]:
                engine.load({**table, "values": [[read(v) for v in row] for row in table["values"]]})
            answer = engine.query(asked["query"])
        except Exception as error:
            answer = {"error": str(error)[:2000]}
        print(json.dumps(answer), file=out, flush=True)
