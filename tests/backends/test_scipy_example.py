"""The backend on scipy that docs/backends.md shows, made from the page alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.backends.test_other_packages import TESTS, installed_in, run_with

PAGE = (TESTS.parent / "docs" / "backends.md").read_text(encoding="utf-8")


def _block(kind: str) -> str:
    """The one block of this kind on the page."""
    (found,) = re.findall(rf"^ *```{kind}\n(.*?)^ *```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    return dedent(found)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example of the page is installed."""
    module = tmp_path_factory.mktemp("source") / "evacopt_scipy.py"
    module.write_text(_block("python"), encoding="utf-8")
    return installed_in(tmp_path_factory.mktemp("site"), _block("toml"), [module])


def test_it_is_short() -> None:
    """As short as a first plug-in should be."""
    assert len(_block("python").split("class ScipyBackend")[1].splitlines()) < 35


def test_it_conforms(site: Path) -> None:
    """By `backends --check`, on every claim that its capabilities make."""
    said = json.loads(run_with("-m", "evacopt", "backends", "--check", "scipy", "--json", path=site))
    assert said["conforms"]
    verdicts = {one["claim"]: one["verdict"] for one in said["claims"]}
    assert {name for name, verdict in verdicts.items() if verdict != "kept"} == {"threads", "duals"}


def test_it_solves_a_crisis(site: Path) -> None:
    """The one that the page names, as well as any other."""
    crisis = str(TESTS.parent / "instances" / "niamey-2023")
    said = run_with("-m", "evacopt", "solve", crisis, "--backend", "scipy", "-q", path=site)
    assert "1,317 of 1,402 people get out, 85 stay" in said
