"""A plan read against its instance: what in it can be counted, and what in it is not of this instance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Plan
from evacopt.domain.violation import Violation
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Sums, ints, tally


@dataclass(frozen=True, eq=False)
class Reading:
    """The part of a plan that can be counted.

    Attributes
    ----------
    pairs : Pairs
        Assignments of known groups to known flights with at least one party, each pair once.
    parties : int64 array, or Python integers where those overflow, shape (pairs,)
    flown : int64 array, shape (flights,)
        Sorties of each flight, within what it may fly; 1 where it is scheduled, 0 where cancelled.
    strange : violations of the rule `plan`: whatever was left out of the above, or moved into it
    """

    pairs: Pairs
    parties: Sums
    flown: Ints
    strange: tuple[Violation, ...]

    @cached_property
    def values(self) -> Sums:
        """Of each column of `pairs`: parties, then sorties."""
        return np.concatenate((self.parties, self.flown))

    @cached_property
    def left(self) -> Sums:
        """Parties of each group that stay, shape (groups,); negative where too many travel."""
        groups = self.pairs.instance.groups
        left: Sums = groups.count - tally(len(groups), self.pairs.group, self.parties)
        return left


def read(instance: Instance, plan: Plan) -> Reading:
    """Sort out what `plan` says about things that `instance` knows."""
    table, known, said = plan.assignments, instance.flight.keys(), Counter[str]()
    group = table.group.ints(lambda code: instance.groups.row.get(code, -1))
    sound = table.itinerary.ints(lambda flights: bool(flights) and known >= set(flights))
    keep = (group >= 0) & (sound > 0) & (table.parties > 0)
    used = table.itinerary.take(np.flatnonzero(keep)).normal()
    width = max(len(used.values), 1)
    taken, place = np.unique(group[keep] * width + used.codes, return_inverse=True)
    for flight, times in plan.sorties:
        said[flight] += times
    flown = ints(min(max(said[leg.id], leg.least_sorties), leg.most_sorties) for leg in instance.schedule)
    strange = [_stranger(instance, table[row]) for row in np.flatnonzero(~keep).tolist()]
    parties = tally(len(taken), place, table.parties[keep])
    pairs = Pairs(instance, *np.divmod(taken, width), used.values)
    return Reading(pairs, parties, flown, (*strange, *_unknown(instance, plan)))


def _stranger(instance: Instance, said: Assignment) -> Violation:
    unknown = [said.group] if said.group not in instance.groups.row else []
    unknown += [flight for flight in said.itinerary if flight not in instance.flight]
    text = f"names {unknown[0]}, unknown to the instance" if unknown else f"has {said.parties} parties"
    return Violation("plan", f"{said.group} on {'>'.join(said.itinerary) or 'no flight'}", text)


def _unknown(instance: Instance, plan: Plan) -> Iterator[Violation]:
    """What is wrong with the hash, the sorties and the names of crews."""
    if plan.instance_sha256 != instance.sha256:
        text = f"is {instance.sha256[:12]}, the plan is for {plan.instance_sha256[:12]}"
        yield Violation("plan", "instance", text)
    named, crews = Counter(flight for flight, _ in plan.sorties), {crew.id for crew in instance.crews}
    for code, times in plan.sorties:
        flight = instance.flight.get(code)
        if flight is None or flight.status != "optional":
            yield Violation("plan", code, "is no optional flight of the instance")
        elif not 0 <= times <= flight.copies or named[code] > 1:
            text = f"is named {named[code]} times, with {times} sorties of {flight.copies}"
            yield Violation("plan", code, text)
    for code, crew, times in plan.crews:
        if code not in instance.flight or crew not in crews or times < 1:
            yield Violation("plan", f"{crew} on {code}", f"is not known, or flies {times} sorties")
