"""What all tests share: the folder of outside data, and how hypothesis draws."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["EVACOPT_STRICT"] = "1"  # a proof that fails by a fault of evacopt fails its test

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--part 2/4`: the second of four parts of the tests that are picked."""
    parser.addoption("--part", default="1/1", metavar="K/N", help="run only every Nth test, from the Kth on")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of other parts; first of all, so that the choice by marker comes after."""
    number, parts = (int(word) for word in config.getoption("--part").split("/"))
    if parts > 1:
        nightly = [item for item in items if item.get_closest_marker("nightly")]
        items[:] = nightly[number - 1 :: parts]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that may not be part of the project; the test is skipped where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"needs the data in {DATA}, which is not part of the project")
    return DATA
