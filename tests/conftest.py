"""What all tests share: the folder of outside data, temporary files of their own, how hypothesis draws."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.at_rest import engines_at_rest

if TYPE_CHECKING:
    from evacopt.backends.catalogue import Listed
    from evacopt.backends.session import Session

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or every process that a test starts compiles evacopt anew
os.environ["EVACOPT_STRICT"] = "1"  # a proof that fails by a fault of evacopt fails its test

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--part 2/4`: the second of four parts of the tests that are picked."""
    parser.addoption("--part", default="1/1", metavar="K/N", help="run only every Nth test, from the Kth on")


@pytest.fixture(scope="session", autouse=True)
def temporary_files() -> Iterator[Path]:
    """A folder for the temporary files of these tests alone, gone after them.

    Every command tells of what others were cut off and left there: tests neither see what lies on this
    machine nor leave anything. The folders of `tmp_path` stay where pytest keeps them.
    """
    before, kept = os.environ.get("TMPDIR"), tempfile.tempdir
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    folder = tempfile.mkdtemp(prefix="evacopt-tests-")
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    with engines_at_rest():
        yield Path(folder)
    tempfile.tempdir = kept
    os.environ.pop("TMPDIR")
    if before is not None:
        os.environ["TMPDIR"] = before
    shutil.rmtree(folder, ignore_errors=True)


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


@pytest.fixture(scope="session")
def all_backends() -> tuple[Listed, ...]:
    """Every backend as it is on this machine, each begun once."""
    from evacopt.backends.catalogue import catalogue

    return catalogue()


@pytest.fixture
def backends_known(all_backends: tuple[Listed, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks which backends there are, and what they can do, is told without a new start of each."""
    monkeypatch.setattr("evacopt.backends.catalogue.catalogue", lambda: all_backends)


@pytest.fixture(scope="module")
def highs() -> Iterator[Session]:
    """HiGHS in a child process, one for all tests of a module: a start takes longer than a solve."""
    from evacopt.backends.session import Session

    with Session("highs") as session:
        yield session
