"""An instance and a plan with mixed families, infants, hubs and people who stay."""

from __future__ import annotations

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from tests.output.export.made import made


@pytest.fixture(scope="session")
def pair() -> tuple[Instance, Plan]:
    """A generated one; made once."""
    return made(0, people=60)


@pytest.fixture
def instance(pair: tuple[Instance, Plan]) -> Instance:
    return pair[0]


@pytest.fixture
def plan(pair: tuple[Instance, Plan]) -> Plan:
    return pair[1]
