"""Why a group stays: what would be broken if one more of its parties were put on any of its itineraries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.group import Group
from evacopt.domain.plan import Plan, Reason, Unserved
from evacopt.model.formulation import Formulation
from evacopt.model.linear import Label, Matrix
from evacopt.model.promises import pin_subject
from evacopt.planning.closing import CLOSED
from evacopt.planning.no_route import reasons_without_route
from evacopt.planning.pools import Pools
from evacopt.routes.eligibility import Eligibility, parties_by_limit

_TEXT: Mapping[str, str] = {
    "departed": "gone, or boarding already: {where}",
    "not_flown": "not flown: {where}",
    "seats": "no {need} left on {where}",
    "reserve": "the seats left on {where} are reserved for others",
    "stretchers": "no stretcher position left on {where}",
    "infants": "no room for infants left on {where}",
    "assistance": "too few able people to help on {where}",
    "share_max": "the share {where} is used up",
    "admission": "the places admitted at {where} are used up",
    "capacity": "no place left at {where}",
    "throughput": "no more people can be processed at {where}",
    "full_loads": "only full aircraft leave: {where}",
    "pin": "it was decided that {where}",
}
_CABIN = frozenset({"seats", "stretchers", "infants", "assistance"})
_UNTOLD = frozenset({"goal", "parties", "reserve"})
"""Kinds of rows that count a goal, that are no reason to stay, or that speak of how people are seated."""
SHOWN = 3
"""Subjects named in a sentence before the rest is only counted."""


@dataclass(frozen=True, eq=False)
class _State:
    """A plan as values of a model, with the room that is left in every row."""

    formulation: Formulation
    values: Ints

    @cached_property
    def room_up(self) -> Ints:
        model = self.formulation.model
        return model.row_upper - model.matrix.times(self.values)

    @cached_property
    def room_down(self) -> Ints:
        model = self.formulation.model
        return model.matrix.times(self.values) - model.row_lower

    @cached_property
    def not_flown(self) -> frozenset[str]:
        """Optional flights that the plan does not fly."""
        column, schedule = self.formulation.sortie_column, self.formulation.instance.schedule
        decided = np.flatnonzero(column >= 0)
        return frozenset(
            schedule[flight].id for flight in decided[self.values[column[decided]] == 0].tolist()
        )

    @cached_property
    def tells(self) -> Mask:
        """Rows that say alone why a party stays."""
        labels = self.formulation.model.labels
        return np.array([label.rule not in _UNTOLD for label in labels], dtype=np.bool_)

    @cached_property
    def pools(self) -> Pools:
        """Seats by who may sit in them: people can change seats, so rows about pools do not tell."""
        return Pools(self.formulation, self.values)

    @cached_property
    def causes(self) -> list[tuple[str, str]]:
        """Rule and subject of each row, as they are told."""
        labels = self.formulation.model.labels
        return [(_code(self, label), _short(label.subject)) for label in labels]

    @cached_property
    def _blocking(self) -> Matrix:
        """For each column (a row of this matrix) the rows that one more in it would break."""
        matrix = self.formulation.model.matrix
        row = matrix.row_of_entry()
        broken = (matrix.coefficient > self.room_up[row]) | (-matrix.coefficient > self.room_down[row])
        told = np.flatnonzero(broken & self.tells[row])
        return Matrix.of(len(self.values), matrix.column[told], row[told], matrix.coefficient[told])

    def blocking_rows(self, column: int) -> list[int]:
        """Rows that one more in `column` would break, but for those about pools."""
        rows: list[int] = self._blocking.row(column)[0].tolist()
        return rows


def unserved_with_reasons(formulation: Formulation, values: Ints, plan: Plan) -> tuple[Unserved, ...]:
    """Who stays under `plan`, which `values` decode to, and why; in the order of the instance's groups."""
    groups = formulation.instance.groups
    rows = np.array([groups.row[group] for group in plan.assignments.group.values], dtype=np.int64)
    left = groups.count.copy()
    if len(rows):
        np.subtract.at(left, rows[plan.assignments.group.codes], plan.assignments.parties)
    state = _State(formulation, values)
    eligibility = Eligibility(formulation.travel.itineraries)
    cohort_of = formulation.travel.cohorts.of
    known: dict[tuple[int, int, int], tuple[Reason, ...]] = {}
    unserved = []
    for row in np.flatnonzero(left > 0).tolist():
        alike = int(cohort_of[row]), int(groups.ready[row]), int(groups.leave_by[row])
        if alike not in known:
            known[alike] = _reasons(state, eligibility, alike[0], groups[row])
        unserved.append(Unserved(groups.id[row], int(left[row]), known[alike]))
    return tuple(unserved)


def _reasons(state: _State, eligibility: Eligibility, cohort: int, party: Group) -> tuple[Reason, ...]:
    travel = state.formulation.travel
    first, stop = np.searchsorted(travel.cohort, [cohort, cohort + 1]).tolist()
    if first == stop:
        return reasons_without_route(eligibility, party)
    blocked = [_blocked_by(state, pair) for pair in range(first, stop)]
    free = [pair for pair, causes in zip(range(first, stop), blocked, strict=True) if not causes]
    if free:
        where = ">".join(travel.itineraries.flights(int(travel.itinerary[free[0]])))
        return (Reason("goals", f"it could fly on {where}, but a goal that matters more would get worse"),)
    to_come = [causes for causes in blocked if all(rule != "departed" for rule, _ in causes)]
    return tuple(_sentences(state, party, _enough(to_come or blocked)))


def _enough(blocked: Sequence[Sequence[tuple[str, str]]]) -> Sequence[Sequence[tuple[str, str]]]:
    """Only what stands in the way of every itinerary, where that is all that closes one of them."""
    codes = [{code for code, _ in causes} for causes in blocked]
    common = set.intersection(*codes)
    if not any(own <= common for own in codes):
        return blocked
    return [[cause for cause in causes if cause[0] in common] for causes in blocked]


def _blocked_by(state: _State, pair: int) -> list[tuple[str, str]]:
    """What stands in the way of one more party on a pair: rule and subject, each once."""
    rows = state.blocking_rows(int(state.formulation.pair_column[pair]))
    causes = [state.causes[row] for row in rows]
    reserved = [("reserve", leg) for leg in state.pools.keep_out(pair)]
    return list(dict.fromkeys([*causes, *reserved, *_full_alone(state, pair)]))


def _full_alone(state: _State, pair: int) -> Iterator[tuple[str, str]]:
    """Flights that hold no more parties like this even if nobody else boards."""
    travel = state.formulation.travel
    most = int(travel.most[pair])
    if int(state.values[state.formulation.pair_column[pair]]) < most:
        return
    party = travel.cohorts.parties[int(travel.cohort[pair])]
    for leg in travel.itineraries.flights(int(travel.itinerary[pair])):
        flight = state.formulation.instance.flight[leg]
        yield from ((rule, leg) for rule, fits in parties_by_limit(party, flight) if fits <= most)


def _code(state: _State, label: Label) -> str:
    """The rule that a row states; seats of a sortie that could be flown but is not are no seats at all."""
    if label.rule == "share_max" and label.subject.startswith(CLOSED):
        return "departed"
    return "not_flown" if label.rule in _CABIN and label.subject in state.not_flown else label.rule


def _short(subject: str) -> str:
    """The place or flight without the instant: a planner wants the name first."""
    return subject.removeprefix(CLOSED).removesuffix(" over").removesuffix(" empty").split(" at ")[0]


def _sentences(state: _State, party: Group, blocked: Sequence[Sequence[tuple[str, str]]]) -> Iterator[Reason]:
    """One sentence a rule, the rule that blocks most itineraries first."""
    subjects: dict[str, Counter[str]] = {}
    for causes in blocked:
        for rule, subject in causes:
            subjects.setdefault(rule, Counter())[subject] += 1
    need = "seat" if party.size == 1 else f"{party.size} seats together"
    for rule, counted in sorted(subjects.items(), key=lambda item: (-item[1].total(), item[0])):
        names = sorted(counted)
        if rule == "pin":
            names = [_decision(state, name) for name in names]
        where = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
        text = _TEXT.get(rule, rule + " at {where}").format(need=need, where=where)
        yield Reason(rule, text)


def _decision(state: _State, subject: str) -> str:
    """What was decided about a group, in words."""
    (pin,) = {pin for pin in state.formulation.instance.pins if pin_subject(pin) == subject}
    on = f" on {'>'.join(pin.itinerary) or pin.flight}" if pin.itinerary or pin.flight else ""
    if pin.parties == 0:
        return f"nobody of it travels{on}"
    return f"{pin.kind.replace('_', ' ')} {pin.parties} of its parties travel{on}"
