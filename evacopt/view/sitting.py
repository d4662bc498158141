"""Who sits in which reserve: by the nationality as which a party travels, and by its tags (6.7)."""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.domain.share import Share

Sitter = tuple[str, tuple[str, ...]]
"""The nationality as which a party travels, and its tags that a reserve names."""


def may_sit(instance: Instance, pool: Share, sitter: Sitter) -> bool:
    """Whether a party may sit in the reserve `pool`: all that is filled must match."""
    nationality, tags = sitter
    of_nation = not pool.nationality or nationality in instance.nationals(pool.nationality)
    return of_nation and (not pool.tag or pool.tag in tags)
