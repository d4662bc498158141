"""Links between groups and tags of tiny random instances."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from evacopt.domain.clock import HOUR
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link, LinkKind
from evacopt.domain.share import Share, ShareKind

_TAGS = ("sponsor", "press", "wave1")


def links_of_itineraries(rng: Random, instance: Instance) -> Instance:
    """An escort on every itinerary."""
    return _linked(rng, instance, "same_itinerary")


def links_of_havens(rng: Random, instance: Instance) -> Instance:
    """A family over two flights."""
    return _linked(rng, instance, "same_haven")


def links_of_minutes(rng: Random, instance: Instance) -> Instance:
    """Some only after others."""
    return _linked(rng, instance, "not_before")


def _linked(rng: Random, instance: Instance, kind: LinkKind) -> Instance:
    rows = list(instance.links)
    for _ in range(rng.choice((1, 1, 2))):
        group, partner = rng.sample(list(instance.groups), 2)
        alike = [g for g in instance.groups if g.origin == group.origin and g.id != group.id]
        partner = rng.choice(alike) if alike and rng.randrange(6) else partner
        row = Link(group=group.id, partner=partner.id, kind=kind, ratio=rng.choice((1, 1, 1, 2)))
        if (row.group, row.partner, row.kind) not in {(r.group, r.partner, r.kind) for r in rows}:
            rows.append(row)
    return replace(instance, links=tuple(rows))


def tagged_shares(rng: Random, instance: Instance) -> Instance:
    """At most so many of a tag, alone or of a nationality too; now and then at least one."""
    instance = _with_tags(rng, instance)
    rows = [
        _share(rng, instance, rng.choice(("max", "max", "max", "min"))) for _ in range(rng.choice((1, 2)))
    ]
    return replace(instance, shares=(*instance.shares, *_numbered(instance, rows)))


def tagged_reserves(rng: Random, instance: Instance) -> Instance:
    """Seats for a tag alone."""
    instance = _with_tags(rng, instance)
    rows = [_share(rng, instance, "reserve") for _ in range(rng.choice((1, 2)))]
    kept = list(instance.shares)
    for row in _numbered(instance, rows):
        reserves = [share for share in (*kept, row) if share.kind == "reserve"]
        if all(
            sum(share.people for share in reserves if share.covers(leg)) <= leg.seats
            for leg in instance.schedule
        ):
            kept.append(row)
    return replace(instance, shares=tuple(kept))


def _with_tags(rng: Random, instance: Instance) -> Instance:
    groups = (
        replace(group, tags=tuple(sorted(rng.sample(_TAGS, rng.choice((0, 1, 1, 2))))))
        if not group.tags
        else group
        for group in instance.groups
    )
    return replace(instance, groups=Groups.of(groups))


def _share(rng: Random, instance: Instance, kind: ShareKind) -> Share:
    leg = rng.choice(instance.schedule)
    nations = sorted({own for row in instance.groups for own, _ in row.own_nationalities})
    scope: dict[str, Any] = rng.choice(
        ({}, {"flight": leg.id}, {"origin": leg.origin}, {"operator": leg.operator})
    )
    return Share(
        id="",
        kind=kind,
        nationality=rng.choice(("", "", rng.choice(nations), "EU")),
        tag=rng.choice(sorted({tag for row in instance.groups for tag in row.tags}) or _TAGS),
        people={"max": rng.randrange(4), "min": 1, "reserve": rng.randrange(1, 5)}[kind],
        release=rng.choice((None, 6 * HOUR)) if kind == "reserve" else None,
        **scope,
    )


def _numbered(instance: Instance, rows: list[Share]) -> list[Share]:
    return [replace(row, id=f"T{len(instance.shares) + number}") for number, row in enumerate(rows)]
