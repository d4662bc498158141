"""Every reader on spoilt files: an answer or an error of evacopt, and no reader is left out."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest

from benchmarks.campaign_fuzz import inputs, outcome
from benchmarks.fuzz.readers import READERS
from evacopt.errors import InvalidInput
from evacopt.files.xlsx.xml_walk import RefusedError, Steps, walk
from tests.test_structure import ROOT

_READS = {"read_bytes", "read_text", "read_parquet", "read_csv", "from_path", "ZipFile", "loads", "decode"}
"""Calls by which bytes from outside become something else."""

_FROM_US = {
    "backends.cbc": "the log of a solver that we started",
    "backends.child": "/proc, written by the kernel",
    "backends.mathopt": "an answer of a solver that we started",
    "backends.model_file": "a model that a solver that we started has written",
    "bench.data_files": "lists of SHA-256 that come with a campaign",
    "bench.job": "bytes that are only hashed",
    "bench.machine": "/proc, written by the kernel",
    "bench.watch": "the last words of a command that we started, cut and replaced",
    "board.bounds": "the plan with which a board began, which has been read by then",
    "board.delta": "a record of ours",
    "board.happenings": "a table that was typed: `files.side_tables` reads it first",
    "board.search": "what our server has pickled",
    "files.encoding": "bytes that other readers could not read",
    "files.examples": "instances that come with evacopt",
    "files.other_words": "words that come with evacopt",
    "files.schema": "meanings of columns that come with evacopt",
    "files.sheet_examples": "example rows that come with evacopt",
    "files.workbook_write": "the guide that comes with evacopt",
    "registration.headings": "words that come with evacopt",
    "output.clean": "JSON that we made",
    "output.html": "templates that come with evacopt",
    "output.pdf": "JSON that we made",
    "packing.search": "loads of flights, no bytes",
    "proof.branch_and_price": "loads of flights, no bytes",
    "simulation.subject": "what a process of ours has pickled",
    "web.api": "requests, no files: `tests/web/test_api.py`",
    "web.lists": "what our server has pickled",
    "web.login": "requests, no files: `tests/web/test_login.py`",
    "web.security": "requests, no files: `tests/web/test_requests.py`",
    "web.static_files": "scripts and styles that come with evacopt",
}


def _reading() -> set[str]:
    """The modules of evacopt that read bytes from anywhere."""
    found = set()
    for path in ROOT.rglob("*.py"):
        calls = (
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        )
        names = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
        if names & _READS:
            found.add(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return found


def test_every_reader_is_fuzzed() -> None:
    """A module that reads a file is one of a reader of the campaign, or is listed with the reason why not."""
    fuzzed = {module for reader in READERS.values() for module in reader.modules}
    assert _reading() - fuzzed == set(_FROM_US)


@pytest.mark.parametrize("name", READERS)
def test_what_is_right_is_read(tmp_path: Path, name: str) -> None:
    """The files that are spoilt are right before: a reader that refuses everything would be no test."""
    for number, seed in enumerate(READERS[name].seeds()):
        path = tmp_path / f"{number}{READERS[name].ending}"
        path.write_bytes(seed)
        assert outcome(READERS[name], path) == ("read", "")


@pytest.mark.parametrize("name", [name for name in READERS if "workbook" not in name])
def test_spoilt_files_give_no_traceback(tmp_path: Path, name: str) -> None:
    """Fifteen spoilt files for each reader; the campaign has twenty thousand."""
    path = tmp_path / f"x{READERS[name].ending}"
    for number, data in enumerate(inputs(name, 15, 0, 15)):
        path.write_bytes(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert outcome(READERS[name], path)[0] in ("read", "refused"), number


@pytest.mark.sibling("16")
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (
            "outlines",
            b'{"type": "LineString", "coordinates": [[1], [2]]}',
            "coordinates: must be a list of",
        ),
        (
            "outlines",
            b'{"type": "Polygon", "coordinates": [["ab", "cd"]]}',
            "coordinates[0]: must be a",
        ),
        (
            "outlines",
            b'{"type": "Feature", "geometry": {"type": "Circle"}}',
            "geometry.type: must be a",
        ),
        ("outlines", b'\xff\xfe{"type": 1}', "is no JSON that can be read"),
        ("outlines", b'{"type": "LineString", "coordinates": [[1e400, 0], [0, 0]]}', "x.json"),
        ("outlines", b'{"type":"GeometryCollection","geometries":[' * 5000, "is nested too deeply"),
        ("export marker", b'{"format": "evacopt-export/1", "files": [{}]}', "is not as evacopt writes it"),
        ("export marker", b"\xff", "evacopt-export.json:1, column 1: is not UTF-8 but an older code page"),
        ("results", b"\xff\xfe\n", "x.jsonl:1: is no line of results"),
        ("results", b"{}\n", "x.jsonl:1: is no line of results"),
        (
            "log",
            b'{"goal": "cost"}\n',
            "x.log:1: must be a JSON object with seconds",
        ),
        (
            "log",
            b'{"seconds": 1, "goal": "cost", "incumbent": "1", "bound": 1}\n',
            "x.log:1: must be a JSON object",
        ),
        ("trace", b"1 cost\n", "x.log:1: must be seconds, a goal and a whole number, got 1 cost"),
        ("trace", b"nan cost 1\n", "x.log:1: must be seconds, a goal and a whole number"),
        ("plan", b'{"format": "evacopt-plan/1", "instance": {"name": "\\ud800"}}', "x.json"),
        ("campaign", b"[[instances]]\nfamily = ''\n", "[[instances]] 1, family: must be text"),
        ("campaign", b"name = 'c'\nretries = nan\n", "retries: must be integers from 0 to 100"),
    ],
)
def test_damaged_files_are_findings(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    """Outlines, markers, results, logs, plans: what is wrong and where, as of an instance."""
    path = tmp_path / f"x{READERS[name].ending}"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        READERS[name].read(path)
    assert says in str(caught.value)


@pytest.mark.sibling("16")
@pytest.mark.parametrize("begin", [b"<c ", b"<!--"])
def test_a_tag_without_end_is_refused(begin: bytes) -> None:
    """Expat begins a tag that is cut off anew with each chunk: a long one took hours."""
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = b'<worksheet xmlns="' + space + b'">' + begin
    with pytest.raises(RefusedError, match="holds a tag longer than any of a workbook"):
        walk([head, *[b" " * 2**18] * 24], "worksheet", _Deaf())


class _Deaf(Steps):
    def __init__(self) -> None:
        self.opening, self.closing = {}, {}
