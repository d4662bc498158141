"""Campaigns whose files are absent say so, and fail."""

from __future__ import annotations

import hashlib
import json
import pickle
import re
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from benchmarks import (
    campaign_backends,
    campaign_brute,
    campaign_certificates,
    campaign_explain,
    campaign_forged,
    campaign_replan,
)
from benchmarks.gather import gather, rsp_json
from evacopt.bench.campaign import read_campaign
from evacopt.errors import InvalidInput
from tests.bench.conftest import Write

CAMPAIGNS = Path(__file__).parents[2] / "benchmarks" / "campaigns"
WITH_FILES = sorted(
    path.stem for path in CAMPAIGNS.glob("*.toml") if re.search(r'"\.\./', path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("there", [True, False])
def test_a_campaign_over_no_worked_case_fails(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is not there, or is empty, is told by its name, before anything is solved."""
    cases = tmp_path / "cases"
    if there:
        cases.mkdir()
    for words, campaign in (
        (["proven", "--seeds", "0:1"], campaign_certificates),
        (["--seeds", "1"], campaign_backends),
    ):
        monkeypatch.setattr("sys.argv", ["", *words, "--cases", str(cases)])
        with pytest.raises(SystemExit, match=f"{re.escape(str(cases))} holds no case"):
            campaign.main()


def test_a_campaign_over_no_instance_to_forge_for_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """None accepted of none made shows nothing."""
    monkeypatch.setattr("sys.argv", ["", "--seeds", "0:0", "--claims", "3"])
    assert campaign_forged.main() == 1
    assert "name more seeds" in capsys.readouterr().out


@pytest.mark.parametrize("campaign", [campaign_brute, campaign_explain, campaign_replan])
def test_a_campaign_over_no_seed_fails(
    campaign: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing disagrees with nothing."""
    monkeypatch.setattr("sys.argv", ["", "--seeds", "3:3"])
    assert campaign.main() == 1
    assert "nothing was tried" in capsys.readouterr().err


@pytest.mark.parametrize("name", WITH_FILES)
def test_every_campaign_says_which_file_is_absent(name: str, tmp_path: Path) -> None:
    """Read from a folder beside which nothing lies, each names what it does not find."""
    moved = shutil.copytree(CAMPAIGNS, tmp_path / "a" / "b" / "campaigns") / f"{name}.toml"
    with pytest.raises(InvalidInput, match=r"(finds no file|is no file|lacks \d+ of \d+ files)") as refusal:
        read_campaign(moved)
    if "lacks" in str(refusal.value):
        assert re.search(r"get https://\S+, then python -m benchmarks\.gather \S+ \S+", str(refusal.value))


DATA = """
[[data]]
path = "data"
sha256 = "list.sha256"
url = "https://example.org/set"
steps = "unpack it"
"""
REST = """
[[instances]]
path = "data/*.txt"
from = "mkp"
[[runs]]
backends = "highs"
time_limits = 1
"""
KNAPSACK = b"1\n1\n5\n3 7\n"


@pytest.fixture
def published(campaign: Write, tmp_path: Path) -> Path:
    """A campaign on two listed files, which are there."""
    (tmp_path / "data").mkdir()
    lines = []
    for name in ("a.txt", "b.txt"):
        content = KNAPSACK + (b"\n" if name == "b.txt" else b"")
        (tmp_path / "data" / name).write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
    (tmp_path / "list.sha256").write_text("".join(lines), encoding="ascii")
    return campaign(DATA + REST)


def test_listed_files_are_checked_by_their_hash(published: Path, tmp_path: Path) -> None:
    """As listed they do; one that is absent, another one, or a third that nobody listed, are each refused."""
    assert len(read_campaign(published).jobs) == 2
    (tmp_path / "data" / "c.txt").write_bytes(KNAPSACK + b"\n\n")
    with pytest.raises(InvalidInput, match=r"is no file of the list in \[\[data\]\], got \"?c\.txt"):
        read_campaign(published)
    (tmp_path / "data" / "b.txt").write_bytes(KNAPSACK + b"#")
    with pytest.raises(InvalidInput, match=r"another b\.txt .* SHA-256 differs.*https://example\.org/set"):
        read_campaign(published)
    (tmp_path / "data" / "a.txt").unlink()
    absent = r"lacks 1 of 2 files .* first a\.txt, .*get https://example\.org/set, then unpack it"
    with pytest.raises(InvalidInput, match=absent):
        read_campaign(published)


@pytest.mark.parametrize("text", ["", "abc  a.txt\n"])
def test_a_list_that_is_none_is_refused(text: str, published: Path, tmp_path: Path) -> None:
    """An empty one too: it would let everything pass."""
    (tmp_path / "list.sha256").write_text(text, encoding="ascii")
    with pytest.raises(InvalidInput, match=r"sha256: must (hold lines of sha256sum|list at least one file)"):
        read_campaign(published)


def test_a_set_without_a_run_is_refused(campaign: Write) -> None:
    """Its instances would count as measured, and nothing was."""
    text = '[[instances]]\nfamily = "surge"\n[[instances]]\nset = "idle"\nfamily = "surge"\n'
    runs = '[[runs]]\nsets = "surge"\nbackends = "highs"\ntime_limits = 1\n'
    with pytest.raises(InvalidInput, match=r"leave a set of instances out, got \"?idle"):
        read_campaign(campaign(text + runs))


def test_files_are_gathered_by_their_hash(published: Path, tmp_path: Path) -> None:
    """Whatever they are called in the clone; what is not there is counted and nothing else is copied."""
    clone, data = tmp_path / "clone" / "deep", tmp_path / "data"
    clone.mkdir(parents=True)
    shutil.move(data / "a.txt", clone / "renamed")
    (clone / "other").write_bytes(b"other")
    (data / "b.txt").unlink()
    assert gather(published, clone.parent) == 1
    assert [path.name for path in data.iterdir()] == ["a.txt"]


def test_a_pickle_is_read_as_numbers_or_not_at_all() -> None:
    """As its JSON; one that names anything but arrays runs nothing."""
    content = [2, 1, 1, np.float64(6), np.array([5.0]), np.array([[3.0], [4.0]]), [1]]
    made = json.loads(rsp_json(pickle.dumps(content)))
    assert (made["waiting"], made["flight_seats"], made["quarantine_capacity"]) == ([[3], [4]], [5], 6.0)
    with pytest.raises(pickle.UnpicklingError, match="which is no array"):
        rsp_json(pickle.dumps([print] * 7))
