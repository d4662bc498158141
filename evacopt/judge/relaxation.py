"""The linear relaxation of an instance: rows and columns that every plan keeps, made by the judge itself.

One column a pair of a group and an itinerary (a path formulation), one a flight; identical groups are merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Itinerary, Plan
from evacopt.judge.crews import crew_rows
from evacopt.judge.goals import add_goals
from evacopt.judge.limits import LIMITS, Limits, TooLargeError
from evacopt.judge.linear import linear_rules
from evacopt.judge.linear_rules import counted_alike
from evacopt.judge.over_time import ALWAYS
from evacopt.judge.pairs import Pairs, ready_of
from evacopt.judge.rows import Family, Relaxation, RelaxationBuilder, ints
from evacopt.judge.seating import full_load_rows, pool_rows
from evacopt.judge.series import add_series
from evacopt.judge.travel import chain_flaws, leg_flaws, mismatches


def relax(instance: Instance, baseline: Plan | None = None, limits: Limits = LIMITS) -> Relaxation:
    """The relaxation of `instance`: identical groups as one, every pair that the rules of travel admit.

    Columns are parties of a pair, sorties of a flight, and what goals and full loads need. Pools and crews
    are stated by rows that every plan keeps, without saying who sits or flies where.

    Raises
    ------
    TooLargeError
        If more pairs than `limits.tries` would have to be tried.
    """
    pairs = admissible(_merged(instance, baseline), limits)
    table, groups, schedule = RelaxationBuilder(), pairs.instance.groups, pairs.instance.schedule
    table.families += [*linear_rules(pairs, tight=True), crew_rows(pairs), *pool_rows(pairs)]
    least, flown = pairs.flights("least_sorties"), pairs.flights("most_sorties")
    upper = np.append(_most_parties(pairs, table.families, flown), flown)
    table.columns(
        lambda pair: ("travel", groups.id[pairs.group[pair]], *pairs.itineraries[pairs.code[pair]]),
        upper[pairs.every],
    )
    table.columns(lambda flight: ("sorties", schedule[flight].id), flown, least)
    if instance.policy.full_loads:
        one = np.ones_like(pairs.is_origin)
        free = table.columns(lambda place: ("all out", *pairs.place_keys[place]), one)
        table.families += full_load_rows(pairs, free, upper)
    add_series(table, pairs)
    add_goals(table, pairs, baseline)
    return table.finish()


_NOT_COMPARED = {
    *("id", "count", "count_low", "count_high", "registered", "show_up"),
    *("ready", "leave_by", "needs", "tags"),
}
"""Columns of groups that are looked at otherwise, or that no rule and no goal speaks of."""


def _merged(instance: Instance, baseline: Plan | None) -> Instance:
    """The instance with groups that nothing tells apart as one, but those that pins, links, a baseline name.

    Minutes of `ready` and `leave_by` are alike that reach the same flights and wait the same whole hours:
    until 08:10 it is two from 06:10 to 07:09, and three from 06:09, so a minute counts with those behind it.
    """
    groups, departs = instance.groups, np.sort(ints(leg.departs for leg in instance.schedule))
    named = {pin.group for pin in instance.pins} | {part.group for part in instance.splits}
    named |= {group for link in instance.links for group in (link.group, link.partner)}
    named |= set(baseline.assignments.group.values if baseline else ())
    ready = ready_of(instance)
    minutes = np.unique(np.append(departs, instance.ends) % HOUR)
    leave_by = np.where(groups.leave_by == BLANK, ALWAYS, groups.leave_by)
    same = [
        ints(row + 1 if group in named else 0 for row, group in enumerate(groups.id)),
        np.searchsorted(departs - instance.policy.check_in_minutes, ready),
        ready // HOUR * (HOUR + 1) + np.searchsorted(minutes, ready % HOUR, side="right"),
        np.searchsorted(departs, leave_by, side="right"),
        counted_alike(instance),
        instance.named_tags.codes,
        *map(groups.needs_of, instance.limited_dimensions),
    ]
    for field in fields(groups):
        column = getattr(groups, field.name)
        if field.name not in _NOT_COMPARED:
            same.append(column.normal().codes if isinstance(column, Coded) else column)
    _, first, of = np.unique(np.stack(same), axis=1, return_index=True, return_inverse=True)
    count = np.zeros(len(first), dtype=np.int64)
    np.add.at(count, of.reshape(-1), groups.count)
    return replace(instance, groups=replace(groups.take(first), count=count))


def admissible(instance: Instance, limits: Limits = LIMITS) -> Pairs:
    """Every pair of a group and an itinerary that rules 1 and 2 allow."""
    itineraries, groups = tuple(_itineraries(instance, limits.tries // limits.chain)), len(instance.groups)
    tries = list(_from_one_place(instance, itineraries))
    if sum(len(rows) * len(codes) for rows, codes in tries) > limits.tries:
        raise TooLargeError(
            phrase(
                "{groups} groups and {itineraries} itineraries are too many",
                groups=groups,
                itineraries=len(itineraries),
            )
        )
    kept = [np.zeros((2, 0), dtype=np.int64)]
    for rows, codes in tries:
        for block in np.array_split(rows, 1 + len(codes) * len(rows) // limits.pairs_at_once):
            group, code = np.repeat(block, len(codes)), np.tile(codes, len(block))
            wrong = [mask for _, mask, _ in mismatches(Pairs(instance, group, code, itineraries))]
            kept.append(np.stack((group, code))[:, ~np.any(wrong, axis=0)])
            if sum(part.shape[1] for part in kept) * limits.kept > limits.tries:
                raise TooLargeError(phrase("too many pairs of a group and an itinerary"))
    group, code = np.concatenate(kept, axis=1)
    order = np.lexsort((code, group))
    return Pairs(instance, group[order], code[order], itineraries)


def _from_one_place(instance: Instance, itineraries: tuple[Itinerary, ...]) -> Iterator[tuple[Ints, Ints]]:
    """For each origin its groups, and the itineraries from there."""
    number = {place.id: at for at, place in enumerate(instance.locations)}
    start = ints(number[instance.flight[itinerary[0]].origin] for itinerary in itineraries)
    home = instance.groups.origin.ints(number.__getitem__)
    for origin in np.unique(home).tolist():
        codes = np.flatnonzero(start == origin)
        if len(codes):
            yield np.flatnonzero(home == origin), codes


def _itineraries(instance: Instance, most: int) -> Iterator[Itinerary]:
    """Every chain of flights from where groups are to a haven that somebody could travel on."""
    leaving, schedule = dict[str, list[Flight]](), instance.schedule
    sound = [leg for leg, wrong in zip(schedule, leg_flaws(instance, schedule), strict=True) if not wrong]
    for leg in sorted(sound, key=lambda leg: leg.departs):
        leaving.setdefault(leg.origin, []).append(leg)
    chains: list[tuple[Flight, ...]] = [
        (leg,) for origin in sorted(set(instance.groups.origin)) for leg in leaving.get(origin, [])
    ]
    while chains:
        chain, most = chains.pop(), most - 1
        if most < 0:
            raise TooLargeError(phrase("too many chains of flights"))
        itinerary, place = tuple(leg.id for leg in chain), instance.location[chain[-1].destination]
        if place.is_end and not chain_flaws(instance, itinerary):
            yield itinerary
        if place.is_stop and len(chain) < instance.policy.max_legs:
            onward = leaving.get(place.id, [])
            ready = chain[-1].arrives + instance.policy.min_connection_minutes
            last = ALWAYS if place.max_stay is None else chain[-1].arrives + place.max_stay
            chains += [(*chain, leg) for leg in onward if ready <= leg.departs <= last]


def _most_parties(pairs: Pairs, families: list[Family], flown: Ints) -> Ints:
    """Parties of each pair that there are, and that its flights hold if nobody else boards."""
    most = np.append(pairs.instance.groups.count[pairs.group], flown)
    alone = most.copy()
    alone[pairs.every] = 0
    for family in families:
        if family.rule in ("seats", "stretchers", "infants"):
            capacity, taken = (
                -family.activity(alone),
                np.flatnonzero(family.entries.column < len(pairs.every)),
            )
            need, row = family.entries.amount[taken], family.entries.first[taken]
            np.minimum.at(most, family.entries.column[taken], capacity[row].astype(np.int64) // need)
    return most[pairs.every]
