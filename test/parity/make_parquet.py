"""Writes golden/parquet.json, what pyarrow reads in a Parquet file of ours (golden/runs-parquet.txt, in
base64), and golden/pyarrow-parquet.txt, one that it has written itself.

    npx vitest run test/parity/parquet.test.ts -u   # writes runs-parquet.txt anew
    python test/parity/make_parquet.py

Packages: requirements.txt. Read by parquet.test.ts.
"""

import base64
import io
import json
from datetime import datetime, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

GOLDEN = Path(__file__).parent / "golden"


def plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))


def read_ours() -> dict:
    content = base64.b64decode((GOLDEN / "runs-parquet.txt").read_text())
    file = pq.ParquetFile(io.BytesIO(content))
    group = file.metadata.row_group(0)
    columns = [group.column(index) for index in range(group.num_columns)]
    return {
        "pyarrow": pa.__version__,
        "schema": {field.name: str(field.type) for field in file.schema_arrow},
        "nullable": [field.name for field in file.schema_arrow if field.nullable],
        "dictionaries": [c.path_in_schema for c in columns if c.has_dictionary_page],
        "rows": file.read().to_pylist(),
    }


def write_theirs() -> bytes:
    table = pa.table(
        {
            "image": ["a.png", "ä/🐈.png", '"\n'],
            "label": pa.array(["cat", None, "cat"]).dictionary_encode(),
            "when": pa.array([datetime(2026, 11, 23, tzinfo=timezone.utc), None, None]),
            "count": pa.array([2**40, 0, -1], pa.int64()),
            "share": [0.1, None, 1e-7],
            "right": [True, False, None],
            "labels": [[{"label": "cat", "samples": 2**40}], [], None],
        }
    )
    content = io.BytesIO()
    pq.write_table(table, content, row_group_size=2)
    return content.getvalue()


if __name__ == "__main__":
    golden = json.dumps(read_ours(), default=plain, ensure_ascii=False, indent=1)
    (GOLDEN / "parquet.json").write_text(golden + "\n")
    (GOLDEN / "pyarrow-parquet.txt").write_text(base64.encodebytes(write_theirs()).decode())
