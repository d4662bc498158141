"""How a flight is closed to everybody who is not aboard: by a `max` share of which the id begins alike."""

from __future__ import annotations

from collections.abc import Collection

from evacopt.domain.share import Share

CLOSED = "closed:"
"""Followed by the flight's id."""
EVERYBODY = "everybody"
"""The bloc of all nationalities; with a quote more for each bloc of the planner's that has the name."""


def is_closing(share: Share) -> bool:
    """Whether replanning made the share: a planner may call a share of his own `closed:` something."""
    name = CLOSED + share.flight
    ours = share.id.startswith(name) and not share.id[len(name) :].strip("'")
    return bool(share.flight) and ours and share.kind == "max" and share.nationality.startswith(EVERYBODY)


def free_id(code: str, taken: Collection[str]) -> str:
    """`code`, with as many quotes behind it as it takes to be the code of nothing else."""
    while code in taken:
        code += "'"
    return code
