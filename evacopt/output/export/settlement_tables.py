"""The settlement as tables: heads, accounts, shares, balances, seats offered to other Member States."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from evacopt.domain.phrase import phrase, phrase_about
from evacopt.output.export.costs import money
from evacopt.output.export.heads import HEADS
from evacopt.output.export.seats import LEAST_PERCENT, Offered, offered_on
from evacopt.output.export.settlement import Account, accounts_of, balances_of
from evacopt.output.table import Cell, Column, Table, sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evacopt.output.export.options import ExportOptions
    from evacopt.output.export.roll import Roll
    from evacopt.output.export.seats import Seats
    from evacopt.output.export.settlement import Claim

_ALL = phrase("all flights")
_CLAIMS: Mapping[Claim, str] = {
    "own": phrase_about("claim", "own"),
    "directive": phrase_about("claim", "directive"),
    "outside the directive": phrase_about("claim", "outside the directive"),
}
_SHOWN = {
    "operator": phrase("operator"),
    "seats": phrase("seats"),
    "offered_to_other_member_states": phrase("offered"),
    "offered_percent": phrase("per cent"),
    "taken_by_them": phrase_about("seats", "taken"),
    "at_least_30_percent_offered": "30 %",
}
"""What a terminal shows of the table of seats, and under which head."""


def settlement_tables(roll: Roll, options: ExportOptions, seats: Mapping[str, Seats]) -> tuple[Table, ...]:
    """All five tables, `seats` being those of each flight that is flown."""
    accounts = accounts_of(roll, options)
    return (
        heads_table(roll),
        accounts_table(accounts),
        shares_table(accounts),
        balances_table(accounts),
        offered_table(roll, seats),
    )


def settlement_shown(tables: Sequence[Table]) -> list[Table]:
    """For a terminal: accounts, balances, seats offered by operator; what is left out is in the files."""
    known = {one.name: one for one in tables}
    seats = known["seats-for-others"]
    rows = [row for row in seats.rows if row[seats.heads.index("flight")] == _ALL]
    of_operators = [tuple(row[seats.heads.index(name)] for name in _SHOWN) for row in rows]
    shown = (
        *(known["accounts"], known["balances"]),
        sheet(seats.name, seats.caption, list(_SHOWN.values()), of_operators),
    )
    return [
        replace(one, columns=tuple(Column(HEADS.get(c.head, c.head), c.holds) for c in one.columns))
        for one in shown
        if one.rows
    ]


def heads_table(roll: Roll) -> Table:
    """People by flight and own nationality."""
    rows: list[tuple[Cell, ...]] = []
    for flight in roll.flights:
        people, infants = Counter[str](), Counter[str]()
        for _, person in roll.passengers(flight):
            people[person.nationality] += 1
            infants[person.nationality] += person.is_infant
        rows += [
            (flight.id, flight.operator, state, people[state], infants[state]) for state in sorted(people)
        ]
    columns = ("flight", "operator", "state", "people", "of_whom_infants")
    return sheet("heads", phrase("People by flight and state"), columns, rows)


def accounts_table(accounts: tuple[Account, ...]) -> Table:
    """What each operator spent, and the cost of one citizen assisted, rounded half up."""
    columns = ("operator", "flights", "cost", "union_contribution", "net_cost", "people_assisted", "pro_rata")
    rows = tuple(
        (
            one.operator,
            one.flights,
            money(one.cost),
            money(one.contribution),
            money(one.net),
            one.assisted,
            money((2 * one.net + one.assisted) // (2 * one.assisted)) if one.assisted else None,
        )
        for one in accounts
    )
    return sheet("accounts", phrase("Costs of each operator"), columns, rows)


def shares_table(accounts: tuple[Account, ...]) -> Table:
    """On whom the net cost of each operator falls, to the cent."""
    rows = tuple(
        (one.operator, state, one.people[state], money(cents), _CLAIMS[one.claim(state)])
        for one in accounts
        for state, cents in one.shares.items()
    )
    columns = ("operator", "state", "people", "amount", "claim")
    return sheet("shares", phrase("Net costs by state"), columns, rows)


def balances_table(accounts: tuple[Account, ...]) -> Table:
    """What states owe each other by the directive, both ways and netted."""
    rows = tuple(
        (one.debtor, one.creditor, money(one.owed), money(one.owed_back), money(one.net))
        for one in balances_of(accounts)
    )
    columns = ("debtor", "creditor", "debtor_owes", "creditor_owes", "net_payment")
    return sheet("balances", phrase("Balances between states"), columns, rows)


def offered_table(roll: Roll, seats: Mapping[str, Seats]) -> Table:
    """Each flight of a Member State, and all flights of each, against the 30 %."""
    rows: list[tuple[Cell, ...]] = []
    totals: dict[str, Offered] = {}
    for flight in roll.flights:
        offered = offered_on(roll, seats[flight.id])
        if offered is not None:
            rows.append(_offered(flight.operator, flight.id, offered))
            before = totals.get(flight.operator)
            totals[flight.operator] = before + offered if before else offered
    rows += [_offered(operator, _ALL, totals[operator]) for operator in sorted(totals)]
    columns = (
        *("operator", "flight", "seats", "offered_to_other_member_states", "offered_percent"),
        *("of_which_kept_for_them", "taken_by_them", "taken_percent", "member_states_accepted"),
        f"at_least_{LEAST_PERCENT}_percent_offered",
    )
    return sheet(
        "seats-for-others", phrase("Seats offered to citizens of other Member States"), columns, rows
    )


def _offered(operator: str, flight: str, seats: Offered) -> tuple[Cell, ...]:
    return (
        operator,
        flight,
        seats.seats,
        seats.offered,
        money(10_000 * seats.offered // seats.seats),
        seats.kept,
        seats.taken,
        money(10_000 * seats.taken // seats.seats),
        seats.states,
        phrase("met") if seats.is_met else phrase("not met"),
    )
