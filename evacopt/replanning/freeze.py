"""An instance in which the past is settled: what a replan decides anew is all that is left open in it.

People who have flown, boarded or been called forward are pinned; where a later flight of theirs is still
open, only to the flights that stand. A flight on which check-in is over gets a `max` share that leaves no
room for anybody else, over a bloc of everybody. An optional flight that has left is scheduled from then on.
So the judge, which knows nothing of time passing, stays the judge of the whole plan.

A plan has no place for somebody who ends at a hub. Where people who have flown cannot go on they are held
less tightly: a group with people on the way is apart from those of it who never left, may use no flight but
those it took and what follows them, and whoever of it finds no way on is left behind in the plan's words:
stranded at the hub in fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from evacopt.domain.columns import BLANK
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Itinerary, Plan
from evacopt.domain.replanned import HOME
from evacopt.domain.share import Bloc, Share
from evacopt.events.rows import free_id
from evacopt.replanning.flown import flown
from evacopt.replanning.held import Held, Moment, aboard, on_the_way

CLOSED = "closed:"
"""What the id of a share begins with that closes a flight; the flight's id follows."""
EVERYBODY = "everybody"
"""The bloc of all nationalities; with a quote more for each bloc of the planner's that has the name."""


def is_closing(share: Share) -> bool:
    """Whether replanning made the share: a planner may call a share of his own `closed:` something."""
    name = CLOSED + share.flight
    ours = share.id.startswith(name) and not share.id[len(name) :].strip("'")
    return bool(share.flight) and ours and share.kind == "max" and share.nationality.startswith(EVERYBODY)


def _is_of_home(share: Share) -> bool:
    """Whether replanning made the share for a group that is partly on the way."""
    return share.kind == "max" and share.tag == share.id and share.id.startswith(HOME)


def thawed(instance: Instance, plan: Plan) -> Instance:
    """The instance without what an earlier replan added to it, as far as `plan` tells."""
    added = Counter(plan.replanned.held if plan.replanned else ())
    pins = []
    for pin in reversed(instance.pins):
        if added[pin]:
            added[pin] -= 1
        else:
            pins.append(pin)
    closing = {share.nationality for share in instance.shares if is_closing(share)}
    home = {share.tag for share in instance.shares if _is_of_home(share)}
    ours = {share.id for share in instance.shares if is_closing(share)} | home
    tags = instance.groups.tags.map(lambda own: tuple(tag for tag in own if tag not in home))
    return replace(
        instance,
        groups=replace(instance.groups, tags=tags) if home else instance.groups,
        pins=tuple(reversed(pins)),
        splits=(),
        shares=tuple(share for share in instance.shares if share.id not in ours),
        blocs=tuple(bloc for bloc in instance.blocs if bloc.bloc not in closing),
    )


def frozen(
    instance: Instance,
    plan: Plan,
    present: Sequence[Assignment],
    held: Sequence[Held],
    moment: Moment,
    *,
    pins: Iterable[Pin] | None = None,
) -> tuple[Instance, tuple[Pin, ...], tuple[str, ...]]:
    """The instance with `held` settled, the pins that this took, and what to tell of it.

    Parameters
    ----------
    plan : the plan in force; its sorties tell how often what has left was flown
    present : its assignments, without those who did not come
    pins : those that settle `held`, where `pins_of` would not do
    """
    settled, notes = flown(instance, plan, moment)
    wanted = pins_of(settled, held, moment) if pins is None else pins
    added = tuple(pin for pin in wanted if pin not in settled.pins)
    closed = _closed(settled, present, held, moment)
    if pins is not None:
        closed = _leaving_once(closed, held, moment)
    return replace(closed, pins=(*settled.pins, *added)), added, notes


def pins_of(instance: Instance, held: Sequence[Held], moment: Moment) -> Iterator[Pin]:
    """The pins that keep `held` where they are: exactly where nobody can join, at least elsewhere."""
    yield from pins_of_whole(instance, held, moment)
    halfway = {(flight, row.group) for row in held if not row.whole for flight in row.flights}
    for (flight, group), parties in sorted(aboard(held).items()):
        if (flight, group) in halfway:
            over = moment.closed(instance.flight[flight])
            yield Pin(group=group, kind="exactly" if over else "at_least", parties=parties, flight=flight)


def pins_of_whole(instance: Instance, held: Iterable[Held], moment: Moment) -> Iterator[Pin]:
    """The pins of those whose itinerary stands from end to end."""
    whole: Counter[tuple[str, Itinerary]] = Counter()
    for row in held:
        if row.whole:
            whole[row.group, row.itinerary] += row.parties
    for (group, itinerary), parties in sorted(whole.items()):
        over = all(moment.closed(instance.flight[code]) for code in itinerary)
        yield Pin(group=group, kind="exactly" if over else "at_least", parties=parties, itinerary=itinerary)


def loose_pins(instance: Instance, held: Sequence[Held], moment: Moment) -> Iterator[Pin]:
    """Pins that keep everybody off the flights of others, and ask for no way on where there may be none.

    Who has left does not leave from home once more: on no flight that others may still take from there.
    """
    yield from pins_of_whole(instance, held, moment)
    apart, parties = on_the_way(held), aboard(held)
    alone = apart - set(at_home(instance, held))
    flights = {flight for row in held if row.group in apart for flight in row.flights}
    left = {row.group for row in held}
    for flight in sorted(flights):
        for group in instance.groups.id:
            if group in left or _in_time(instance, group, flight):
                yield Pin(group=group, kind="at_most", parties=parties[flight, group], flight=flight)
    coming = (row for row in instance.schedule if row.status != "cancelled" and not moment.departed(row))
    for flight in sorted({flight.id for flight in coming} - flights):
        for group in sorted(alone):
            if _in_time(instance, group, flight):
                yield Pin(group=group, kind="at_most", parties=parties[flight, group], flight=flight)


def at_home(instance: Instance, held: Sequence[Held]) -> dict[str, int]:
    """Parties who never left of groups that were not split though others of them are on the way."""
    left = Counter[str]()
    for row in held:
        left[row.group] += row.parties
    count, row_of = instance.groups.count, instance.groups.row
    home = {group: int(count[row_of[group]]) - left[group] for group in sorted(on_the_way(held))}
    return {group: parties for group, parties in home.items() if parties > 0}


def _leaving_once(instance: Instance, held: Sequence[Held], moment: Moment) -> Instance:
    """No more of a group that was not split leave on flights that are not closed than are at home."""
    for group, parties in at_home(instance, held).items():
        party = instance.groups[instance.groups.row[group]]
        taken = {share.id for share in instance.shares} | {
            tag for tags in instance.groups.tags.values for tag in tags
        }
        name = free_id(HOME + group, taken)
        share = Share(
            id=name,
            kind="max",
            people=parties * party.people,
            origin=party.origin,
            departs_from=moment.as_of + max(moment.check_in, 1),
            tag=name,
        )
        groups = instance.groups.with_cells(instance.groups.row[group], tags=(*party.tags, name))
        instance = replace(instance, groups=groups, shares=(*instance.shares, share))
    return instance


def _in_time(instance: Instance, group: str, code: str) -> bool:
    """Whether time and place alone would let the group board."""
    groups, flight = instance.groups, instance.flight[code]
    row = groups.row[group]
    if groups.origin[row] != flight.origin:
        return False
    ready = instance.begins if groups.ready[row] == BLANK else int(groups.ready[row])
    return ready + instance.policy.check_in_minutes <= flight.departs


def _closed(
    instance: Instance, present: Iterable[Assignment], held: Iterable[Held], moment: Moment
) -> Instance:
    """No room for anybody else on flights on which check-in is over."""
    over = [flight for flight in instance.schedule if flight.status != "cancelled" and moment.closed(flight)]
    if not over or not len(instance.groups):
        return instance
    on_paper = (Held(row.group, row.itinerary, row.parties, len(row.itinerary)) for row in present)
    gone, checked_in = _people(instance, aboard(held)), _people(instance, aboard(on_paper))
    people = {
        # Of those who board and were set free, because a smaller aircraft came, some still find a seat.
        flight.id: gone[flight.id] if moment.departed(flight) else max(gone[flight.id], checked_in[flight.id])
        for flight in over
    }
    name = free_id(EVERYBODY, {bloc.bloc for bloc in instance.blocs})
    taken = {share.id for share in instance.shares}
    members = {code for members in instance.groups.own_nationalities.values for code, _ in members}
    shares = (
        Share(id=free_id(CLOSED + code, taken), kind="max", nationality=name, people=most, flight=code)
        for code, most in people.items()
    )
    bloc = Bloc(bloc=name, members=tuple(sorted(members)))
    return replace(instance, blocs=(*instance.blocs, bloc), shares=(*instance.shares, *shares))


def _people(instance: Instance, parties: Counter[tuple[str, str]]) -> Counter[str]:
    """People on each flight, of the groups that the instance knows."""
    groups, people = instance.groups, Counter[str]()
    for (flight, group), number in parties.items():
        if group in groups.row:
            people[flight] += number * int(groups.people[groups.row[group]])
    return people
