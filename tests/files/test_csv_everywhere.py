"""Every reader of CSV takes the same separators, marks and first lines, and refuses the same by name."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evacopt.bench.campaign import reference_of
from evacopt.bench.keys import Keys
from evacopt.errors import InvalidInput
from evacopt.files.side_tables import read_groups, read_no_shows
from evacopt.output.export.costs import read_costs
from evacopt.output.export.names import read_names
from tests.files.writing import FILES, findings_in, folder

Reads = Callable[[Path], Any]


def _instance(path: Path) -> Any:
    folder(path.parent / "x", groups_csv=path.read_bytes())
    found = findings_in(path.parent / "x")
    if found:
        raise InvalidInput(found)
    return None


def _references(path: Path) -> Any:
    keys = Keys("c.toml", {"reference": {"path": path.name}}, ("reference",), [])
    found = reference_of(keys, path.parent)
    if keys.findings:
        raise InvalidInput(keys.findings)
    return found


def _names(path: Path) -> Any:
    return read_names(path, needed=["A/1"], people={"A/1": "FRA"})


_TABLES: dict[str, tuple[str, Reads]] = {
    "instance": (FILES["groups.csv"], _instance),
    "arrivals": ("id,nationality,origin,size\nN,DEU,O,2\n", lambda path: list(read_groups(path))),
    "no-shows": ("group,parties,flight\nG,2,F\n", read_no_shows),
    "costs": ("flight,cost\nFR1,1250.50\n", read_costs),
    "names": ("code,given_names,surname\nA/1,Ann,Lee\n", _names),
    "references": ("instance,best,bound\nx,12,13\n", _references),
}
_WRITTEN: dict[str, Callable[[str], bytes]] = {
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "sep": lambda text: ("sep=;\r\n" + text.replace(",", ";")).encode(),
    "sep of its own": lambda text: ('\ufeff"sep=|"\n' + text.replace(",", "|")).encode(),
    "mark": lambda text: text.replace(",", ";").encode("utf-8-sig"),
    "blank lines": lambda text: ("\n\n" + text.replace("\n", "\n\n")).encode(),
    "quotes": lambda text: "\n".join('"' + line.replace(",", '","') + '"' for line in text.split()).encode(),
}
_REFUSED: dict[str, tuple[Callable[[str], bytes], str]] = {
    "UTF-16": (lambda text: text.encode("utf-16"), "is UTF-16, not UTF-8"),
    "UTF-16 without mark": (lambda text: text.encode("utf-16-le"), "is UTF-16, not UTF-8"),
    "UTF-32": (lambda text: text.encode("utf-32"), "is UTF-32, not UTF-8"),
    "code page": (lambda text: (text + "é").encode("cp1252"), "an older code page, such as Windows-1252"),
    "workbook": (lambda text: b"PK\x03\x04" + text.encode(), "a zip archive, such as a workbook"),
    "old workbook": (lambda text: b"\xd0\xcf\x11\xe0\xa1\xb1" + text.encode(), "an old workbook (.xls)"),
    "pipes": (lambda text: text.replace(",", "|").encode(), "parts its columns by |"),
    "separator of letters": (lambda text: ("sep=x\n" + text).encode(), "names a separator that cannot part"),
}


@pytest.mark.sibling("16")
@pytest.mark.parametrize("written", _WRITTEN)
@pytest.mark.parametrize("name", _TABLES)
def test_the_same_however_it_is_written(tmp_path: Path, name: str, written: str) -> None:
    """Semicolons, tabs, `sep=`, a mark, blank lines, quotes: what is read is what commas would have said."""
    text, read = _TABLES[name]
    (tmp_path / "plain.csv").write_text(text)
    (tmp_path / "other.csv").write_bytes(_WRITTEN[written](text))
    assert read(tmp_path / "other.csv") == read(tmp_path / "plain.csv")


@pytest.mark.sibling("16")
@pytest.mark.parametrize("strange", _REFUSED)
@pytest.mark.parametrize("name", _TABLES)
def test_other_texts_are_refused_by_name(tmp_path: Path, name: str, strange: str) -> None:
    """Other encodings, workbooks and separators: one finding that says what it is, and what to do."""
    text, read = _TABLES[name]
    write, says = _REFUSED[strange]
    (tmp_path / "other.csv").write_bytes(write(text))
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path / "other.csv")
    (finding,) = caught.value.findings
    assert says in str(finding)
    assert any(remedy in str(finding) for remedy in ("CSV UTF-8", "commas", "leave the line out"))


@pytest.mark.sibling("16")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "flight;cost\nFR1;1250,50\n",
            "must be an amount such as 1234 or 1234.50, got 1250,50; write it with a",
        ),
        ("flight;cost\nFR1;1.402\n", "got 1.402; it could be 1402 or 1.402: write the one meant"),
        ("flight;cost\nFR1;1.402,50\n", "write it without a separator of thousands: 1402.50"),
        (
            "flight,cost\nFR1,1,402\n",
            'got 3; a cell that holds a comma stands in quotes, such as "1,402"',
        ),
        ("flight;cost\nFR1;1;x\n", "got 3; a cell that holds a semicolon stands in quotes"),
        ("flight\tcost\nFR1\tx\t1\n", "got 3; a cell that holds a tab stands in quotes"),
        ("sep=;\nflight;cost\nFR1;0;96\n", 'a semicolon stands in quotes, such as "0;96"'),
        ("flight,costs\nFR1,1\n", "c.csv:1, costs: is no column of costs; did you mean cost?"),
        ("flight\nFR1\n", "c.csv, cost: column is needed and is not there"),
        ("flight,cost,cost\nFR1,1,2\n", "c.csv:1, cost: column is there twice"),
        ("flight,cost\nFR1,1\n\nFR1,2\n", "c.csv:4, flight: is there twice, got FR1"),
        ("", "c.csv: is empty: its first line must name the columns"),
    ],
)
def test_what_is_wrong_with_costs(tmp_path: Path, text: str, says: str) -> None:
    """Each cell of a file of costs that is not as it must be, with its line and what to do."""
    (tmp_path / "c.csv").write_text(text)
    with pytest.raises(InvalidInput) as caught:
        read_costs(tmp_path / "c.csv")
    assert says in str(caught.value)


@pytest.mark.parametrize("name", [name for name in _TABLES if name not in ("instance", "references")])
def test_a_pipe_is_read_once(tmp_path: Path, name: str) -> None:
    """A file that can be read only once, such as the output of a decryption, is read like any other."""
    text, read = _TABLES[name]
    (tmp_path / "plain.csv").write_text(text)
    os.mkfifo(tmp_path / "pipe.csv")
    writer = threading.Thread(target=(tmp_path / "pipe.csv").write_text, args=(text,))
    writer.start()
    assert read(tmp_path / "pipe.csv") == read(tmp_path / "plain.csv")
    writer.join()
