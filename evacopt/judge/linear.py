"""Every rule that is a sum over pairs and flights, as families of rows (rules 3 to 9, 11, 12; section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.pin import Pin
from evacopt.judge.airfield import airfield
from evacopt.judge.linear_rules import limits
from evacopt.judge.links import links
from evacopt.judge.over_time import over_time
from evacopt.judge.pairs import Pairs
from evacopt.judge.people_in_time import people_in_time
from evacopt.judge.rows import Entries, Family, ints


def linear_rules(pairs: Pairs, *, tight: bool = False) -> Iterator[Family]:
    """The families over the columns of `pairs`: parties of each pair, then sorties of each flight.

    `tight` rows are those of a relaxation; others name what a plan breaks, each rule by itself.
    """
    groups = pairs.instance.groups
    yield from cabin(pairs)
    yield from promises(pairs)
    yield from people_in_time(pairs)
    yield from aircraft_in_time(pairs)
    yield from airfield(pairs)
    yield from links(pairs, tight=tight)
    yield from pins(pairs)
    yield from limits(pairs)
    taken = Entries.points(pairs.every, pairs.group, ints([1]))
    yield Family("parties", lambda row: (groups.id[row],), groups.count, taken)


def cabin(pairs: Pairs) -> Iterator[Family]:
    """What fits on each flight: what people need is at most (for `min_load` at least) room x sorties."""
    groups, schedule = pairs.instance.groups, pairs.instance.schedule
    pair, flight, _ = pairs.boarding
    row, nought = pairs.group[pair], np.zeros(len(schedule), dtype=np.int64)
    least, ratio = pairs.flights("min_load") * pairs.optional, pairs.instance.policy.assistance_ratio
    needs = [
        ("seats", pairs.seats_needed, pairs.flights("seats")),
        ("stretchers", groups.stretchers[row], pairs.flights("stretchers")),
        ("infants", groups.infants[row], pairs.flights("infant_limit")),
        ("min_load", groups.people[row] * (least[flight] > 0), least),
    ]
    if ratio is not None:
        needs.append(("assistance", 1_000_000 * groups.assisted[row] - ratio * groups.able[row], nought))
    for rule, need, capacity in needs:
        sign = -1 if rule == "min_load" else 1
        given = Entries.points(pairs.sorties, np.arange(len(schedule)), -capacity)
        entries = Entries.joined(Entries.points(pair, flight, need), given).times(sign)
        yield Family(rule, lambda number: (schedule[number].id,), nought, entries, sign)
    yield from _rooms(pairs)


def _rooms(pairs: Pairs) -> Iterator[Family]:
    """What each flight has room for beside people (6.5)."""
    schedule, (pair, flight, _) = pairs.instance.schedule, pairs.boarding
    for dimension in pairs.instance.dimensions:
        code, rooms = dimension.id, [dict(leg.room) for leg in schedule]
        room = ints(amounts.get(code, 0) for amounts in rooms)
        named = np.array([code in amounts for amounts in rooms], dtype=np.int64)
        rows, row = np.flatnonzero(named), np.cumsum(named) - 1
        taken = Entries.points(
            pair, row[flight], pairs.instance.groups.needs_of(code)[pairs.group[pair]] * named[flight]
        )
        given = Entries.points(pairs.sorties[rows], np.arange(len(rows)), -room[rows])
        yield Family(
            "dimension",
            partial(_room_key, [schedule[number].id for number in rows.tolist()], code),
            np.zeros_like(rows),
            Entries.joined(taken, given),
            unit=dimension.unit or code,
        )


def _room_key(flights: Sequence[str], dimension: str, row: int) -> Key:
    return flights[row], dimension


def promises(pairs: Pairs) -> Iterator[Family]:
    """Shares and admissions: people of whom they speak who use any of some flights, each once."""
    instance = pairs.instance
    for share in instance.shares:
        if share.kind != "reserve":
            scope = [share.covers(flight) for flight in instance.schedule]
            people = _people(pairs, pairs.people_of(share.nationality, share.tag), scope)
            yield _row(
                f"share_{share.kind}", (share.id,), people, share.people, -1 if share.kind == "min" else 1
            )
    for row in instance.admissions:
        if row.people is not None:
            there = [
                row.covers(instance.location[leg.destination]) and row.counts_at(leg.arrives)
                for leg in instance.schedule
            ]
            people = _people(pairs, pairs.people_of(row.nationality), there)
            yield _row("admission", row.key, people, row.people, 1)


def _people(pairs: Pairs, people: Ints, flights: Sequence[bool]) -> Entries:
    """How many of a party of each pair count, `people` of each group, if it uses any of `flights`."""
    using = pairs.using(np.array(flights, dtype=bool))
    return Entries.points(pairs.every, ints([0]), people[pairs.group] * using)


def _row(rule: str, subject: Key, entries: Entries, limit: int, sign: int) -> Family:
    return Family(rule, lambda _: subject, sign * ints([limit]), entries.times(sign), sign)


def aircraft_in_time(pairs: Pairs) -> Iterator[Family]:
    """Movements in each UTC clock hour and day, and aircraft of each fleet in use at once."""
    instance, departs, one = pairs.instance, pairs.flights("departs"), ints([1])
    places = np.concatenate((pairs.flights("origin"), pairs.flights("destination")))
    moments, both = np.concatenate((departs, pairs.flights("arrives"))), np.tile(pairs.sorties, 2)
    for rule, span in ("movements_hour", HOUR), ("movements_day", DAY):
        begin = moments // span * span  # all that falls into the span is counted in its first minute
        most = pairs.places(rule.replace("_", "_per_"))
        yield over_time(rule, (places, begin, begin + 1, both, one), most, pairs.place_keys)
    fleets = {fleet.id: index for index, fleet in enumerate(instance.fleets)}
    thing = ints(fleets.get(flight.fleet, -1) for flight in instance.schedule)
    cycle, count = (
        ints([*(getattr(row, name) for row in instance.fleets), -1]) for name in ("cycle", "count")
    )
    yield over_time(
        "fleet",
        (thing, departs, departs + cycle[thing], pairs.sorties, one),
        count,
        [(fleet,) for fleet in fleets],
    )


def pins(pairs: Pairs) -> Iterator[Family]:
    """What is pinned: parties of one group on some itineraries, a row for each limit."""
    for pin in pairs.instance.pins:
        row = pairs.instance.groups.row[pin.group]
        mine = np.arange(*np.searchsorted(pairs.group, (row, row + 1)))
        covers = ints(pin.covers(pairs.itineraries[code]) for code in pairs.code[mine].tolist())
        for sign in {"at_most": (1,), "at_least": (-1,), "exactly": (1, -1)}[pin.kind]:
            yield _row("pin", pin_key(pin), Entries.points(mine, ints([0]), covers), pin.parties, sign)


def pin_key(pin: Pin) -> Key:
    """What the rows of a pin are about: all that it says."""
    where = ("itinerary", *pin.itinerary) if pin.itinerary else ("flight", pin.flight) if pin.flight else ()
    return pin.group, pin.kind, str(pin.parties), *where
