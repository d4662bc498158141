"""Variants solved side by side."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.errors import BackendError, InstanceError
from evacopt.events.events import Cancel, Delay, Event, Seats
from evacopt.planning import what_if as module
from evacopt.planning.what_if import BASE, what_if
from tests.build import flight, group, instance
from tests.replanning.nights import quick

FLIGHTS = (flight("F", "O 08:00", "V 12:00"), flight("L", "O 14:00", "V 18:00"))
HERE = instance(groups=(group(count=14),), flights=FLIGHTS, policy=Policy(objectives=("unserved", "waiting")))
VARIANTS: dict[str, list[Event]] = {
    "one": [Cancel("F")],
    "two": [Seats("L", 2), Delay("L", 60)],
    "none": [],
    "wrong": [Cancel("FF")],
    "broken": [Delay("F", 9999)],
}


class Counting(ThreadPoolExecutor):
    """Counts what it is given to do."""

    asked = 0

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        """As any executor."""
        self.asked += 1
        return super().submit(*args, **kwargs)


@pytest.fixture
def _without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def careful(changed: Any, **options: Any) -> Any:
        from evacopt.domain.checks import errors_of

        if findings := errors_of(changed):
            raise InstanceError(findings)
        return quick(changed, **options)

    monkeypatch.setattr(module, "solve", careful)


@pytest.mark.usefixtures("_without_engine")
def test_a_row_a_variant() -> None:
    """The instance as it is first, then each variant; one that cannot be solved does not stop the others."""
    found = what_if(HERE, VARIANTS)
    assert [(one.name, one.served) for one in found] == [
        (BASE, 14),
        ("one", 10),
        ("two", 12),
        ("none", 14),
        ("wrong", 0),
        ("broken", 0),
    ]
    assert found[4].fault == "no flight is called FF; did you mean F?"
    assert "must be within the horizon" in found[5].fault
    assert found[1].values["unserved[1]"] == 4
    assert found.goals == ("unserved[1]", "waiting")


@pytest.mark.usefixtures("_without_engine")
def test_an_executor_gives_the_same() -> None:
    """Whatever it is spread over, the table is the same, and every variant was handed out."""
    with Counting(2) as executor:
        spread = what_if(HERE, VARIANTS, executor=executor)
    assert executor.asked == len(VARIANTS) + 1
    assert spread.to_dict() == what_if(HERE, VARIANTS).to_dict()


@pytest.mark.usefixtures("_without_engine")
def test_the_table_as_columns() -> None:
    """Columns of equal length, blank where a variant has no plan."""
    columns = what_if(HERE, {"wrong": VARIANTS["wrong"]}).to_dict()
    assert list(columns) == ["variant", "status", "people", "served", "unserved[1]", "waiting"]
    assert columns["unserved[1]"] == [0, None]
    assert columns["status"][1].startswith("no flight")


def test_an_invalid_instance_is_no_variant() -> None:
    """Errors in the instance as it is are raised, with every finding."""
    with pytest.raises(InstanceError, match="must be after departs"):
        what_if(instance(flights=(flight("F", "O 08:00", "V 07:00"),)), {})


def test_options_at_fault_are_raised() -> None:
    """A backend that is not there would fail in every row: it is an error."""
    with pytest.raises(BackendError, match="nonesuch"):
        what_if(instance(), {"one": []}, backend="nonesuch")


@pytest.mark.usefixtures("_without_engine")
def test_void_promises_are_told() -> None:
    """A pin on a flight that the variant cancels falls with it, and its row says so."""
    pins = (Pin(group="G", kind="exactly", parties=1, itinerary=("F",)),)
    found = what_if(instance(flights=FLIGHTS, pins=pins), {"one": [Cancel("F")]})
    assert found[1].void == ("void with its flight: exactly 1 parties of G on F",)
    assert found[1].served == 1
