"""A board that is served, for each test its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evacopt.web.rates import Limits
from tests.web.served import Served, Template

Serve = Callable[..., Served]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The board of a small night with its users."""
    return Template(tmp_path_factory.mktemp("board"))


@pytest.fixture
def serve(template: Template, tmp_path: Path) -> Iterator[Serve]:
    """Serves a copy of it, with limits of its own."""
    made: list[Served] = []

    def served(limits: Limits | None = None) -> Served:
        made.append(Served(template, tmp_path / "board", limits=limits))
        return made[-1]

    yield served
    for one in made:
        one.board.close()


@pytest.fixture
def served(serve: Serve) -> Served:
    """A copy of it."""
    return serve()
