"""Coming in and going out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evacopt.ledger.accounts import User
from evacopt.web.app import application
from evacopt.web.gate import Gate, Keys
from evacopt.web.login import local
from evacopt.web.origin import Origin
from tests.web.served import PASSWORD, SAME, Served


def test_a_password_opens_a_session_in_a_cookie(served: Served) -> None:
    """The cookie is for this host alone, no script reads it, and no other page sends it."""
    answer = served.send(
        "POST", "/login", headers=SAME, data={"name": "eye", "password": PASSWORD, "next": "/history"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/history")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("evacopt-8710=")
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie
    session = answer.headers["set-cookie"].partition(";")[0]
    assert served.send("GET", "/", headers={"cookie": session}).status_code == 200


def test_with_tls_the_cookie_is_the_hosts_own() -> None:
    """`__Host-`, which a browser takes with `Secure` and from this host alone."""
    assert Origin(names=("a",), port=1, secure=True).cookie == "__Host-evacopt-1"


@pytest.mark.parametrize(
    ("name", "password"), [("eye", "wrong"), ("nobody", PASSWORD), ("eye", ""), ("", "")]
)
def test_wrong_name_and_wrong_password_are_told_alike(served: Served, name: str, password: str) -> None:
    """Nobody learns which codes there are."""
    answer = served.send("POST", "/login", headers=SAME, data={"name": name, "password": password})
    same = served.send("POST", "/login", headers=SAME, data={"name": "eye", "password": "other"})
    assert (answer.status_code, answer.text) == (401, same.text)
    assert "set-cookie" not in answer.headers


def test_signing_out_ends_the_session_everywhere(served: Served) -> None:
    """The cookie that somebody kept is none any more."""
    session = served.sessions["planner"]
    came = served.desk.gate.in_session(session)
    assert came is not None
    assert served.browse("POST", "/logout", "planner", data={"csrf": "forged"}).status_code == 403
    answer = served.browse("POST", "/logout", "planner", data={"csrf": came.csrf})
    assert answer.headers["location"] == "/login"
    assert served.browse_with(session, "GET", "/").status_code == 303


def test_a_role_that_changes_ends_the_session(served: Served) -> None:
    """Whoever was trusted with more is not, from then on."""
    session = served.sessions["planner"]
    served.accounts.change(User("planner", "view"), by="chief")
    assert served.browse_with(session, "GET", "/").status_code == 303


def test_news_do_not_keep_a_session_going(served: Served) -> None:
    """Whoever only waits for news is idle: after half an hour the session ends, and the stream with it."""
    ledger, session = served.board.ledger, served.sessions["eye"]
    began = ledger.clock()
    for minutes, used in ((20, False), (20, True), (45, False), (51, False)):
        later = began + timedelta(minutes=minutes)
        ledger.clock = lambda later=later: later  # type: ignore[misc]
        known = served.desk.gate.in_session(session, used=used)
        assert (known is not None) == (minutes < 50)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:1",
        "",
        "/a\nb",
        "/\t/evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(target: str) -> None:
    """A link to the form cannot lead to a page of others."""
    assert local(target) == "/"


def test_the_printed_key_works_once(served: Served) -> None:
    """It lets in, with every role, and the next one is told; used or wrong it lets nobody in."""
    told: list[str] = []
    keys = Keys("cell", told.append)
    keys.tell()
    served.desk.__dict__["gate"] = gate = Gate(
        served.accounts, keys, cookie="evacopt-8710", signing_in=served.desk.limits.signing_in
    )
    served.app = application(served.desk)
    first = served.send(
        "GET", f"/enter?key={told[0]}", headers={"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}
    )
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert len(set(told)) == 2
    for key in (told[0], "", "nonsense"):
        assert served.send("GET", f"/enter?key={key}").status_code == 403
    came = gate.in_session(first.headers["set-cookie"].partition(";")[0].partition("=")[2])
    assert came is not None
    assert (came.name, came.role) == ("cell", "release")


def test_no_secret_is_kept_as_it_is(served: Served) -> None:
    """Neither sessions nor tokens nor passwords stand in the file."""
    secrets = [served.sessions["eye"], *served.tokens.values(), PASSWORD]
    content = b"".join(
        path.read_bytes() for path in served.board.ledger.path.parent.iterdir() if path.is_file()
    )
    assert [secret for secret in secrets if secret.encode() in content] == []
