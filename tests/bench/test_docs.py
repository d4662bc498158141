"""The page about campaigns is complete, and its examples hold."""

from __future__ import annotations

import re
from pathlib import Path

from evacopt.bench.campaign import KEYS, REFERENCE_KEYS, read_campaign
from evacopt.bench.campaign_entries import ENTRY_KEYS, RUN_KEYS
from evacopt.bench.data_files import DATA_KEYS
from evacopt.bench.record import STATUSES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "bench.md").read_text(encoding="utf-8")


def test_the_example_is_a_campaign(tmp_path: Path) -> None:
    """It reads, from a folder two below the project: 20 synthetic instances and the crises, 8 runs each."""
    found = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    file = tmp_path / "example.toml"
    file.write_text(found[1].replace("../../instances", str(ROOT / "instances")), encoding="utf-8")
    jobs = read_campaign(file).jobs
    sets = {name: sum(job.source.group == name for job in jobs) for name in ("surge", "crises")}
    assert sets["surge"] == 20 * 8
    assert sets["crises"] == 8 * sum(path.is_dir() for path in (ROOT / "instances").iterdir())


def test_every_key_is_on_the_page() -> None:
    """Of the file, of instances, of runs, of the reference."""
    keys = {*KEYS, *ENTRY_KEYS, *RUN_KEYS, *REFERENCE_KEYS, *DATA_KEYS}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", PAGE)] == []


def test_every_status_is_on_the_page() -> None:
    """`agreed` and `claimed` stand between the ends of a row."""
    named = [status for status in STATUSES if f"`{status}`" in PAGE]
    assert set(STATUSES) - set(named) <= {"agreed"}
