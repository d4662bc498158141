"""A small share of `benchmarks.campaign_kills`: commands killed at random moments."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from benchmarks import campaign_kills
from benchmarks.campaign_kills import kill
from benchmarks.kill_commands import commands, prepare

SPAN = 0.8
KINDS = ("solve cbc", "export csv", "export --force", "bench", "solve --what-if")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the commands work on."""
    folder = tmp_path_factory.mktemp("kills") / "template"
    folder.mkdir()
    prepare(folder)
    return folder


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_torn_runs_on_or_lies_about_untold(template: Path, name: str) -> None:
    """Killed at some moment: files are as before or whole, processes end, the next command tells the rest."""
    command = next(one for one in commands() if one.name == name)
    counts, said = kill(command, template, {name: SPAN}, 0, KINDS.index(name))
    assert said == []
    assert counts["kills"] == 1
    assert not any(
        counts[fault] for fault in ("torn", "orphans", "untold", "not removed", "damaged by purge")
    )


BADLY = """
import pathlib, subprocess, sys, time
pathlib.Path("out").mkdir()
pathlib.Path("out/evacopt-export.json").write_text("{")
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
pathlib.Path(".names.csv.x7").write_text("Zqxwv")
time.sleep(600)
"""


def test_the_campaign_bites(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An orphan, a torn file and a file that nobody tells of are found."""
    command = next(one for one in commands() if one.name == "export csv")
    begin = campaign_kills.Folder.begin

    def badly(
        self: campaign_kills.Folder, words: Sequence[str], *, heard: bool = True
    ) -> subprocess.Popen[str]:
        with monkeypatch.context() as patch:
            if not heard:
                patch.setattr(campaign_kills, "COMMAND", (sys.executable, "-c", BADLY))
            return begin(self, words, heard=heard)

    def when_both_are_there(place: campaign_kills.Folder, ended: int, give_up: float) -> None:
        while not (place.work / ".names.csv.x7").exists():
            time.sleep(0.01)

    monkeypatch.setattr(campaign_kills.Folder, "begin", badly)
    monkeypatch.setattr(campaign_kills, "_until_something_is_new", when_both_are_there)
    numbers = (number for number in range(100) if _waits(number))
    counts, said = kill(command, template, {"export csv": 30.0}, 0, next(numbers), ends_within=0.2)
    assert counts["torn"] == counts["untold"] == counts["orphans"] == 1, said


def _waits(number: int) -> bool:
    """Whether this kill is a SIGKILL to the command alone, after the first file is seen."""
    random = Random(f"0 {number}")
    sure, not_all = random.random() < 0.7, random.random() >= 1 / 6
    random.uniform(0.0, 1.0)
    return sure and not_all and random.random() < 0.5
