"""`evacopt backends`: what is here, what it can do, what is missing and why."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from evacopt.backends.catalogue import Listed
from evacopt.backends.conformance import Checked
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


def test_the_real_catalogue(run: Command, backends_known: None) -> None:
    """Each backend of this machine gets ready, in a process of its own."""
    said = json.loads(run("backends", "--json").stdout)["backends"]
    here = [backend["name"] for backend in said if backend["available"]]
    assert {"highs", "cpsat", "scip", "mathopt-highs", "cbc", "flow", "scale", "pulp:<NAME>"} <= set(here)


KEPT = Checked("best", "It finds it.", "kept", "4 programs")
CLAIMS = (KEPT, Checked("gap", "It is near.", "broken", "it is far"))


@pytest.mark.parametrize(("claims", "code"), [(CLAIMS[:1], Exit.DONE), (CLAIMS, Exit.BACKEND)])
def test_claims_are_told(
    run: Command, monkeypatch: pytest.MonkeyPatch, claims: tuple[Checked, ...], code: Exit
) -> None:
    """Each with its verdict, what was broken with what was seen, and the exit code says it too."""
    monkeypatch.setattr("evacopt.backends.conformance.conformance", lambda name: iter(claims))
    ran, as_json = run("backends", "--check", "mine"), run("backends", "--check", "mine", "--json")
    assert (ran.exit_code, as_json.exit_code) == (code, code)
    assert ("gap is broken: it is far" in ran.stdout) == (code != Exit.DONE)
    told = "mine conforms: 1 of 1 claims" if code == Exit.DONE else "mine does not conform: 1 of 2 claims"
    assert told in ran.stdout
    said = json.loads(as_json.stdout)
    assert (said["backend"], said["conforms"]) == ("mine", code == Exit.DONE)
    assert said["claims"][0] == asdict(KEPT)


def test_who_is_not_there_is_not_checked(run: Command) -> None:
    """Exit code 7, and those that there are."""
    ran = run("backends", "--check", "nix")
    assert (ran.exit_code, ran.stdout) == (Exit.BACKEND, "")
    assert "there is no backend 'nix'; there are: auto" in ran.stderr
