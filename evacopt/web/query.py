"""The query of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Query: TypeAlias = Mapping[str, str]
DIGITS = 9
"""Of numbers that are read; a longer one is none."""


def number(query: Query, name: str, usual: int) -> int:
    """A whole number; what is none is as if nothing had been said."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else usual
