"""Who looks at the board, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.ledger.accounts import ROLES, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A user of the board.

    Attributes
    ----------
    name : a code, never the name of a person
    role : what they may do
    state : nationality or bloc of a liaison, who sees its people and the seats offered to them; blank: all
    language : the code of the language in which they read
    csrf : what a page sends back with every change; blank for a program, which has a token instead
    """

    name: str
    role: Role
    state: str = ""
    language: str = "en"
    csrf: str = ""

    def may(self, role: Role) -> bool:
        """Whether `role` is theirs, or below theirs."""
        return ROLES.index(role) <= ROLES.index(self.role)

    @property
    def is_liaison(self) -> bool:
        """Whether they see one state's people alone."""
        return bool(self.state)
