"""Campaigns whose files are absent say so, and fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import campaign_backends, campaign_certificates, campaign_forged
from evacopt.bench.campaign import read_campaign
from evacopt.errors import InvalidInput

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


@pytest.mark.parametrize("name", WITH_FILES)
def test_every_campaign_says_which_file_is_absent(name: str, tmp_path: Path) -> None:
    """Read from a folder beside which nothing lies, each names what it does not find."""
    text = (CAMPAIGNS / f"{name}.toml").read_text(encoding="utf-8")
    (tmp_path / "moved.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"(finds no file|is no file), got \"\.\./"):
        read_campaign(tmp_path / "moved.toml")
