"""Who sits in which reserve: by the nationality as which a party travels, and by its tags (6.7)."""

from __future__ import annotations

from itertools import product

from evacopt.domain.columns import Coded
from evacopt.domain.instance import Instance
from evacopt.domain.share import Share
from evacopt.view.view import View

Sitter = tuple[str, tuple[str, ...]]
"""The nationality as which a party travels, and its tags."""


def seats_by_sitter(view: View) -> dict[str, dict[Sitter, int]]:
    """For each flight with anybody aboard the seats taken, by who may sit where."""
    nationality, tags = view.instance.groups.nationality, view.instance.groups.tags
    kinds = tuple(product(nationality.values, tags.values))
    return view.seats_by(Coded(nationality.codes * len(tags.values) + tags.codes, kinds))


def may_sit(instance: Instance, pool: Share, sitter: Sitter) -> bool:
    """Whether a party may sit in the reserve `pool`: all that is filled must match."""
    nationality, tags = sitter
    of_nation = not pool.nationality or nationality in instance.nationals(pool.nationality)
    return of_nation and (not pool.tag or pool.tag in tags)
