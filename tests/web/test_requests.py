"""What a request has to be like, and what every response carries."""

from __future__ import annotations

import pytest

from evacopt.web.rates import Buckets, Limits, Rate
from evacopt.web.security import HEADERS
from tests.web.conftest import Serve
from tests.web.served import ADDRESS, PASSWORD, SAME, Served

MOVE = {"request": {"kind": "move", "group": "FRA-b", "parties": 1, "to": ["AF2"]}, "seen": 99}


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "", "127.0.0.1:8710.evil.example"]
)
def test_a_name_of_others_that_leads_here_is_refused(served: Served, host: str) -> None:
    """Rebinding a name of the DNS to this machine makes no page of others a page of the board."""
    answer = served.ask("GET", "/api/1/state", "eye", headers={"host": host})
    assert answer.status_code == 400
    assert "small" not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/login", "/api/1/state", "/nothing", "/api/1/nothing", "/static/0/x.js"]
)
def test_every_response_has_the_headers(served: Served, path: str) -> None:
    """Pages, JSON, errors and redirects; no policy allows anything inline or from elsewhere."""
    answer = served.ask("GET", path, "eye")
    assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


FORGED = [
    {"origin": "https://evil.example"},
    {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    {"origin": "null", "sec-fetch-site": ""},
    {"origin": "null", "sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "cross-site", "origin": ADDRESS},
    {"sec-fetch-site": "same-site", "origin": ADDRESS},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "", "origin": ""},
    {"sec-fetch-site": "cross-site", "authorization": "Bearer x"},
]


@pytest.mark.parametrize("headers", FORGED)
def test_a_page_of_others_can_send_nothing(served: Served, headers: dict[str, str]) -> None:
    """Not with the cookie of somebody who may plan, and not with the token of the page either."""
    answer = served.browse("POST", "/api/1/changes", "planner", headers=headers, json=MOVE)
    assert answer.status_code == 403
    assert served.board.state.number == served.first


@pytest.mark.parametrize("token", ["", "nonsense", "é"])
def test_a_page_sends_the_token_of_its_session(served: Served, token: str) -> None:
    """Without it, or with another, nothing is done; with it, it is."""
    answer = served.browse("POST", "/api/1/changes", "planner", headers={"x-csrf": token.encode()}, json=MOVE)
    assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "csrf")
    assert served.browse("POST", "/api/1/changes", "planner", json=MOVE).status_code == 201


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_content_is_what_it_says(served: Served, kind: str) -> None:
    """Forms of other pages can send these kinds, and nothing else is taken than JSON."""
    answer = served.ask("POST", "/api/1/changes", "planner", content=b"{}", headers={"content-type": kind})
    assert answer.status_code == 415


def test_what_is_too_long_is_refused_before_it_is_read(serve: Serve) -> None:
    """By the length that is told, and by what comes where none is told."""
    served = serve(Limits(body=1_000, long_body=2_000))

    async def pieces() -> object:
        for _ in range(100):
            yield b" " * 1_000

    json = {"content-type": "application/json"}
    told = served.ask("POST", "/api/1/try", "planner", content=b" " * 1_001, headers=json)
    untold = served.ask("POST", "/api/1/changes", "planner", content=pieces(), headers=json)
    assert (told.status_code, untold.status_code) == (413, 413)
    assert untold.json()["error"]["kind"] == "too-long"


def test_who_asks_too_often_has_to_wait(serve: Serve) -> None:
    """A user is told when to ask again, others go on."""
    served = serve(Limits(user=Rate(3, 0.001)))
    codes = [served.ask("GET", "/api/1/changes", "eye").status_code for _ in range(4)]
    refused = served.ask("GET", "/api/1/changes", "eye")
    other = served.ask("GET", "/api/1/changes", "planner")
    assert codes == [200, 200, 200, 429]
    assert int(refused.headers["retry-after"]) > 0
    assert other.status_code == 200


def test_an_address_that_asks_too_often_has_to_wait(serve: Serve) -> None:
    """Also one that has not signed in."""
    served = serve(Limits(address=Rate(2, 0.001)))
    codes = [served.send("GET", "/login").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_passwords_are_not_tried_one_after_the_other(serve: Serve) -> None:
    """After some tries even the right password has to wait."""
    served = serve(Limits(signing_in=Rate(2, 0.001)))
    answers = [
        served.send("POST", "/login", headers=SAME, data={"name": "eye", "password": word})
        for word in ("wrong", "wrong too", PASSWORD)
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 429]


def test_a_bucket_fills_again() -> None:
    """One that is empty lets the next one through after its time, and holds no more than its size."""
    now = [0.0]
    buckets = Buckets(Rate(2, 0.5), lambda: now[0])
    assert [buckets.wait("a") for _ in range(3)] == [0.0, 0.0, 2.0]
    now[0] = 2.0
    assert (buckets.wait("a"), buckets.wait("a"), buckets.wait("b")) == (0.0, 2.0, 0.0)
    now[0] = 1_000.0
    assert [buckets.wait("a") for _ in range(3)] == [0.0, 0.0, 2.0]


def test_a_fault_tells_nothing_of_the_inside(
    served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the answer nor the terminal has the text of an exception, which may hold a code of people."""

    def broken(since: int = 0) -> None:
        raise RuntimeError("FRA-b")

    monkeypatch.setattr(served.board, "history", broken)
    answer = served.ask("GET", "/api/1/changes", "eye")
    said = capsys.readouterr().err
    assert (answer.status_code, answer.json()["error"]["kind"]) == (500, "bug")
    assert "RuntimeError in broken:" in said
    assert "FRA-b" not in answer.text + said
    assert "Traceback" not in answer.text
