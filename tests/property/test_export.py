"""What must hold of any export: everybody once, nobody's people in another's hands, all money told."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.output.export.dossier import Dossier, draw_up
from evacopt.output.export.options import ExportOptions
from tests.output.export.made import made, started
from tests.seeds import some_or_all
from tests.strategies import instances

Row = dict[str, str]
CSV = ExportOptions(forms=("csv",), costs=(), standby=50)


def rows_of(dossier: Dossier, name: str) -> Iterator[tuple[str, Row]]:
    """Rows of every file of that name, each with the folder it stands in, read as a program reads them."""
    for paper in dossier.papers:
        path = PurePosixPath(paper.path)
        if path.name == name:
            text = io.StringIO(paper.content().decode(), newline="")
            yield from ((path.parent.as_posix(), row) for row in csv.DictReader(text))


def travelling(instance: Instance, plan: Plan) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Travelling people by own nationality, and boardings by flight and own nationality: from plan alone."""
    people, boardings = Counter[str](), Counter[tuple[str, str]]()
    for row in plan.assignments:
        for code, many in instance.groups[instance.groups.row[row.group]].own_nationalities:
            people[code] += many * row.parties
            for flight in row.itinerary:
                boardings[flight, code] += many * row.parties
    return people, boardings


def check(instance: Instance, plan: Plan) -> None:
    """Every claim of this page for one plan."""
    dossier = draw_up(instance, plan, options=CSV)
    people, boardings = travelling(instance, plan)
    own = list(rows_of(dossier, "people.csv"))
    manifests = [row for _, row in rows_of(dossier, "manifest.csv")]
    calls = [row for _, row in rows_of(dossier, "call-forward.csv")]
    _check_slices(instance, own, people)
    _check_manifests(manifests, own, boardings)
    _check_calls(calls, manifests, own)
    heads = {(row["flight"], row["state"]): int(row["people"]) for _, row in rows_of(dossier, "heads.csv")}
    assert heads == dict(boardings)


def _check_slices(instance: Instance, own: list[tuple[str, Row]], people: Counter[str]) -> None:
    assert all(PurePosixPath(folder).name == row["nationality"] for folder, row in own)
    assert max(Counter(row["person"] for _, row in own).values(), default=1) == 1
    assert len(own) == int((instance.groups.people * instance.groups.count).sum())
    flown = Counter(row["nationality"] for _, row in own if row["status"] == "travels")
    assert flown == people
    theirs: dict[str, set[str]] = defaultdict(set)
    for _, row in own:
        theirs[row["nationality"]].add(row["person"])
    for _, row in own:
        assert row["infant_with"] in {"", "a person of another nationality", *theirs[row["nationality"]]}


def _check_manifests(
    manifests: list[Row], own: list[tuple[str, Row]], boardings: Counter[tuple[str, str]]
) -> None:
    assert Counter((row["flight"], row["nationality"]) for row in manifests) == boardings
    aboard = Counter((row["flight"], row["person"]) for row in manifests)
    wanted = [(flight, row["person"]) for _, row in own for flight in row["itinerary"].split(">") if flight]
    assert aboard == Counter(wanted)
    assert set(aboard.values()) <= {1}


def _check_calls(calls: list[Row], manifests: list[Row], own: list[tuple[str, Row]]) -> None:
    primary = Counter((row["flight"], row["reference"]) for row in calls if row["call"] == "primary")
    assert set(primary.values()) <= {1}
    assert set(primary) == {(row["flight"], row["party"]) for row in manifests}
    stay = {row["party"] for _, row in own if row["status"] != "travels"}
    standby = Counter((row["flight"], row["reference"]) for row in calls if row["call"] == "standby")
    assert {party for _, party in standby} <= stay
    assert set(standby.values()) <= {1}
    assert all(row["report_utc"] <= row["departs_utc"] for row in calls)


@pytest.mark.parametrize("seeds", some_or_all(300, every=4))
def test_everybody_is_on_the_lists_exactly_once(seeds: range) -> None:
    """Manifests, calls and slices of 300 random instances hold each traveller once, and slices their own."""
    for number in seeds:
        check(*made(number))


@settings(max_examples=20)
@given(instances())
def test_odd_instances_too(instance: Instance) -> None:
    """Codes with formula signs, quotes and other scripts come out the same: read, unguarded, they match."""
    plan = started(instance)
    if plan is not None:
        dossier = draw_up(instance, plan, options=CSV)
        people, boardings = travelling(instance, plan)
        own = [row for _, row in rows_of(dossier, "people.csv")]
        assert Counter(row["nationality"] for row in own if row["status"] == "travels") == people
        assert sum(1 for _ in rows_of(dossier, "manifest.csv")) == sum(boardings.values())


@pytest.mark.parametrize("number", range(0, 50, 7))
def test_money_adds_up(number: int) -> None:
    """What falls on the states is the net cost of each operator, to the cent; balances are its claims."""
    instance, plan = made(number)
    flown = [
        flight for flight in instance.schedule if flight.least_sorties or flight.id in dict(plan.sorties)
    ]
    costs = tuple((flight.id, 10_007 * place + 1) for place, flight in enumerate(flown, start=1))
    dossier = draw_up(instance, plan, options=ExportOptions(forms=("csv",), costs=costs))
    net = {row["operator"]: _cents(row["net_cost"]) for _, row in rows_of(dossier, "accounts.csv")}
    shares: Counter[str] = Counter()
    claims = 0
    for _, row in rows_of(dossier, "shares.csv"):
        shares[row["operator"]] += _cents(row["amount"])
        claims += _cents(row["amount"]) if row["claim"] == "directive" else 0
    assisted = {row["operator"] for _, row in rows_of(dossier, "shares.csv")}
    assert dict(shares) == {operator: net[operator] for operator in sorted(assisted)}
    assert sum(net.values()) == sum(cents for _, cents in costs)
    balances = [row for _, row in rows_of(dossier, "balances.csv")]
    assert claims == sum(_cents(row["debtor_owes"]) + _cents(row["creditor_owes"]) for row in balances)


def _cents(amount: str) -> int:
    return int(amount.replace(".", ""))
