"""Every rule that is a sum over pairs and flights, as families of rows (rules 3 to 9, 11 and 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import BLANK, Ints, Mask
from evacopt.domain.rule import Rule
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import NO_HIGH, NO_LOW, Entries, Family, ints, one_sided, over_time


def linear_rules(pairs: Pairs) -> Iterator[Family]:
    """The families over `pairs`; their values are parties of each pair and sorties of each flight."""
    groups, every = pairs.instance.groups, np.arange(len(pairs.group))
    yield from cabin(pairs)
    yield from promises(pairs)
    yield from people_in_time(pairs)
    yield from aircraft_in_time(pairs)
    yield pins(pairs)
    taken = Entries.points(every, pairs.group, np.ones_like(every))
    yield one_sided("parties", groups.id.__getitem__, groups.count, pairs=taken)


def seats_needed(pairs: Pairs) -> Ints:
    """Seats that one party of each boarding takes, shape (boardings,)."""
    pair, flight, _ = pairs.boarding
    groups, row = pairs.instance.groups, pairs.group[pair]
    return groups.size[row] + groups.stretchers[row] * (pairs.flights("seats_per_stretcher")[flight] - 1)


def cabin(pairs: Pairs) -> Iterator[Family]:
    """What fits on each flight: what people need is at most (for `min_load` at least) room x sorties."""
    groups, schedule = pairs.instance.groups, pairs.instance.schedule
    pair, flight, _ = pairs.boarding
    row, every, nought = pairs.group[pair], np.arange(len(schedule)), np.zeros(len(schedule), dtype=np.int64)
    least, ratio = pairs.flights("min_load") * pairs.optional, pairs.instance.policy.assistance_ratio
    needs: list[tuple[Rule, Ints, Ints]] = [
        ("seats", seats_needed(pairs), pairs.flights("seats")),
        ("stretchers", groups.stretchers[row], pairs.flights("stretchers")),
        ("infants", groups.infants[row], pairs.flights("infant_limit")),
        ("min_load", groups.people[row] * (least[flight] > 0), least),
    ]
    if ratio is not None:
        needs.append(("assistance", 1_000_000 * groups.assisted[row] - ratio * groups.able[row], nought))
    for rule, need, room in needs:
        taken, given = Entries.points(pair, flight, need), Entries.points(every, every, -room)
        yield one_sided(rule, lambda number: schedule[number].id, nought, pairs=taken, flights=given)


def promises(pairs: Pairs) -> Iterator[Family]:
    """Shares and admissions: members of a nationality or bloc who use any of some flights, each once."""
    instance, destination = pairs.instance, pairs.flights("destination")
    asked: dict[Rule, list[tuple[str, Mask, str, int]]] = {"share_max": [], "share_min": [], "admission": []}
    for share in instance.shares:
        scope = np.array([share.covers(flight) for flight in instance.schedule], dtype=bool)
        if share.kind != "reserve":
            rule: Rule = "share_max" if share.kind == "max" else "share_min"
            asked[rule].append((share.id, scope, share.nationality, share.people))
    for row in instance.admissions:
        there = [row.place == (at.id if row.location else at.country) for at in instance.locations]
        if row.people is not None:
            name, landing = f"{row.nationality} at {row.place}", np.array(there, dtype=bool)[destination]
            asked["admission"].append((name, landing, row.nationality, row.people))
    for rule, rows in asked.items():
        yield _people(pairs, rule, rows)


def _people(pairs: Pairs, rule: Rule, rows: list[tuple[str, Mask, str, int]]) -> Family:
    found = [ints(()).reshape(3, 0)]
    for number, (_, flights, code, _) in enumerate(rows):
        people = pairs.people_of(pairs.instance.nationals(code))[pairs.group]
        pair = np.flatnonzero(pairs.using(flights) & (people > 0))
        found.append(np.stack((pair, np.full(len(pair), number), people[pair])))
    taken = Entries.points(*np.concatenate(found, axis=1))
    return one_sided(rule, lambda row: rows[row][0], ints(row[-1] for row in rows), pairs=taken)


def people_in_time(pairs: Pairs) -> Iterator[Family]:
    """Presence (in transit until the onward departure, for good until the stay is over), and throughput."""
    instance, groups, names = pairs.instance, pairs.instance.groups, tuple(pairs.place)
    pair, flight, onward = pairs.boarding
    row, place, departs = pairs.group[pair], pairs.flights("destination")[flight], pairs.flights("departs")
    people, arrival = (pair, groups.people[row]), pairs.flights("arrives")[flight]
    stay = np.where(groups.stay[row] == BLANK, pairs.places("stay")[place], groups.stay[row])
    final = np.where(stay < 0, instance.ends, arrival + stay)
    end = np.where(onward < 0, final, departs[onward])
    is_origin = ints(location.role == "origin" for location in instance.locations)
    most = np.where(is_origin, -1, pairs.places("capacity"))
    yield over_time("capacity", (place, arrival, end), most, names, pairs=people)
    uses = pairs.flights("origin")[flight], departs[flight], np.full(len(pair), NO_HIGH)
    most, since = pairs.places("throughput_per_hour"), np.maximum(pairs.places("opens"), instance.begins)
    yield over_time("throughput", uses, most, names, since, pairs=people)


def aircraft_in_time(pairs: Pairs) -> Iterator[Family]:
    """Movements in each UTC clock hour and day, and aircraft of each fleet in use at once."""
    instance, number = pairs.instance, np.arange(len(pairs.instance.schedule))
    departs, one = pairs.flights("departs"), np.ones_like(number)
    places = np.concatenate((pairs.flights("origin"), pairs.flights("destination")))
    moments, both = np.concatenate((departs, pairs.flights("arrives"))), (np.tile(number, 2), np.tile(one, 2))
    spans: tuple[tuple[Rule, int], ...] = (("movements_hour", HOUR), ("movements_day", DAY))
    for rule, span in spans:
        begin = moments // span * span  # all that falls into the span is counted in its first minute
        most = pairs.places(rule.replace("_", "_per_"))
        yield over_time(rule, (places, begin, begin + 1), most, tuple(pairs.place), flights=both)
    fleets = {fleet.id: index for index, fleet in enumerate(instance.fleets)}
    thing = ints(fleets.get(flight.fleet, -1) for flight in instance.schedule)
    cycle, count = (
        ints([*(getattr(row, name) for row in instance.fleets), -1]) for name in ("cycle", "count")
    )
    uses = thing, departs, departs + cycle[thing]
    yield over_time("fleet", uses, count, tuple(fleets), flights=(number, one))


def pins(pairs: Pairs) -> Family:
    """What is pinned, a row each."""
    asked, of_group = pairs.instance.pins, defaultdict[int, list[int]](list)
    rows = [pairs.instance.groups.row[pin.group] for pin in asked]
    for pair in np.flatnonzero(np.isin(pairs.group, rows)).tolist():
        of_group[int(pairs.group[pair])].append(pair)
    found = [
        (pair, number, 1)
        for number, row in enumerate(rows)
        for pair in of_group[row]
        if asked[number].covers(pairs.itineraries[pairs.code[pair]])
    ]
    names = [" on ".join(filter(None, (pin.group, ">".join(pin.itinerary) or pin.flight))) for pin in asked]
    low = ints(NO_LOW if pin.kind == "at_most" else pin.parties for pin in asked)
    high = ints(NO_HIGH if pin.kind == "at_least" else pin.parties for pin in asked)
    taken = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return Family("pin", names.__getitem__, low, high, Entries.points(*taken))
