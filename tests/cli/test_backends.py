"""`evacopt backends`: what is here, what it can do, what is missing and why."""

from __future__ import annotations

import json

import pytest

from evacopt.backends.catalogue import Listed
from evacopt.cli.backends import ABILITIES
from evacopt.cli.exits import Exit
from evacopt.large.tuning import TUNING
from evacopt.milp.contract import Capabilities
from tests.cli.conftest import Command

SOME = (
    Listed("one", "one 1.2", Capabilities(threads=False, family="ones")),
    Listed("two", None, None, "No module named 'two'", installed=False),
    Listed("three", None, None, "the backend three was refused memory before it was ready"),
)


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of one backend that is here and one that is not."""
    monkeypatch.setattr("evacopt.backends.catalogue.catalogue", lambda: SOME)


def test_the_table(run: Command, some: None) -> None:
    """Versions and abilities of what is here, reasons for what is not, and what `auto` means."""
    ran = run("backends")
    assert (ran.exit_code, ran.stderr) == (Exit.DONE, "")
    here, missing = ran.stdout.split("Not available")
    here, broken = here.split("Installed, but not at work")
    assert "was refused memory" in broken
    assert "one 1.2" in here
    assert "No module named 'two'" in missing
    assert "auto picks highs: " in here
    assert f"From about {TUNING.auto_ways:,} ways to travel on it picks scale." in here


def test_the_object(run: Command, some: None) -> None:
    """The same for programs."""
    said = json.loads(run("backends", "--json").stdout)
    one, two, three = said["backends"]
    assert [backend["installed"] for backend in said["backends"]] == [True, False, True]
    assert (three["available"], three["version"]) == (False, None)
    assert (one["version"], one["can"]["threads"], one["can"]["bound"]) == ("one 1.2", False, True)
    assert (two["available"], two["can"], two["reason"]) == (False, None, "No module named 'two'")
    assert said["auto"]["name"] == "highs"
    assert said["auto"]["large"] == {"name": "scale", "ways": TUNING.auto_ways}


def test_every_ability_is_one_of_the_contract() -> None:
    """The names in the head of the table are those of `Capabilities`."""
    assert set(ABILITIES) <= set(Capabilities.__dataclass_fields__)


def test_the_real_catalogue(run: Command) -> None:
    """Each backend of this machine gets ready, in a process of its own."""
    said = json.loads(run("backends", "--json").stdout)["backends"]
    here = [backend["name"] for backend in said if backend["available"]]
    assert {"highs", "cpsat", "scip", "mathopt-highs", "cbc", "flow", "scale", "pulp:<NAME>"} <= set(here)
