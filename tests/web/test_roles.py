"""Who may do what, route by route."""

from __future__ import annotations

import pytest

from evacopt.web.app import HANDLERS, application, routes
from evacopt.web.desk import Call
from evacopt.web.roles import HIDDEN_FROM_LIAISON, OF_ROUTE
from tests.web.served import USERS, Served

FIRST = 2 * len(USERS)
"""The state before the first change: each user, and a token of each."""
AT = {"{id}": "AF1", "{name}": "flights", "{path:path}": "hubs/hub-forecast.csv"}
WATCHED = sorted(key for key in OF_ROUTE if OF_ROUTE[key] != "anybody" and key != ("GET", "/live"))


def _path(path: str) -> str:
    for sign, value in AT.items():
        path = path.replace(sign, value)
    return path


def _body(key: tuple[str, str]) -> dict[str, object]:
    if key == ("POST", "/logout"):
        return {"data": {"csrf": ""}}
    request = {"kind": "as_of", "time": "2023-08-01T01:00Z"}
    return {"json": {"request": request, "seen": FIRST}} if key[0] == "POST" else {}


def test_every_route_has_a_role_and_every_role_a_route() -> None:
    """The table of roles and the routes are the same set."""
    assert {*HANDLERS, ("GET", "/live")} == set(OF_ROUTE)


def test_a_route_without_a_role_cannot_be_made(served: Served) -> None:
    """Whoever adds a route and forgets who may use it gets no server."""

    def handler(call: Call) -> None: ...

    with pytest.raises(KeyError):
        routes(served.desk, {("GET", "/api/1/everything"): handler})  # type: ignore[dict-item]
    assert {route.path for route in application(served.desk).routes} == {path for _, path in OF_ROUTE}  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", WATCHED)
def test_nobody_gets_in_without_signing_in(served: Served, key: tuple[str, str]) -> None:
    """Programs are answered 401, browsers are sent to the form; a wrong token is none."""
    method, path = key
    for headers in ({}, {"authorization": "Bearer nonsense"}):
        site = {"sec-fetch-site": "same-origin"}
        answer = served.send(method, _path(path), headers=headers | site, **_body(key))
        assert answer.status_code == (401 if path.startswith("/api/") else 303)
        assert "AF1" not in answer.text


@pytest.mark.parametrize("key", [key for key in WATCHED if key != ("POST", "/logout")])
def test_each_role_may_do_what_is_its_own(served: Served, key: tuple[str, str]) -> None:
    """Who has the role of a route is not refused for it, and who has a lesser one is."""
    for name, rank in {"eye": 0, "planner": 1, "chief": 2}.items():
        answer = served.ask(key[0], _path(key[1]), name, **_body(key))
        refused = rank < ("view", "plan", "release").index(OF_ROUTE[key])
        assert (answer.status_code == 403) == refused, answer.text


@pytest.mark.parametrize("kind", ["release", "withdraw"])
def test_a_release_takes_its_own_role(served: Served, kind: str) -> None:
    """Who may plan can neither release nor withdraw; who may release can."""
    body = {"request": {"kind": kind, "name": "first"}, "seen": FIRST}
    if kind == "withdraw":
        made = {"request": {"kind": "release", "name": "first"}, "seen": FIRST}
        assert served.ask("POST", "/api/1/changes", "chief", json=made).status_code == 201
        body["seen"] = FIRST + 1
    refused = served.ask("POST", "/api/1/changes", "planner", json=body)
    assert refused.status_code == 403
    assert refused.json()["error"]["kind"] == "role"
    assert served.ask("POST", "/api/1/changes", "chief", json=body).status_code == 201


def test_what_a_release_did_is_undone_by_who_may_release(served: Served) -> None:
    """Taking a release back by `undo` takes the same role."""
    made = {"request": {"kind": "release", "name": "first"}, "seen": FIRST}
    served.ask("POST", "/api/1/changes", "chief", json=made)
    undo = {"request": {"kind": "undo", "number": FIRST + 1}, "seen": FIRST + 1}
    assert served.ask("POST", "/api/1/changes", "planner", json=undo).status_code == 403
    assert served.ask("POST", "/api/1/changes", "chief", json=undo).status_code == 201


@pytest.mark.parametrize("key", sorted(HIDDEN_FROM_LIAISON))
def test_a_liaison_is_refused_what_speaks_of_everybody(served: Served, key: tuple[str, str]) -> None:
    """Comparing plans, proposals, the report and verdicts are not cut down: they are not shown."""
    answer = served.ask(key[0], _path(key[1]), "berlin", **_body(key))
    assert answer.status_code == 403
    assert "FRA" not in answer.text
