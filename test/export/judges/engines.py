"""Runs exported SQL in an engine of Python's: clickhouse (chdb), mysql (PyMySQL and a server), spark (pyspark), snowflake (fakesnow), trino.

In: a line per weights, {"create", "names", "types", "values", "query"}; texts of values begin with "=", numbers that JSON
cannot hold with "#". Out: the rows of each query, a line each; {"error": ...} where the engine refused.
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

    def run(self, asked):
        def cell(value):
            if value is None:
                return "\\N"
            if isinstance(value, bool):
                return "true" if value else "false"
            if isinstance(value, str):
                for sign, spelt in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\0")):
                    value = value.replace(sign, spelt)
                return value
            return repr(value).replace("inf", "inf")

        with tempfile.NamedTemporaryFile("w", suffix=".tsv", delete=False, encoding="utf-8", newline="") as file:
            for row in asked["values"]:
                file.write("\t".join(cell(v) for v in row) + "\n")
        structure = ", ".join(f"c{i} {type}" for i, type in enumerate(asked["types"]))
        try:
            self.session.query("DROP TABLE IF EXISTS lead_features")
            self.session.query(asked["create"] + " ENGINE = Memory")
            self.session.query(f"INSERT INTO lead_features SELECT * FROM file('{file.name}', TSV, '{structure}')")
            answer = self.session.query(asked["query"] + " SETTINGS max_query_size = 10000000", "JSONCompactEachRow")
        finally:
            os.unlink(file.name)
        rows = []
        for line in answer.bytes().decode().splitlines():
            score, p, grade, mql = json.loads(line)
            rows.append([int(score), p, grade, mql])
        return rows


class MySql:
    def __init__(self):
        import pymysql

        self.db = pymysql.connect(
            unix_socket=os.environ["LEADLINE_MYSQL_SOCKET"], user="root", charset="utf8mb4", autocommit=True
        )
        self.db.cursor().execute("CREATE DATABASE IF NOT EXISTS leadline_test CHARACTER SET utf8mb4")
        self.db.select_db("leadline_test")

    def run(self, asked):
        db = self.db.cursor()
        db.execute("DROP TABLE IF EXISTS lead_features")
        db.execute(asked["create"])
        # MySQL has no NaN and no infinity
        rows = [[None if isinstance(v, float) and not math.isfinite(v) else v for v in row] for row in asked["values"]]
        places = ", ".join("%s" for _ in asked["types"])
        db.executemany(f"INSERT INTO lead_features VALUES ({places})", rows)
        db.execute(asked["query"])
        return [[s, p, g, None if m is None else m == 1] for s, p, g, m in db.fetchall()]


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

    def run(self, asked):
        from pyspark.sql.types import BooleanType, DoubleType, LongType, StringType, StructField, StructType

        kinds = {"DOUBLE": DoubleType, "BIGINT": LongType, "STRING": StringType, "BOOLEAN": BooleanType}
        schema = StructType(
            [StructField(name, kinds[type]()) for name, type in zip(asked["names"], asked["types"])]
        )
        rows = [
            [float(v) if type == "DOUBLE" and v is not None else v for v, type in zip(row, asked["types"])]
            for row in asked["values"]
        ]
        self.spark.createDataFrame(rows, schema).createOrReplaceTempView("lead_features")
        return [list(row) for row in self.spark.sql(asked["query"]).collect()]


class Snowflake:
    def __init__(self):
        import fakesnow
        import snowflake.connector

        self.patch = fakesnow.patch()
        self.patch.__enter__()
        self.connection = snowflake.connector.connect(database="db", schema="s")
        self.db = self.connection.cursor()

    def run(self, asked):
        self.db.execute("DROP TABLE IF EXISTS lead_features")
        self.db.execute('CREATE TABLE "lead_features" ' + asked["create"].split("lead_features", 1)[1])
        places = ", ".join("%s" for _ in asked["types"])
        rows = [[None if isinstance(v, float) and not math.isfinite(v) else v for v in row] for row in asked["values"]]
        self.db.executemany(f'INSERT INTO "lead_features" VALUES ({places})', rows)
        self.db.execute(asked["query"])
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

    def run(self, asked):
        def cell(value, type):
            if value is None:
                return "NULL"
            if type == "VARCHAR":
                return "'" + value.replace("'", "''") + "'"
            if type == "DOUBLE":
                return f"DOUBLE '{'Infinity' if value == math.inf else '-Infinity' if value == -math.inf else repr(value)}'"
            return str(value)

        self.run_sql("DROP TABLE IF EXISTS lead_features")
        self.run_sql(asked["create"])
        rows = ["(" + ", ".join(map(cell, row, asked["types"])) + ")" for row in asked["values"]]
        for i in range(0, len(rows), 300):
            self.run_sql("INSERT INTO lead_features VALUES " + ", ".join(rows[i : i + 300]))
        return self.run_sql(asked["query"])


engines = {"trino": Trino, "clickhouse": ClickHouse, "mysql": MySql, "spark": Spark, "snowflake": Snowflake}

if __name__ == "__main__":
    engine = engines[sys.argv[1]]()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    if "--able" in sys.argv:
        sys.exit(0)
    for line in sys.stdin:
        asked = json.loads(line)
        asked["values"] = [[read(v) for v in row] for row in asked["values"]]
        try:
            answer = engine.run(asked)
        except Exception as error:
            answer = {"error": str(error)[:2000]}
        print(json.dumps(answer), file=out, flush=True)
