"""Who carried whom at what cost, and who may claim what from whom.

Directive (EU) 2015/637, article 15: in a crisis the assisting Member State may claim from the Member State
of nationality of an unrepresented citizen pro rata, the full value of the actual costs divided by the number
of citizens assisted; a contribution of the Union is deducted first. All amounts are whole cents, and the
shares of an operator add up to its net cost exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evacopt.domain.countries import MEMBER_STATES
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.output.export.options import ExportOptions
    from evacopt.output.export.roll import Roll

Claim = Literal["own", "directive", "outside the directive"]
"""Whether a share is the operator's own, can be claimed by the directive, or rests on other agreements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the flights of one operator cost and whom they carried; amounts in cents.

    Attributes
    ----------
    people : dict
        People assisted by own nationality; who took several of its flights counts once.
    shares : dict
        The part of the net cost that falls on each nationality.
    """

    operator: str
    flights: int
    cost: int
    contribution: int
    people: Mapping[str, int]
    shares: Mapping[str, int]

    @property
    def net(self) -> int:
        """The cost less the Union's contribution."""
        return self.cost - self.contribution

    @property
    def assisted(self) -> int:
        """People assisted."""
        return sum(self.people.values())

    def claim(self, nationality: str) -> Claim:
        """On what the share of `nationality` can be claimed."""
        if nationality == self.operator:
            return "own"
        both = {nationality, self.operator} <= MEMBER_STATES
        return "directive" if both else "outside the directive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What two states owe each other by the directive, in cents; `debtor` pays `net` in the end."""

    debtor: str
    creditor: str
    owed: int
    owed_back: int

    @property
    def net(self) -> int:
        """What remains to be paid."""
        return self.owed - self.owed_back


def accounts_of(roll: Roll, options: ExportOptions) -> tuple[Account, ...]:
    """The account of every operator that flies or is said to have costs, in the order of the alphabet.

    Raises
    ------
    UsageError
        If costs name a flight that is not there, or a contribution is to nobody or above the costs.
    """
    flights = roll.instance.flight
    stated, contributions = dict(options.costs), dict(options.contributions)
    _refuse_unknown("the costs", stated.keys() - flights.keys(), "a flight of the instance")
    operators = {flight.operator for flight in roll.flights} | {flights[name].operator for name in stated}
    _refuse_unknown("a Union contribution", contributions.keys() - operators, "an operator that flies")
    return tuple(
        _account(roll, operator, stated, contributions.get(operator, 0)) for operator in sorted(operators)
    )


def _refuse_unknown(what: str, names: set[str], subject: str) -> None:
    if names:
        raise UsageError(f"{what} must be of {subject}, and {min(names)} is none")


def _account(roll: Roll, operator: str, stated: Mapping[str, int], contribution: int) -> Account:
    flown = {flight.id for flight in roll.flights if flight.operator == operator}
    own = [flight for flight in roll.instance.schedule if flight.operator == operator]
    cost = sum(stated.get(flight.id, 100 * roll.cost_of(flight)) for flight in own)
    if contribution > cost:
        raise UsageError(f"the Union contribution to {operator} is above its costs")
    people: Counter[str] = Counter()
    for party in roll.parties:
        if not flown.isdisjoint(party.itinerary):
            people.update(person.nationality for person in roll.people(party))
    return Account(
        operator=operator,
        flights=sum(roll.sorties[flight] for flight in flown),
        cost=cost,
        contribution=contribution,
        people=dict(sorted(people.items())),
        shares=pro_rata(cost - contribution, people),
    )


def pro_rata(cents: int, people: Mapping[str, int]) -> dict[str, int]:
    """`cents` divided by heads, adding up exactly.

    Everybody's state gets its part rounded down; the cents that are left go one each to the largest
    remainders, and among equal ones in the order of the alphabet (Hamilton's method).
    """
    heads = sum(people.values())
    if not heads:
        return {}
    parts = {state: divmod(cents * people[state], heads) for state in sorted(people)}
    left = cents - sum(whole for whole, _ in parts.values())
    first = sorted(parts, key=lambda state: (-parts[state][1], state))[:left]
    return {state: whole + (state in first) for state, (whole, _) in parts.items()}


def balances_of(accounts: tuple[Account, ...]) -> tuple[Balance, ...]:
    """Every pair of states of which one owes the other by the directive, who pays in the end first."""
    owed = {
        (state, account.operator): cents
        for account in accounts
        for state, cents in account.shares.items()
        if account.claim(state) == "directive" and cents
    }
    pairs = sorted({(min(pair), max(pair)) for pair in owed})
    balances = []
    for pair in pairs:
        there, back = owed.get(pair, 0), owed.get(pair[::-1], 0)
        debtor, creditor = pair if there >= back else pair[::-1]
        owed_back, most = sorted((there, back))
        balances.append(Balance(debtor=debtor, creditor=creditor, owed=most, owed_back=owed_back))
    return tuple(sorted(balances, key=lambda balance: (balance.debtor, balance.creditor)))
