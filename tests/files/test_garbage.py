"""Nothing that a file holds can break the reader: it gives an instance or findings."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.files import check_instance
from tests.files.writing import FILES, folder

_COLUMNS = sorted({field.column for table in TABLES for field in table.fields})
_KEYS = [*(field.column for field in HEADER), *(table.name for table in TABLES), "policy", "format"]
_CELLS = st.sampled_from(
    [
        *("", "NIM", "CDG", "FRA", "F1", "G1", "all", "own", "origin", "0", "-1", "1", "1e9", "nan", "1.5"),
        *(
            "2023-08-01T06:00Z",
            "9999-12-31T23:59-23:59",
            "2023-08-01",
            "FRA:1",
            ";",
            ">",
            ":",
            "max",
            "optional",
        ),
        *("999999999999999999999", "1e-300", "true", "haven", "exactly", "scheduled", "reserve", "S@x"),
    ]
) | st.text(max_size=6)
_WEIRD: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def _told(path: Path) -> None:
    instance, findings = check_instance(path)
    errors = [finding for finding in findings if finding.severity == "error"]
    assert (instance is None) == bool(errors)
    assert all(str(finding) for finding in findings)


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=80))
def test_random_bytes(name: str, data: bytes) -> None:
    """Any bytes in place of a file."""
    with tempfile.TemporaryDirectory() as place:
        _told(folder(Path(place) / "x", **{name: data}))


@settings(max_examples=40)
@given(st.binary(max_size=80), st.sampled_from(["x.json", "x.xlsx", "x.parquet", "x"]))
def test_random_files(data: bytes, name: str) -> None:
    """Any bytes in place of a container."""
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / name).write_bytes(data)
        _told(Path(place) / name)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_random_cells(data: st.DataObject) -> None:
    """Any cells under the headings of any table, some of them missing."""
    table = data.draw(st.sampled_from(TABLES))
    columns = [field.column for field in table.fields if field.required or data.draw(st.booleans())]
    rows = data.draw(st.lists(st.lists(_CELLS, min_size=len(columns), max_size=len(columns)), max_size=4))
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in [columns, *rows]]
    text = "\n".join(map(",".join, quoted)).encode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as place:
        _told(folder(Path(place) / "x", **{f"{table.name}.csv": text}))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(_KEYS) | st.text(max_size=3),
        _WEIRD | st.lists(st.dictionaries(st.sampled_from(_COLUMNS), _WEIRD, max_size=6), max_size=3),
    )
)
def test_random_json(content: dict[str, Any]) -> None:
    """Any values under any keys."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.json"
        path.write_text(json.dumps(content), encoding="utf-8", errors="replace")
        _told(path)


@settings(max_examples=60)
@given(
    st.sampled_from([field.column for field in (*HEADER, *POLICY)]),
    st.sampled_from(
        [
            "nan",
            "inf",
            "1",
            "-1.5",
            "true",
            "[]",
            "[1]",
            "{}",
            "{a = 1}",
            "''",
            "'x'",
            "2023-08-01",
            "06:00:00",
            "9999-12-31T23:59:59-23:59",
            "2023-08-01T00:00:01Z",
            "1e400",
            "[['x']]",
            "'2023-08-01T00:00Z'",
        ]
    ),
)
def test_random_toml(key: str, value: str) -> None:
    """Any TOML value under any key, of the header or of the policy."""
    text = FILES["instance.toml"]
    header = "\n".join(line for line in text.splitlines() if not line.startswith(key))
    with tempfile.TemporaryDirectory() as place:
        for spoilt in (f"{header}\n{key} = {value}\n", f"{text}[policy]\n{key} = {value}\n"):
            _told(folder(Path(place) / "x", instance_toml=spoilt))
