"""What comes of a plan in one scenario: one party after the other, every rule as the brute search states it.

Shares nothing with `evacopt.simulation` but the record of what is drawn.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.brute.told import Place, Told, Way


@dataclass(eq=False)
class Party:
    """Where a party is: what it has flown, and the way on which it is; `call` is what the plan has for it."""

    group: int
    call: Way
    way: Way = ()
    flown: Way = ()
    waits: bool = False


@dataclass
class Came:
    """Parties that land by group and minute; seats taken and parties refused by flight; sorties flown."""

    landed: Counter[tuple[str, int]] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    flown: Counter[str] = field(default_factory=Counter)
    travelled: Counter[tuple[str, Way]] = field(default_factory=Counter)
    stranded: int = 0


def course(told: Told, comes: dict[tuple[str, int], bool], sorties: dict[str, int], *, standby: bool) -> Came:
    """What comes of it.

    Parameters
    ----------
    comes : whether each party that there is, by group and number, comes when it is called
    sorties : of each flight that the plan flies in that world how many sorties are not cancelled
    """
    return _Scenario(told, comes, sorties, standby).came


class _Scenario:
    def __init__(
        self, told: Told, comes: dict[tuple[str, int], bool], sorties: dict[str, int], standby: bool
    ) -> None:
        self.told, self.came, self.standby = told, Came(), standby
        self.sorties, self.known = dict(sorties), dict(told.sorties)
        for _ in told.there.order:
            for need in told.there.order:
                if self.sorties.get(need.flight) and told.there.flight[need.flight].status == "optional":
                    self.sorties[need.flight] *= self.sorties.get(need.needs, 0) > 0
        self.parties, self.held = list[Party](), Counter[Place]()
        for row, code in enumerate(told.there.groups.id):
            self._add(row, code, comes)
        codes = {code for code, often in told.sorties.items() if often}
        codes |= {code for own in told.calls.values() for way, _ in own for code in way}
        for code in sorted(codes, key=told.when):
            self._depart(code)
        self.came.flown = Counter(self.sorties)

    def _add(self, row: int, code: str, comes: dict[tuple[str, int], bool]) -> None:
        called = [way for way, often in self.told.calls[code] for _ in range(often)]
        most = int(self.told.there.groups.most[row])
        called += [()] * (most - len(called))
        for number, call in enumerate(called[:most]):
            way = self.told.furthest(row, call)
            if way:
                self.held[row, way] += 1
            if comes.get((code, number)):
                self.parties.append(Party(row, call, way, waits=not call))

    def _depart(self, code: str) -> None:
        flies = self.sorties.get(code, 0)
        self.known[code] = flies
        aboard = list[Party]()
        for one in self.parties:
            if not one.waits and one.way[len(one.flown) : len(one.flown) + 1] == (code,):
                aboard.append(one)
        for place in [place for place in self.held if place[1][0] == code]:
            del self.held[place]
        if flies:
            self._turn_away(code, aboard)
        for one in aboard:
            if flies and not one.waits:
                self._fly(one, code)
            else:
                self._stay(one)
        self._part(code)
        if self.standby and flies:
            self._fill(code)

    def _stay(self, one: Party) -> None:
        one.waits, one.way = True, one.flown
        if (one.group, one.flown) in self.told.whole:
            self._land(one)
        self.came.stranded += bool(one.flown) and one.waits

    def _fly(self, one: Party, code: str) -> None:
        one.flown = (*one.flown, code)
        group = self.told.there.groups[one.group]
        self.came.taken[code] += self.told.there.flight[code].seats_for(group)
        if one.flown == one.way and (one.group, one.way) in self.told.whole:
            self._land(one)

    def _land(self, one: Party) -> None:
        minute = self.told.there.flight[one.flown[-1]].arrives
        code = self.told.there.groups.id[one.group]
        self.came.landed[code, minute] += 1
        self.came.travelled[code, one.flown] += 1
        one.waits, one.call = False, one.flown

    def _part(self, code: str) -> None:
        """Who cannot go on with this flight as called, or has come too late for it."""
        for one in self.parties:
            if one.waits or one.flown != one.way or one.way == one.call:
                continue
            if (one.group, one.way) in self.told.whole:
                continue
            broken = one.call[len(one.way)]
            last = max([*one.flown[-1:], broken], key=self.told.when)
            if last == code:
                self.came.refused[broken] += self.sorties.get(broken, 0) > 0
                self.came.stranded += bool(one.flown)
                one.waits = True

    def _turn_away(self, code: str, aboard: list[Party]) -> None:
        told, again = self.told, True
        aboard.sort(key=lambda one: (told.rank[one.group], *self._place_in_order(one)))
        while again:
            again = False
            for one in reversed([one for one in aboard if not one.waits]):
                loads = self._loads(aboard)
                more = self._more(one.group, one.flown, one.way)
                if any(
                    each > 0 and load > row.most
                    for each, load, row in zip(more, loads, told.rows, strict=True)
                ):
                    one.waits, one.way, again = True, one.flown, True
                    self.came.refused[code] += 1

    def _fill(self, code: str) -> None:
        """Who waits boards in the standby order, one by one, by the way that is first at a haven."""
        told, again = self.told, True
        while again:
            again = False
            places = {(one.group, one.flown) for one in self.parties if one.waits}
            for place in sorted(places, key=lambda at: (told.rank[at[0]], told.order(at))):
                for way in told.ways(place, code):
                    waiting = [one for one in self.parties if one.waits and (one.group, one.flown) == place]
                    for one in waiting:
                        if not self._finds_room(one, way):
                            break
                        one.waits, one.way, again = False, way, True
                        self._fly(one, code)

    def _finds_room(self, one: Party, way: Way) -> bool:
        """Beside all who have left and all who are called to flights that are yet to leave."""
        loads, more = self._loads([], held=True), self._more(one.group, one.flown, way)
        return all(
            each <= 0 or load + each <= row.most
            for each, load, row in zip(more, loads, self.told.rows, strict=True)
        )

    def _place_in_order(self, one: Party) -> tuple[tuple[int, tuple[int, ...]], int]:
        own = [way for way, _ in self.told.calls[self.told.there.groups.id[one.group]]]
        broken = one.way != one.call and (one.group, one.way) not in self.told.whole
        return self.told.order((one.group, one.way)), own.index(one.call) if broken else -1

    def _loads(self, aboard: list[Party], *, held: bool = False) -> list[int]:
        """What each row comes to with those who have left and those aboard; in mixed rows, all called."""
        going = Counter(
            (one.group, one.way) for one in self.parties if one.flown or (one in aboard and one.way)
        )
        columns = [(self.told.column[place], often) for place, often in going.items() if place[1]]
        later = [(self.told.column[place], often) for place, often in self.held.items()]
        loads = []
        for row, mixed in zip(self.told.rows, self.told.mixed, strict=True):
            load = sum(row.parties[column] * often for column, often in columns)
            load += sum(each * self.known.get(code, 0) for code, each in row.sorties.items())
            counts_later = held or mixed
            loads.append(load + counts_later * sum(row.parties[column] * often for column, often in later))
        return loads

    def _more(self, group: int, before: Way, after: Way) -> list[int]:
        """What a party counts more in each row when it goes on."""
        new = self.told.column[group, after]
        old = self.told.column[group, before] if before else None
        return [row.parties[new] - (0 if old is None else row.parties[old]) for row in self.told.rows]
