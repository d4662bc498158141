"""A plan is released: whom it calls is frozen from then on, and no plan that the judge rejects ever is."""

from __future__ import annotations

from evacopt.board.delta import Cell, Delta, Seating, as_kept
from evacopt.board.draft import Draft, touched
from evacopt.board.happenings import minute_of
from evacopt.board.keeper import Keeper
from evacopt.board.refusals import Refused
from evacopt.board.requests import Name, Release, Withdraw
from evacopt.board.state import NAME, RELEASE, Released, State
from evacopt.domain.clock import format_time
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase, plural
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Itinerary
from evacopt.judge.verify import verify


def name(state: State, request: Name) -> Draft:
    """The plan of now gets a name."""
    key = NAME + request.name
    if state.cells.get(key) == state.number:
        raise Refused(phrase("that is its name already"), field="name")
    delta = Delta(cells=(Cell(key, state.cells.get(key), state.number),))
    return Draft(delta=delta, touches=touched(delta))


def release(state: State, request: Release, keeper: Keeper) -> Draft:
    """Those who depart before a time are called.

    Raises
    ------
    Refused
        If the judge rejects the plan, with every rule that it breaks, or the name is taken.
    """
    key = RELEASE + request.name
    if key in state.cells:
        raise Refused(phrase("a release is called so already: choose another name"), field="name")
    until = minute_of(state, request.until, "until") if request.until else state.instance.ends + 1
    if until <= state.as_of:
        now, ends = format_time(state.as_of), format_time(state.instance.ends)
        text = phrase("the time must lie between {begins} and {ends}")
        raise Refused(phrase(text, begins=now, ends=ends), field="until")
    sha256 = keeper.plan_hash(state.plan)
    broken = verify(state.instance, keeper.plan(sha256), baseline=state.baseline)
    if broken:
        text = plural(
            "the plan breaks {count:,} rule, so it is not released: {first}",
            "the plan breaks {count:,} rules, so it is not released; the first: {first}",
            len(broken),
            first=str(broken[0]),
        )
        raise Refused(text, violations=broken)
    there, others = set(state.instance.pins), frozen(state, keeper)
    pins = [
        Pin(group=group, kind="at_least", parties=parties, itinerary=way)
        for (group, way), parties in sorted(called(state.instance, state.seating, until).items())
    ]
    by_hand = tuple(
        pin for pin in pins if pin in there and others.get((pin.group, pin.itinerary)) != pin.parties
    )
    told = as_kept(Released(plan=sha256, until=until, number=state.number + 1, by_hand=by_hand))
    delta = Delta(pinned=tuple(pin for pin in pins if pin not in there), cells=(Cell(key, None, told),))
    return Draft(delta=delta, touches=frozenset({request.name}))


def withdraw(state: State, request: Withdraw, keeper: Keeper) -> Draft:
    """A release is taken back, with what of its pins is still there and is none of another release."""
    key = RELEASE + request.name
    if key not in state.cells:
        raise Refused(phrase("no release is called {name}", name=request.name), field="name")
    others = state.releases
    taken_back = others.pop(request.name)
    kept, ours = frozen(state, keeper, others), frozen(state, keeper, {request.name: taken_back})
    unpinned = tuple(
        pin
        for pin in state.pins
        if pin.kind == "at_least"
        and pin.parties == ours.get((pin.group, pin.itinerary))
        and pin.parties != kept.get((pin.group, pin.itinerary))
        and pin not in taken_back.by_hand
    )
    delta = Delta(unpinned=unpinned, cells=(Cell(key, state.cells[key], None),))
    return Draft(delta=delta, touches=frozenset({request.name}))


def called(instance: Instance, seating: Seating, until: int) -> dict[tuple[str, Itinerary], int]:
    """Parties of each group on each itinerary that departs before `until`."""
    return {
        (group, way): parties
        for (group, way), parties in seating.items()
        if way[0] in instance.flight and instance.flight[way[0]].departs < until
    }


def frozen(
    state: State, keeper: Keeper, releases: dict[str, Released] | None = None
) -> dict[tuple[str, Itinerary], int]:
    """Parties of each group that releases have called to each itinerary, and that are still on it."""
    fixed = dict[tuple[str, Itinerary], int]()
    for one in (state.releases if releases is None else releases).values():
        for key, parties in called(state.instance, keeper.seating(one.plan), one.until).items():
            fixed[key] = max(fixed.get(key, 0), min(parties, state.seating.get(key, 0)))
    return {key: parties for key, parties in fixed.items() if parties}


def refuse_unfreezing(state: State, after: State, keeper: Keeper) -> None:
    """Refuse a change after which somebody who was called is not on the way any more.

    Raises
    ------
    Refused
        Naming who, the way and the remedy.
    """
    for (group, way), parties in frozen(state, keeper).items():
        if after.seating.get((group, way), 0) < parties:
            text = phrase(
                "a release has called {group} to {way}, parties: {parties}; withdraw it, or enter what "
                "happened as an event",
                parties=parties,
                group=group,
                way=" > ".join(way),
            )
            raise Refused(text, field="group")
