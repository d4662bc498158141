"""Who travels otherwise in one plan than in another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from evacopt.board.delta import Moved
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Parties that travel otherwise; an empty itinerary is staying."""

    group: str
    parties: int
    people: int
    of: Itinerary
    to: Itinerary


def transfers(instance: Instance, moved: Collection[Moved]) -> Iterator[Transfer]:
    """Who goes from where to where, as few as can be, by group; of groups that the instance has."""
    leaving, coming = _by_group(moved, -1), _by_group(moved, 1)
    for code in sorted(leaving.keys() | coming.keys()):
        row = instance.groups.row.get(code)
        if row is None:
            continue
        more = coming[code].total() - leaving[code].total()
        leaving[code][()] += max(more, 0)
        coming[code][()] += max(-more, 0)
        people = int(instance.groups.people[row])
        for of, to, parties in _paired(+leaving[code], +coming[code]):
            yield Transfer(group=code, parties=parties, people=people * parties, of=of, to=to)


def _paired(
    leaving: Counter[Itinerary], coming: Counter[Itinerary]
) -> Iterator[tuple[Itinerary, Itinerary, int]]:
    """Where they leave and where they come, each as often; what is larger on either side first."""
    while leaving:
        (of, there), (to, wanted) = leaving.most_common(1)[0], coming.most_common(1)[0]
        parties = min(there, wanted)
        yield of, to, parties
        leaving = leaving - Counter({of: parties})
        coming = coming - Counter({to: parties})


def _by_group(moved: Iterable[Moved], sign: int) -> defaultdict[str, Counter[Itinerary]]:
    """Parties that come (or leave, where `sign` is -1) by group and itinerary."""
    parties: defaultdict[str, Counter[Itinerary]] = defaultdict(Counter)
    for row in moved:
        if row.parties * sign > 0:
            parties[row.group][row.itinerary] += row.parties * sign
    return parties
