"""Names of backends: what they stand for, and what is said of those that are none."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from evacopt.backends import registry
from evacopt.backends.registry import BACKENDS, registered, resolve_auto, target_of
from evacopt.backends.session import Session
from evacopt.errors import BackendError
from evacopt.milp.contract import Capabilities, Options


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    """The message is the list that the planner needs next."""
    with pytest.raises(BackendError, match=r"no backend 'cplex'; there are: auto, cbc, cpsat, .*pulp:<NAME>"):
        target_of("cplex")


@pytest.mark.parametrize("name", ["pulp", "pulp:", "flow:x"])
def test_half_a_name_is_none(name: str) -> None:
    """A family needs the name of a solver, and a backend that is no family has none."""
    with pytest.raises(BackendError, match="there is no backend"):
        target_of(name)


def test_a_solver_that_pulp_does_not_find() -> None:
    """The reason names those that it does find."""
    with (
        Session("pulp:NOTHING") as session,
        pytest.raises(BackendError, match=r"pulp:NOTHING is not available: .*it finds .*PULP_CBC_CMD"),
    ):
        _ = session.capabilities


def test_auto_says_what_and_why() -> None:
    """Where HiGHS is installed it is picked, and the reason is about what matters here."""
    with Session("auto") as session:
        assert session.backend == resolve_auto().name == "highs"
        assert session.reason.startswith("auto picked highs: it finds the best")


def test_auto_without_highs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is picked, and it is said that this is not the first choice."""
    monkeypatch.setattr(registry, "find_spec", lambda engine: None if engine == "highspy" else object())
    name, reason = resolve_auto()
    assert (name, reason.startswith("highspy is not installed")) == ("cpsat", True)


def test_auto_without_any_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setattr(registry, "find_spec", lambda engine: None)
    with pytest.raises(BackendError, match=r"pip install highspy ortools pulp"):
        resolve_auto()


def test_a_package_adds_but_does_not_replace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of evacopt's own stays what it is, whatever is installed beside it."""
    points = [EntryPoint("mine", "my:Backend", registry.GROUP), EntryPoint("highs", "evil:B", registry.GROUP)]
    found = {registry.GROUP: points}
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: found.get(group, []))
    assert registered()["mine"] == "my:Backend"
    assert registered()["highs"] == BACKENDS["highs"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Options(), ()),
        (Options(threads=1, time_limit=3.0), ()),
        (Options(threads=2), ("threads",)),
        (Options(gap=0.1, seed=4, threads=8), ("gap", "threads", "seed")),
    ],
)
def test_what_is_not_honoured(options: Options, expected: tuple[str, ...]) -> None:
    """Only what was asked for and cannot be had; one thread can always be had."""
    none = Capabilities(gap=False, threads=False, seed=False)
    assert none.unhonoured(options) == expected
    assert Capabilities().unhonoured(options) == ()
