"""Whatever files, plans and people at the keyboard say, a terminal shows it and does nothing else."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyte
import pytest
from click.testing import CliRunner

from evacopt.cli.main import evacopt
from evacopt.domain.plan import Plan, Reason, Run, Unserved
from evacopt.files import read_instance, write_instance, write_plan
from tests.property.payloads import ESCAPES, MARKUP
from tests.property.test_safe_files import evil

TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
SMALL = Path(__file__).parents[1] / "data" / "small"


def said(*words: object) -> str:
    """What a command prints, on both streams."""
    return CliRunner().invoke(evacopt, [str(word) for word in words], color=True).output


def shown(text: str, *, wide: int, high: int) -> pyte.Screen:
    """A terminal of that size after `text` was printed on it."""
    screen = pyte.Screen(wide, high)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(text)
    return screen


def assert_harmless(text: str) -> None:
    """The terminal shows each line as it was printed, in plain letters, and is as it was before."""
    lines = text.splitlines()
    wide = 2 * max(map(len, lines), default=0) + 2  # letters may take two cells
    screen, fresh = (shown(printed, wide=wide, high=len(lines) + 2) for printed in (text, ""))
    assert (screen.title, screen.icon_name) == ("", "")
    assert screen.mode == fresh.mode
    assert (screen.margins, screen.charset, screen.savepoints) == (fresh.margins, fresh.charset, [])
    assert (screen.cursor.y, screen.cursor.x, screen.cursor.hidden) == (len(lines), 0, False)
    assert screen.cursor.attrs == fresh.cursor.attrs
    assert [line.rstrip() for line in screen.display[: len(lines)]] == [line.rstrip() for line in lines]
    plain = fresh.default_char
    for row in list(screen.buffer.values())[: len(lines)]:
        assert {char._replace(data=" ") for char in row.values()} <= {plain}
    assert not [sign for sign in text if unicodedata.bidirectional(sign) in TURNING]


def raw(folder: Path, payload: str) -> Path:
    """An instance whose tables hold the payload in every text cell, as an enemy would write it."""
    folder.mkdir()
    for name, columns in {
        "locations": ("id", "role", "country", "name", "iata", "icao", payload),
        "groups": ("id", "nationality", "origin", "size", "destinations", "operators", "members"),
        "flights": ("id", "operator", "origin", "destination", "departs", "arrives", "seats", "accepts"),
        "blocs": ("bloc", "members"),
        "shares": ("id", "kind", "nationality", "people", "flight"),
    }.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, [payload] * len(columns)])
    (folder / "instance.toml").write_text('format = "evacopt-instance/1"\nname = "x"\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize("payload", ESCAPES)
def test_errors_about_cells(payload: str, tmp_path: Path) -> None:
    """Findings quote the cell, the column, the row's name and the file; not one sign of it is obeyed."""
    name = payload.replace("/", "_").replace("\0", "_")
    folder = raw(tmp_path / f"x{name}", payload)
    text = said("check", folder)
    assert text.count("flights.csv:2") >= 3
    assert_harmless(text)
    assert_harmless(said("check", folder, "--json"))


@pytest.mark.parametrize("payload", ESCAPES)
def test_errors_about_words(payload: str, tmp_path: Path) -> None:
    """What was typed comes back in messages of click and of ours."""
    typed = payload.replace("\0", "_")
    for words in (
        ["check", SMALL, typed],
        ["check", typed],
        [typed],
        ["check", f"--{typed}"],
        ["solve", SMALL, "--backend", typed],
        ["solve", SMALL, "-o", tmp_path / f"no{typed}" / "plan"],
        ["convert", SMALL, tmp_path / f"no{typed}" / "x.json"],
        ["generate", "surge", "-o", tmp_path / "y", "--param", typed],
        ["export", SMALL, SMALL, "-o", tmp_path / "y", "--meeting-point", typed],
        ["purge", tmp_path / typed],
        ["replan", SMALL, SMALL, "--as-of", typed],
    ):
        text = said(*words)
        assert len(text) > 20
        assert_harmless(text)


def _with_words(plan: Plan, payloads: Sequence[str]) -> Plan:
    """`plan`, its own words exchanged for payloads."""
    groups = [row.group for row in plan.unserved]
    stay = tuple(
        Unserved(row.group, row.parties, tuple(Reason(text, text) for text in payloads[at :: len(groups)]))
        for at, row in enumerate(plan.unserved)
    )
    return replace(
        plan, instance_name=payloads[0], unserved=stay, run=Run(evacopt=payloads[0], backend=payloads[0])
    )


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A plan of the small instance that leaves people behind."""
    from tests.output.export.made import started

    instance = read_instance(SMALL)
    found = started(instance)
    assert found is not None
    counts = {row.group: 0 for row in found.assignments}
    for row in found.assignments:
        counts[row.group] += row.parties
    stay = tuple(
        Unserved(one.id, one.count - counts.get(one.id, 0), ())
        for one in instance.groups
        if one.count > counts.get(one.id, 0)
    )
    return replace(found, unserved=stay)


@pytest.mark.parametrize("payloads", [ESCAPES, MARKUP], ids=["escapes", "markup"])
def test_words_of_a_plan(payloads: Sequence[str], plan: Plan, tmp_path: Path) -> None:
    """Reasons, names and versions that a plan file claims are shown and not obeyed."""
    path = tmp_path / "x.plan.json"
    write_plan(_with_words(plan, payloads), path)
    for words in (["show", SMALL, path, "--all"], ["verify", SMALL, path], ["show", SMALL, path, "--json"]):
        assert_harmless(said(*words))
    stays = json.loads(said("show", SMALL, path, "--json"))["stays"]
    assert {text for stay in stays for text in stay["reasons"]} == set(payloads)


@pytest.mark.parametrize("payloads", [ESCAPES, MARKUP], ids=["escapes", "markup"])
def test_words_of_an_instance(payloads: Sequence[str], tmp_path: Path) -> None:
    """Texts of an instance that the rules allow: checked, shown, exported, reported, never obeyed."""
    from tests.property.test_safe_files import as_code

    texts = list(dict.fromkeys(filter(None, map(as_code, payloads))))
    instance, given = evil(texts)
    write_instance(instance, tmp_path / "i.json")
    write_plan(replace(given, run=None, unserved=()), tmp_path / "x.plan.json")
    told = [
        said("check", tmp_path / "i.json"),
        said("show", tmp_path / "i.json", "--all"),
        said("show", tmp_path / "i.json", tmp_path / "x.plan.json", "--all"),
        said("verify", tmp_path / "i.json", tmp_path / "x.plan.json"),
        said("export", tmp_path / "i.json", tmp_path / "x.plan.json", "-o", tmp_path / "out"),
        said("report", tmp_path / "i.json", tmp_path / "x.plan.json", "-o", tmp_path / "r.html"),
    ]
    for text in told:
        assert_harmless(text)
    if payloads is MARKUP:
        page = "".join("".join(told[1:3]).split())
        short = [text for text in texts if len(text) <= 12]
        assert len(short) > 30
        assert [text for text in short if "".join(text.split()) not in page] == []
