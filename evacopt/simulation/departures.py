"""The course of events in scenarios of one world, side by side: departures in the order of time.

Of the parties of a group, and of where they are, only the numbers matter, so that each is an array over the
scenarios; whoever boards takes room of every limit that the model has.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.simulation.chains import HOME
from evacopt.simulation.limits import Step
from evacopt.simulation.room import Room
from evacopt.simulation.setting import Moment, Setting

Way = tuple[int, int, int]
"""Group, pair, and the call that an event has broken, `WHOLE` for a way to a haven."""
WHOLE = -1


class Departures:
    """Scenarios while they go by.

    Attributes
    ----------
    coming : int64, shape (calls, scenarios): parties of each call that come
    planned : int64, shape (flights,): sorties that are to be flown
    sorties : int64, shape (flights, scenarios): sorties flown
    taken, refused : int64, shape (flights, scenarios): seats taken; parties called who came and got none
        though it flew
    undecided : how often what was to be decided was not to the end in time
    landed : by group and flight the parties that land with it for good, shape (scenarios,)
    """

    def __init__(self, setting: Setting, coming: Ints, sorties: Ints) -> None:
        self._setting, self._ways = setting, setting.ways
        self.coming, self.sorties, self.planned = coming, sorties, setting.planned
        self.taken, self.refused = np.zeros_like(sorties), np.zeros_like(sorties)
        self.undecided = 0
        self.landed: dict[tuple[int, int], Ints] = {}
        self._room = Room(setting.limits, setting.planned, setting.held.sum(axis=0), coming.shape[1])
        self._waiting: dict[tuple[int, int], Ints] = {}
        self._on: dict[int, dict[Way, Ints]] = defaultdict(dict)
        self._parted: dict[int, Ints] = {}

    def run(self, *, standby: bool) -> None:
        """Let it happen; with `standby` empty seats are filled."""
        for number, call in enumerate(self._setting.calls):
            if not call.itinerary:
                self._wait(call.group, HOME, self.coming[number])
        for moment, held in zip(self._setting.moments, self._setting.held, strict=True):
            self._room.held -= held
            if moment.number >= 0 and self._setting.planned[moment.number]:
                self._depart(moment)
            self._part(moment)
            if standby and moment.number >= 0 and self._setting.planned[moment.number]:
                self._fill(moment.number)

    def _depart(self, moment: Moment) -> None:
        """Who is called boards; where there is no room any more, the least urgent stay behind."""
        flight, room = moment.number, self._room
        flies = self.sorties[flight] > 0
        room.lose(flight, self.planned[flight] - self.sorties[flight])
        going = sorted(self._called(moment), key=lambda way: (self._setting.rank[way[0][0]], way[0]))
        if not going:
            return
        ways, called = [way for way, _ in going], np.stack([parties for _, parties in going])
        steps = [Step(self._before(pair, flight), pair) for _, pair, _ in ways]
        board = called * flies
        on_the_way = np.array([step.before != HOME for step in steps])[:, None]
        room.take(steps, board - called * on_the_way)
        off = room.turned_away(steps, board)
        self.refused[flight] += off.sum(axis=0)
        board -= off
        for way, step, parties in zip(ways, steps, called - board, strict=True):
            self._wait(way[0], step.before, parties)
        self._board(flight, ways, board)

    def _called(self, moment: Moment) -> list[tuple[Way, Ints]]:
        """Who is to board: those who begin with it, of whom not all may have come, and those on their way."""
        setting, there = self._setting, self._on.pop(moment.number, {})
        for number in moment.begin:
            call, pair = setting.calls[number], setting.pair[number]
            broken = self._ways.length[pair] < len(call.itinerary) and not self._ways.whole[pair]
            way = call.group, pair, number if broken else WHOLE
            there[way] = there[way] + self.coming[number] if way in there else self.coming[number]
        return list(there.items())

    def _part(self, moment: Moment) -> None:
        """Who cannot go on as called, because of what has happened, stays where he is."""
        for number in moment.lost:
            call, pair = self._setting.calls[number], self._setting.pair[number]
            if pair == HOME or not self._ways.whole[pair]:
                parties = self.coming[number] if pair == HOME else self._parted.pop(number)
                flown = 0 if pair == HOME else len(self._ways.flights(pair))
                flight = self._setting.world.number.get(call.itinerary[flown])
                if flight is not None:
                    self.refused[flight] += parties * (self.sorties[flight] > 0)
                self._wait(call.group, pair, parties)

    def _fill(self, flight: int) -> None:
        """Who waits boards in the standby order, as long as anybody finds room."""
        ways, setting, need = self._setting.boardings(flight), self._setting, self._setting.need(flight)
        order = sorted(
            (int(setting.rank[group]), group, before)
            for group, before in self._waiting
            if (setting.cohort[group], before) in ways
        )
        seats = setting.world.schedule[flight].seats * self.sorties[flight] - self.taken[flight]
        empty = np.where(self.sorties[flight] > 0, seats, -1)
        again = bool(order)
        while again:
            again = False
            waiting = np.stack([self._waiting[group, before] for _, group, before in order])
            least = np.array([need[group] for _, group, _ in order])[:, None]
            for number in np.flatnonzero(((waiting > 0) & (empty >= least)).any(axis=1)).tolist():
                _, group, before = order[number]
                boarded = self._stand_by(flight, (group, before), ways[setting.cohort[group], before], empty)
                again |= boarded and setting.mixed

    def _stand_by(self, flight: int, who: tuple[int, int], ways: list[int], empty: Ints) -> bool:
        """Let as many board as find room by one of `ways`, the first ones first; whether anybody does."""
        waiting, (group, before), anybody = self._waiting[who], who, False
        here = np.flatnonzero((waiting > 0) & (empty >= self._setting.need(flight)[group]))
        for pair in ways if len(here) else ():
            step = Step(before, pair)
            parties = np.minimum(waiting[here], self._room.most(step, here))
            if parties.any():
                self._room.board(step, here, parties)
                waiting[here] -= parties
                empty[here] -= parties * self._setting.need(flight)[group]
                boarded = np.zeros_like(waiting)
                boarded[here] = parties
                self._board(flight, [(group, pair, WHOLE)], boarded[None])
                anybody = True
        return anybody

    def _board(self, flight: int, ways: list[Way], boarded: Ints) -> None:
        """Who is aboard lands for good, goes on, or gets no further; `boarded` has a row a way."""
        need = self._setting.need(flight)
        self.taken[flight] += np.array([need[group] for group, _, _ in ways]) @ boarded
        for way, parties in zip(ways, boarded, strict=True):
            group, pair, call = way
            flights = self._ways.flights(pair)
            place = flights.index(flight) + 1
            if place < len(flights):
                on = self._on[flights[place]]
                on[way] = on[way] + parties if way in on else parties
            elif self._ways.whole[pair]:
                self._land(group, flight, parties)
            else:
                self._parted[call] = parties

    def _before(self, pair: int, flight: int) -> int:
        return int(self._ways.before[pair, self._ways.flights(pair).index(flight)])

    def _wait(self, group: int, pair: int, parties: Ints) -> None:
        """Who has flown `pair` is where it ends: out, where that is a haven that he accepts."""
        if not parties.any():
            return
        if pair != HOME and self._ways.whole[pair]:
            self._land(group, self._ways.flights(pair)[-1], parties)
        elif (group, pair) in self._waiting:
            self._waiting[group, pair] += parties
        else:
            self._waiting[group, pair] = parties.copy()

    def _land(self, group: int, flight: int, parties: Ints) -> None:
        if (group, flight) in self.landed:
            self.landed[group, flight] += parties
        else:
            self.landed[group, flight] = parties.copy()
