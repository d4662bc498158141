"""Who looks at the board, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.ledger.accounts import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer(User):
    """A user of the board before a page.

    Attributes
    ----------
    language : the code of the language in which they read
    csrf : what a page sends back with every change; blank for a program, which has a token instead
    """

    language: str = "en"
    csrf: str = ""
