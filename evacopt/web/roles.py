"""Who may do what: one role for each route; `Board.role_for` has that of each request."""

from __future__ import annotations

from typing import Literal

from evacopt.ledger.accounts import Role

Needed = Literal["anybody"] | Role
"""`anybody` need not have signed in."""

OF_ROUTE: dict[tuple[str, str], Needed] = {
    ("GET", "/static/{sha256}/{name}"): "anybody",
    ("GET", "/login"): "anybody",
    ("POST", "/login"): "anybody",
    ("GET", "/enter"): "anybody",
    ("POST", "/logout"): "view",
    ("GET", "/"): "view",
    ("GET", "/parts/{name}"): "view",
    ("GET", "/flights/{id}"): "view",
    ("GET", "/groups/{id}"): "view",
    ("GET", "/history"): "view",
    ("GET", "/compare"): "view",
    ("GET", "/print"): "view",
    ("GET", "/live"): "view",
    ("GET", "/api"): "view",
    ("GET", "/api/1/openapi.json"): "view",
    ("GET", "/api/1/state"): "view",
    ("GET", "/api/1/plan"): "view",
    ("GET", "/api/1/instance"): "view",
    ("GET", "/api/1/flights/{id}"): "view",
    ("GET", "/api/1/groups/{id}"): "view",
    ("GET", "/api/1/changes"): "view",
    ("GET", "/api/1/proposals"): "view",
    ("GET", "/api/1/exports"): "view",
    ("GET", "/api/1/exports/{path:path}"): "view",
    ("GET", "/api/1/report"): "view",
    ("POST", "/api/1/try"): "plan",
    ("POST", "/api/1/changes"): "plan",
}
"""A route that is not here cannot be made."""

HIDDEN_FROM_LIAISON = frozenset(
    {
        ("GET", "/compare"),
        ("GET", "/api/1/proposals"),
        ("GET", "/api/1/report"),
        ("POST", "/api/1/try"),
        ("POST", "/api/1/changes"),
    }
)
"""Routes that speak of everybody."""
