"""Every rule that is a sum over pairs and flights, as families of rows (rules 3 to 9, 11 and 12)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import BLANK, Mask
from evacopt.domain.pin import Pin
from evacopt.judge.linear_rules import limits
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Entries, Family, ints, over_time

ALWAYS = 2**62
"""A minute that never comes."""


def linear_rules(pairs: Pairs) -> Iterator[Family]:
    """The families over the columns of `pairs`: parties of each pair, then sorties of each flight."""
    groups = pairs.instance.groups
    yield from cabin(pairs)
    yield from promises(pairs)
    yield from people_in_time(pairs)
    yield from aircraft_in_time(pairs)
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


def promises(pairs: Pairs) -> Iterator[Family]:
    """Shares and admissions: members of a nationality or bloc who use any of some flights, each once."""
    instance, destination = pairs.instance, pairs.flights("destination")
    for share in instance.shares:
        scope = np.array([share.covers(flight) for flight in instance.schedule], dtype=bool)
        if share.kind != "reserve":
            people, sign = _people(pairs, share.nationality, scope), -1 if share.kind == "min" else 1
            yield _row(f"share_{share.kind}", (share.id,), people, share.people, sign)
    for row in instance.admissions:
        there = [row.place == (at.id if row.location else at.country) for at in instance.locations]
        if row.people is not None:
            people = _people(pairs, row.nationality, np.array(there, dtype=bool)[destination])
            where = "location" if row.location else "country", row.place
            yield _row("admission", (row.nationality, *where, str(row.people)), people, row.people, 1)


def _people(pairs: Pairs, nationality: str, flights: Mask) -> Entries:
    """How many of a party of each pair are of a nationality or bloc, if it uses any of `flights`."""
    people = pairs.people_of(pairs.instance.nationals(nationality))[pairs.group]
    return Entries.points(pairs.every, ints([0]), people * pairs.using(flights))


def _row(rule: str, subject: Key, entries: Entries, limit: int, sign: int) -> Family:
    return Family(rule, lambda _: subject, sign * ints([limit]), entries.times(sign), sign)


def people_in_time(pairs: Pairs) -> Iterator[Family]:
    """Presence (in transit until the onward departure, for good until the stay is over), and throughput."""
    instance, groups, places = pairs.instance, pairs.instance.groups, pairs.place_keys
    pair, flight, onward = pairs.boarding
    row, place, departs = pairs.group[pair], pairs.flights("destination")[flight], pairs.flights("departs")
    people, arrival = groups.people[row], pairs.flights("arrives")[flight]
    stay = np.where(groups.stay[row] == BLANK, pairs.places("stay")[place], groups.stay[row])
    final = np.where(stay < 0, instance.ends, arrival + stay)
    end = np.where(onward < 0, final, departs[onward])
    most = np.where(pairs.is_origin, -1, pairs.places("capacity"))
    yield over_time("capacity", (place, arrival, end, pair, people), most, places)
    origin, for_good = pairs.flights("origin")[flight], np.full(len(pair), ALWAYS)
    most, since = pairs.places("throughput_per_hour"), np.maximum(pairs.places("opens"), instance.begins)
    yield over_time("throughput", (origin, departs[flight], for_good, pair, people), most, places, since)


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
