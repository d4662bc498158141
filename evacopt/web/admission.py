"""Who may make a request: asked before any route does anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacopt.domain.phrase import phrase
from evacopt.web.gate import refuse_forged
from evacopt.web.problems import Problem, beyond_role, not_signed_in
from evacopt.web.roles import HIDDEN_FROM_LIAISON, OF_ROUTE
from evacopt.web.security import too_fast

if TYPE_CHECKING:
    from starlette.requests import Request

    from evacopt.web.desk import Desk
    from evacopt.web.gate import Came


def refuse(desk: Desk, came: Came | None, key: tuple[str, str], request: Request) -> None:
    """Refuse whoever may not do this: no session, too many requests, another role, a page of another site."""
    needed = OF_ROUTE[key]
    if needed == "anybody":
        return
    if came is None:
        raise not_signed_in()
    if wait := desk.users.wait(came.name):
        raise too_fast(wait)
    if not came.may(needed):
        raise beyond_role(needed)
    if came.is_liaison and key in HIDDEN_FROM_LIAISON:
        text = phrase("A liaison sees its own people alone, and this speaks of everybody.")
        raise Problem(403, "liaison", text, remedy=phrase("Ask the cell."))
    if key[0] == "POST" and key[1].startswith("/api/"):
        refuse_forged(came, request)
