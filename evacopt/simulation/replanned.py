"""A scenario in which the plan is changed by the way: at each event the rest is decided anew."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary
from evacopt.simulation.again import Decided, Known
from evacopt.simulation.beliefs import NOWHERE, Belief, Beliefs, Truth
from evacopt.simulation.chains import HOME
from evacopt.simulation.departures import WHOLE, Departures, Way
from evacopt.simulation.handed_out import Callings, Home, Homes, Wanted, going_on, hand_out
from evacopt.simulation.limits import Step
from evacopt.simulation.setting import Moment, Setting


class Replanned(Departures):
    """One scenario while it goes by."""

    def __init__(self, setting: Setting, truth: Truth, beliefs: Beliefs) -> None:
        nobody = np.zeros((len(setting.calls), 1), dtype=np.int64)
        super().__init__(setting, nobody, np.zeros((len(setting.planned), 1), dtype=np.int64))
        self.planned = setting.planned.copy()
        self._truth, self._beliefs = truth, beliefs
        self._news, self._told = beliefs.news(truth.stories), [-1] * len(truth.stories)
        self._over = set[str]()
        self._place = {moment.code: place for place, moment in enumerate(setting.moments)}
        self._arrived = Counter[tuple[int, int]]()
        self._broken = list[tuple[int, Itinerary, int]]()
        self._homes: Homes = defaultdict(Home)
        self._callings: Callings = {}
        for call in setting.calls:
            if call.itinerary:
                parties = Home(list(range(call.first, call.stop)))
                self._callings[call.group, call.itinerary] = parties
            else:
                parties = Home(list(range(call.first, min(call.stop, int(truth.seen[call.group])))))
                self._homes[call.group] = parties
                self._waiting[call.group, HOME] = self._coming(call.group, parties)

    def run_again(self) -> None:
        """Let it happen, deciding anew at each event; between events empty seats are filled as by standby."""
        for moment in self._setting.moments:
            self._hear(moment.departs)
            flight = moment.number
            planned = int(self.planned[flight]) if flight >= 0 else 0
            self._over.add(moment.code)
            if planned:
                self.sorties[flight] = self._flown(flight)
                self._depart(moment)
            self._part(moment)
            if planned:
                if self.sorties[flight, 0] < planned:
                    self._decide()
                self._fill(flight)
                self._bring_forward(flight)

    def _hear(self, now: int) -> None:
        """The news up to `now`, together."""
        heard = False
        while self._news and self._news[0][0] <= now:
            _, place = self._news.pop(0)
            self._told[place] = self._truth.stories[place]
            heard = True
        if heard:
            self._decide()

    def _flown(self, flight: int) -> int:
        """How many of the planned sorties are flown; none where another one is needed that is not."""
        world = self.world
        leg = world.schedule[flight]
        needed = [world.number[row.needs] for row in world.order if row.flight == leg.id]
        if leg.status == "optional" and not all(
            self._truth.flies[one][: self.planned[one]].any() for one in needed
        ):
            return 0
        return int(self._truth.flies[flight][: self.planned[flight]].sum())

    def _coming(self, group: int, home: Home) -> Ints:
        """How many of them come; shape (1,)."""
        return np.array([home.there + int(self._truth.comes[group][home.parties].sum())])

    def _called(self, moment: Moment) -> list[tuple[Way, Ints]]:
        """Who is to board: those who begin with it, of whom not all may have come, and those on their way."""
        there = self._on.pop(moment.number, {})
        for group, itinerary in [place for place in self._callings if place[1][0] == moment.code]:
            pair = self._pair(group, itinerary)
            if pair != HOME:
                home = self._callings.pop((group, itinerary))
                self._hold(pair, -home.count)
                way = group, pair, self._call_number(group, itinerary, pair)
                coming = self._coming(group, home)
                there[way] = there[way] + coming if way in there else coming
        return list(there.items())

    def _pair(self, group: int, itinerary: Itinerary) -> int:
        """As much of it as can be flown."""
        return self._setting.furthest(self._setting.cohort[group], itinerary)

    def _call_number(self, group: int, itinerary: Itinerary, pair: int) -> int:
        """What tells a way apart that an event has broken."""
        if self._ways.whole[pair]:
            return WHOLE
        self._broken.append((group, itinerary, pair))
        return len(self._broken) - 1

    def _part(self, moment: Moment) -> None:
        """Who cannot go on as called, because of what has happened, stays where he is."""
        for number, parties in list(self._parted.items()):
            group, itinerary, pair = self._broken[number]
            if self._parts_at(itinerary, self._ways.length[pair]) == moment.code:
                del self._parted[number]
                self._stay(group, itinerary, pair, parties)
        for group, itinerary in [place for place in self._callings if place[1][0] == moment.code]:
            if self._pair(group, itinerary) == HOME:
                home = self._callings.pop((group, itinerary))
                self._stay(group, itinerary, HOME, self._coming(group, home))

    def _parts_at(self, itinerary: Itinerary, flown: int) -> str:
        """When who cannot go further on his way comes to know it."""
        return max(itinerary[max(flown - 1, 0) : flown + 1], key=self._place.__getitem__)

    def _stay(self, group: int, itinerary: Itinerary, pair: int, parties: Ints) -> None:
        flight = self.world.number.get(itinerary[0 if pair == HOME else self._ways.length[pair]])
        if flight is not None:
            self.refused[flight] += parties * (self.sorties[flight] > 0)
        self._wait(group, pair, parties)

    def _bring_forward(self, flight: int) -> None:
        """Who came to an earlier flight and is called to what lands later takes a seat that stays empty."""
        flights, leg, ways = self.world.flight, self.world.schedule[flight], self._setting.boardings(flight)
        empty = np.where(self.sorties[flight] > 0, leg.seats * self.sorties[flight] - self.taken[flight], -1)
        later = [
            (int(self._setting.rank[group]), group, itinerary)
            for (group, itinerary), home in self._callings.items()
            if home.there and self._pair(group, itinerary) != HOME
            if flights[itinerary[-1]].arrives > leg.arrives
        ]
        for _, group, itinerary in sorted(later):
            home, pair = self._callings[group, itinerary], self._pair(group, itinerary)
            direct = ways.get((self._setting.cohort[group], HOME), [])
            direct = [way for way in direct if self._ways.length[way] == 1]
            waiting, self._waiting[group, HOME] = self._waiting[group, HOME], np.array([home.there])
            self._hold(pair, -home.there)
            self._stand_by(flight, (group, HOME), direct, empty)
            home.there, self._waiting[group, HOME] = int(self._waiting[group, HOME][0]), waiting
            self._hold(pair, home.there)

    def _hold(self, pair: int, parties: int) -> None:
        """Keep what so many take who are called at home."""
        rows, amounts = self._setting.limits.step(Step(HOME, pair)).all
        self._room.held[rows] += amounts * parties

    def _board(self, flight: int, ways: list[Way], boarded: Ints) -> None:
        """As ever; it is kept by which way people have come."""
        super()._board(flight, ways, boarded)
        for (group, pair, _), parties in zip(ways, boarded[:, 0].tolist(), strict=True):
            if self._ways.whole[pair] and self._ways.flights(pair)[-1] == flight:
                self._arrived[group, pair] += parties

    def _wait(self, group: int, pair: int, parties: Ints) -> None:
        """As ever; it is known that they are there."""
        super()._wait(group, pair, parties)
        if pair == HOME:
            self._homes[group].there += int(parties[0])
        elif self._ways.whole[pair]:
            self._arrived[group, pair] += int(parties[0])

    def _decide(self) -> None:
        """The rest is decided anew, with what is known."""
        self._see_who_left()
        belief = self._beliefs.of(self._told)
        decided = belief.again.decided(self._known(belief))
        self.undecided += decided is None or not decided.complete
        if decided is not None:
            self._take_over(belief, decided)

    def _see_who_left(self) -> None:
        """Who stood by at home and has boarded is there no more: those first who were known to be there."""
        for group, home in self._homes.items():
            left = int(self._coming(group, home)[0] - self._waiting[group, HOME][0])
            known = min(left, home.there)
            home.there -= known
            if left > known:
                came = [party for party in home.parties if self._truth.comes[group][party]][: left - known]
                home.parties = sorted(set(home.parties) - set(came))

    @property
    def world(self) -> Instance:
        """Where it happens."""
        return self._setting.world

    def out(self) -> dict[tuple[str, Itinerary], int]:
        """Parties by group and itinerary that have left on its last flight."""
        came = self._arrived.items()
        return {(self._code(group), self._itinerary(pair)): parties for (group, pair), parties in came}

    def _known(self, belief: Belief) -> Known:
        """What is known, in the terms of the model of what is believed."""
        home: Itinerary = ()
        standing = [
            (self._code(group), home, waiting.count, dict[Itinerary, int]())
            for group, waiting in self._homes.items()
        ]
        standing += [
            (self._code(group), home, 0, {itinerary: called.count})
            for (group, itinerary), called in self._callings.items()
        ]
        standing += [
            (self._code(group), self._itinerary(before), *parties)
            for (group, before), parties in self._away().items()
        ]
        return belief.known(
            standing,
            self.out(),
            self._over,
            {leg.id: int(self.sorties[number, 0]) for number, leg in enumerate(self.world.schedule)},
        )

    def _away(self) -> dict[tuple[int, int], tuple[int, Wanted]]:
        """By group and pair flown those on their way: how many wait, and those called to go on."""
        away = {
            place: (int(waiting[0]), dict[Itinerary, int]())
            for place, waiting in self._waiting.items()
            if place[1] != HOME
        }
        for number, parties in self._parted.items():
            group, itinerary, pair = self._broken[number]
            _, on = away.setdefault((group, pair), (0, {}))
            on[itinerary] = on.get(itinerary, 0) + int(parties[0])
        for flight, ways in self._on.items():
            for (group, pair, call), parties in ways.items():
                itinerary = self._itinerary(pair) if call == WHOLE else self._broken[call][1]
                _, on = away.setdefault((group, self._before(pair, flight)), (0, {}))
                on[itinerary] = on.get(itinerary, 0) + int(parties[0])
        return away

    def _take_over(self, belief: Belief, decided: Decided) -> None:
        """From now on people are called, and sorties planned, as is decided."""
        wanted = belief.wanted(decided.called, self._over)
        self._call(belief, {cohort: wants for (cohort, flown), wants in wanted.items() if not flown})
        for (group, before), (waiting, on) in self._away().items():
            cohort, flown = belief.cohort(self._code(group)), self._itinerary(before)
            if belief.stand(cohort, flown) != NOWHERE:
                going = going_on(wanted.get((cohort, flown), {}), on, waiting)
                self._send_on(group, before, going, waiting + sum(on.values()))
        for leg, wished in zip(belief.instance.schedule, decided.sorties.tolist(), strict=True):
            flight = self.world.number.get(leg.id)
            if leg.status == "optional" and leg.id not in self._over and flight is not None:
                sorties = min(wished, len(self._truth.flies[flight]))
                self._room.lose(flight, np.array([self.planned[flight] - sorties]))
                self.planned[flight] = sorties

    def _call(self, belief: Belief, wanted: dict[int, Wanted]) -> None:
        """Who is at home is called to what is wanted of the cohorts."""
        row, ids = self.world.groups.row, belief.instance.groups.id
        members = {
            cohort: [row[ids[one]] for one in rows if ids[one] in row]
            for cohort, rows in enumerate(belief.members)
        }
        self._callings = hand_out(wanted, members, self._callings, self._homes)
        for group, home in self._homes.items():
            self._waiting[group, HOME] = self._coming(group, home)
        self._room.held[:] = 0
        for (group, itinerary), home in self._callings.items():
            pair = self._pair(group, itinerary)
            if pair != HOME:
                self._hold(pair, home.count)

    def _send_on(self, group: int, before: int, going: Wanted, parties: int) -> None:
        """Of the parties that have come as far as `before` go on as is said, the others wait."""
        for flight, ways in self._on.items():
            for way in [way for way in ways if way[0] == group and self._before(way[1], flight) == before]:
                self._room.take([Step(before, way[1])], -ways.pop(way)[None])
        for number in [number for number in self._parted if self._broken[number][::2] == (group, before)]:
            del self._parted[number]
        self._waiting[group, before] = np.array([parties - sum(going.values())])
        for itinerary, count in going.items():
            pair = self._pair(group, itinerary)
            way = group, pair, self._call_number(group, itinerary, pair)
            if self._ways.length[pair] <= self._ways.length[before]:
                self._parted[way[2]] = np.array([count])
            else:
                self._room.take([Step(before, pair)], np.array([[count]]))
                self._on[self._ways.flights(pair)[self._ways.length[before]]][way] = np.array([count])

    def _code(self, group: int) -> str:
        return self.world.groups.id[group]

    def _itinerary(self, pair: int) -> Itinerary:
        schedule = self.world.schedule
        return () if pair == HOME else tuple(schedule[leg].id for leg in self._ways.flights(pair))
