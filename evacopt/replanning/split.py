"""Groups whose people are in different places are split, so that a plan can say of each who stays.

In a plan's numbers somebody stranded at a hub stays, and so does somebody who never left. As one group they
would stand for one another: `changes` would find the one unchanged because the other stays. So they are apart
where both may happen, each with what the plan in force had for him and with what was decided about him.

A group that a link speaks of is never split, for no row of links speaks of several groups together: that
those who have left do not leave again is held by a share (`freeze.py`), and `changes` may take one for the
other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Itinerary, Plan
from evacopt.domain.replanned import Split
from evacopt.events.rows import free_id
from evacopt.replanning.held import NO_WAY_ON, Held

STAYED, STRANDED = "-stayed", "-stranded"
"""What the ids end with of those of a group who never left, and of those whom the plan in force strands."""


@dataclass(frozen=True, slots=True)
class Parted:
    """An instance with groups split, `held` under their names of now, and what to tell of it."""

    instance: Instance
    held: tuple[Held, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """Some parties of a group: those in `held`, and `home` more who never left."""

    group: Group
    held: tuple[Held, ...]
    home: int

    @property
    def named(self) -> Iterator[Held]:
        """Those held, under the name of the part."""
        return (replace(row, group=self.group.id) for row in self.held)

    def began(self, flights: Itinerary) -> bool:
        """Whether somebody of the part has begun a journey on `flights`."""
        return any(flights[: row.legs] == row.flights for row in self.held)


def split(instance: Instance, plan: Plan, held: Sequence[Held], *, loose: bool) -> Parted:
    """The instance with groups split where somebody who stays could be taken for somebody else.

    Parameters
    ----------
    plan : the plan in force
    loose : whether those on the way may be left where they are, or must go on
    """
    linked = {code for link in instance.links for code in (link.group, link.partner)}
    of_group: dict[str, list[Held]] = {}
    for row in held:
        if row.group not in linked:
            of_group.setdefault(row.group, []).append(row)
    taken = set(instance.groups.row)
    parts = {
        code: _parts(instance.groups[instance.groups.row[code]], rows, taken, loose=loose)
        for code, rows in of_group.items()
    }
    split_up = {code: apart for code, apart in parts.items() if len(apart) > 1}
    if not split_up:
        return Parted(instance, tuple(held))
    groups = [
        row
        for group in instance.groups
        for row in ([part.group for part in split_up[group.id]] if group.id in split_up else [group])
    ]
    notes: list[str] = []
    pins = [
        row for pin in instance.pins for row in _shared(instance, pin, split_up.get(pin.group, ()), notes)
    ]
    splits = [row for code, apart in split_up.items() for row in _then(plan, code, apart)]
    terms = [  # a sum over a group is one over its parts
        replace(term, group=part.group.id) if part else term
        for term in instance.terms
        for part in split_up.get(term.group, (None,))
    ]
    parted = replace(
        instance, groups=Groups.of(groups), pins=tuple(pins), terms=tuple(terms), splits=tuple(splits)
    )
    renamed = [row for apart in parts.values() for part in apart for row in part.named]
    return Parted(parted, (*renamed, *(row for row in held if row.group in linked)), tuple(notes))


def _parts(group: Group, held: Sequence[Held], taken: set[str], *, loose: bool) -> list[_Part]:
    """Those of `group` that must be told apart; the first keeps the name."""
    home = group.count - sum(row.parties for row in held)
    before = tuple(row for row in held if row.itinerary[-1] == NO_WAY_ON)
    others = tuple(row for row in held if row not in before)
    if loose and all(row.whole for row in held):
        return [_Part(group, tuple(held), home)]
    parts = [("", others, 0), (STAYED, (), home)] if loose else [("", others, home)]
    if all(row.whole for row in others) and (loose or not home):
        parts[0] = ("", tuple(held), parts[0][2])
    else:
        parts.insert(1, (STRANDED, before, 0))
    apart = []
    for end, rows, left in parts:
        count = left + sum(row.parties for row in rows)
        if count:
            code = free_id(group.id + end, taken) if end else group.id
            taken.add(code)
            apart.append(_Part(replace(group, id=code, count=count), rows, left))
    return apart


def _then(plan: Plan, code: str, parts: Sequence[_Part]) -> Iterator[Split]:
    """Where the plan in force has those who never left and are apart now: all whom it has, less the held."""
    left: Counter[Itinerary] = Counter()
    for row in plan.assignments:
        if row.group == code:
            left[row.itinerary] += row.parties
    for part in parts:
        for held in part.held:
            left[held.itinerary] -= held.parties
    for part in parts:
        if part.home and part.group.id != code:
            for itinerary, parties in sorted((+left).items()):
                yield Split(group=part.group.id, of=code, parties=parties, itinerary=itinerary)


def _shared(instance: Instance, pin: Pin, parts: Sequence[_Part], notes: list[str]) -> list[Pin]:
    """What was decided about a group, as decisions about its parts.

    A pin that only one part can keep is that part's. Else no sum over parts can be pinned: each is asked for
    what the others cannot give, and allowed what is left when those who have flown take all that they can;
    how much of the pin that is, is told.
    """
    able = [part for part in parts if _may_use(instance, pin, part, parts)] or [*parts[:1]]
    if len(able) < 2:
        return [replace(pin, group=able[0].group.id) if able else pin]
    everybody, left, kept = sum(part.group.count for part in able), pin.parties, list[Pin]()
    for part in able:
        least = max(0, pin.parties - (everybody - part.group.count))
        most = min(part.group.count, left)
        left -= most
        if pin.kind != "at_most" and least:
            kept.append(replace(pin, group=part.group.id, kind="at_least", parties=least))
        if pin.kind != "at_least" and most < part.group.count:
            kept.append(replace(pin, group=part.group.id, kind="at_most", parties=most))
    text = phrase(
        "{kind} {parties} of {group} was decided, who are in several places now: kept is {decisions}"
    )
    words = joined(", ", map(_decided, kept)) if kept else phrase("nothing")
    notes.append(phrase(text, kind=pin.kind, parties=pin.parties, group=pin.group, decisions=words))
    return kept


def _decided(pin: Pin) -> str:
    return phrase("{kind} {parties} of {group}", kind=pin.kind, parties=pin.parties, group=pin.group)


def _may_use(instance: Instance, pin: Pin, part: _Part, parts: Sequence[_Part]) -> bool:
    """Whether parties of `part` can be among those that `pin` counts."""
    if pin.itinerary:
        begun = any(other.began(pin.itinerary) for other in parts)
        return part.began(pin.itinerary) or (bool(part.home) and not begun)
    if not pin.flight:
        return True
    aboard = any(pin.flight in row.flights for row in part.held)
    taken = any(pin.flight in row.flights for other in parts for row in other.held)
    out = instance.flight[pin.flight].origin == part.group.origin
    return aboard or (not taken and (bool(part.home) or not out))
