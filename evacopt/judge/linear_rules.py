"""Linear rules and goals of the instance (rule 13): sums over people aboard flights and over sorties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from evacopt.domain.arguments import a_plan, an_instance
from evacopt.domain.certificate import Key
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.rule import LinearRule, Term
from evacopt.judge.pairs import Pairs, read
from evacopt.judge.rows import Entries, Family, LinearGoal, ints, total
from evacopt.judge.travel import flaws_of_leg


def count_rules(instance: Instance, plan: Plan) -> list[tuple[str, int]]:
    """Name and sum of each linear rule that is a limit, in the order of the instance.

    What `plan` says about groups or flights that `instance` does not know is not counted.
    """
    an_instance(instance)
    a_plan(plan)
    reading = read(instance, plan)
    return [
        (rule.id, total(amount, reading.values[column])) for rule, column, amount in _limits(reading.pairs)
    ]


def limits(pairs: Pairs) -> Iterator[Family]:
    """A row for each side of a limit; and where sorties are counted, none is flown between closed places."""
    for rule, column, amount in _limits(pairs):
        assert rule.limit is not None
        for sign in {"at_most": (1,), "at_least": (-1,), "exactly": (1, -1)}[rule.kind]:
            entries = Entries.points(column, ints([0]), sign * amount)
            yield Family("rule", partial(_of_one, (rule.id,)), sign * ints([rule.limit]), entries, sign)
    yield _closed(pairs)


def _limits(pairs: Pairs) -> Iterator[tuple[LinearRule, Ints, Ints]]:
    """Each limit, the columns that it counts, and how much one of each adds to its sum."""
    for rule in pairs.instance.rules:
        if not rule.is_goal:
            yield rule, *_amounts(pairs, pairs.instance.terms_of[rule.id])


def _of_one(key: Key, row: int) -> Key:
    """The key of the only row there is."""
    del row
    return key


def linear_goal(pairs: Pairs, name: str) -> LinearGoal:
    """The goal: what lowers it counts what is missing from the most there is, so that it is never below 0."""
    instance = pairs.instance
    (rule,) = (rule for rule in instance.rules if rule.id == name)
    sign, terms = -1 if rule.kind == "maximise" else 1, instance.terms_of[name]
    column, amount = _amounts(pairs, terms)
    missing = sum(max(-sign * term.coefficient, 0) * _most(instance, term) for term in terms)
    return LinearGoal(name, column, sign * amount, missing)


def counted_alike(instance: Instance) -> Ints:
    """A number for each group, the same where every rule and goal counts their people alike; (groups,)."""
    counted: dict[int, list[tuple[str, str, int]]] = {}
    for term in instance.terms:
        row = instance.groups.row.get(term.group, -1) if term.group else -1
        counted.setdefault(row, []).append((term.rule, term.flight, term.coefficient))
    numbers: dict[tuple[tuple[str, str, int], ...], int] = {}
    alike = np.zeros(len(instance.groups), dtype=np.int64)
    for row, terms in counted.items():
        if row >= 0:
            alike[row] = numbers.setdefault(tuple(sorted(terms)), len(numbers) + 1)
    return alike


def _amounts(pairs: Pairs, terms: Sequence[Term]) -> tuple[Ints, Ints]:
    """What one of each column adds to a sum: the columns that add anything, each once, and how much."""
    amount = np.zeros(len(pairs.every) + len(pairs.sorties), dtype=np.int64)
    groups, number = pairs.instance.groups, pairs.instance.number
    width = len(number) + 1
    each = {
        groups.row[term.group] * width + number.get(term.flight, len(number)): term.coefficient
        for term in terms
        if term.group in groups.row  # of groups that are merged the first stands for all
    }
    keys = np.sort(ints(each))
    values = ints(each[key] for key in keys.tolist())
    pair, flight, _ = pairs.boarding
    pair, flight = np.append(pair, pairs.every), np.append(flight, np.full_like(pairs.every, len(number)))
    sought = pairs.group[pair] * width + flight
    place = np.minimum(np.searchsorted(keys, sought), max(len(keys) - 1, 0))
    found = np.flatnonzero(keys[place] == sought) if len(keys) else ints(())
    people = groups.people[pairs.group[pair[found]]]
    np.add.at(amount, pair[found], values[place[found]] * people)
    for term in terms:
        if not term.group:
            amount[pairs.sorties[number[term.flight]]] += term.coefficient
    column = np.flatnonzero(amount)
    return column, amount[column]


def _most(instance: Instance, term: Term) -> int:
    """How many people or sorties a term counts at most; of groups that are merged the first counts all."""
    if not term.group:
        return instance.flight[term.flight].most_sorties
    row = instance.groups.row.get(term.group)
    return 0 if row is None else int(instance.groups.people[row]) * int(instance.groups.count[row])


def _closed(pairs: Pairs) -> Family:
    """No sorties of an optional flight that a rule counts, or another needs, and that could carry nobody.

    What windows bar has rows of its own.
    """
    instance, schedule = pairs.instance, pairs.instance.schedule
    counted = {term.flight for term in instance.terms if not term.group}
    counted |= {row.needs for row in instance.order}
    numbers = [at for at, leg in enumerate(schedule) if leg.id in counted and leg.status == "optional"]
    closed = [number for number in numbers if any(flaws_of_leg(instance, schedule[number]))]
    none, row = np.zeros(len(closed), dtype=np.int64), np.arange(len(closed))
    entries = Entries.points(pairs.sorties[ints(closed)], row, ints([1]))
    return Family("itinerary", lambda row: (schedule[closed[row]].id,), none, entries)
